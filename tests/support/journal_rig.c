#include "tests/support/journal_rig.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/mem.h"

static struct err err;
char rig_folder[] = "/tmp/picket-journal-XXXXXX";
char *rig_path;
struct fake_clock rig_clock;

void journal_rig_setup(void)
{
    cr_assert_not_null(mkdtemp(rig_folder));
    rig_path = mem_printf("%s/journal.db", rig_folder);
    fake_clock_init(&rig_clock, 1764000000000);
}

void journal_rig_teardown(void)
{
    (void)files_remove_tree(rig_folder);
    free(rig_path);
}

struct journal *rig_journal(void)
{
    return journal_new(rig_path, &rig_clock.clock);
}

struct journal_entry rig_entry(const char *title)
{
    return (struct journal_entry){
        .person = "alice as root",
        .context = "prod",
        .account = "123456789012",
        .region = "eu-west-1",
        .ticket = "SEC-4412",
        .plan = "p1",
        .title = title,
        .kind = "suppress",
        .target = "cert 3f9a",
        .operation = "CreateAuditSuppression",
        .request = "{\"checkName\":\"X\"}",
        .token = "t-1",
        .undo_operation = "DeleteAuditSuppression",
        .undo_request = "{}",
        .undo_note = "works until it expires",
    };
}

int64_t rig_begin(struct journal *j, struct journal_entry e)
{
    int64_t id = 0;
    cr_assert(journal_begin(j, &e, &id, &err), "%s", err.text);
    fake_clock_advance(&rig_clock, 1000);
    return id;
}

void rig_end(struct journal *j, int64_t id, enum journal_state state, const char *answer)
{
    struct journal_outcome o = {
        .state = state, .answer = answer, .request_id = "r-1", .status = 200, .attempts = 2};
    cr_assert(journal_end(j, id, &o, &err), "%s", err.text);
    fake_clock_advance(&rig_clock, 1000);
}

struct journal_entry rig_get(struct journal *j, int64_t id, struct arena *a)
{
    struct journal_entry e;
    cr_assert(journal_get(j, id, a, &e, &err), "%s", err.text);
    cr_assert_eq(e.id, id);
    return e;
}

enum journal_state rig_state(struct journal *j, int64_t id)
{
    struct arena *a = arena_new();
    enum journal_state state = rig_get(j, id, a).outcome.state;
    arena_free(a);
    return state;
}

struct journal_verdict rig_verify(struct journal *j)
{
    struct journal_verdict v;
    cr_assert(journal_verify(j, &v, &err), "%s", err.text);
    return v;
}
