/*
 * A journal in a folder of its own, with a clock that moves a second with every event. Each
 * helper fails the test when the journal does.
 */
#pragma once

#include "client/store/journal.h"

extern char rig_folder[], *rig_path;
extern struct fake_clock rig_clock;

void journal_rig_setup(void);
void journal_rig_teardown(void);
struct journal *rig_journal(void); /* owned */
struct journal_entry rig_entry(const char *title);
int64_t rig_begin(struct journal *j, struct journal_entry e);
void rig_end(struct journal *j, int64_t id, enum journal_state state, const char *answer);
struct journal_entry rig_get(struct journal *j, int64_t id, struct arena *a);
enum journal_state rig_state(struct journal *j, int64_t id);
struct journal_verdict rig_verify(struct journal *j);
