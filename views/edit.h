/*
 * views/edit: a text in the person's editor: $VISUAL, else $EDITOR, else vi.
 *
 * The text lies in a file of mode 0600 in a folder of its own, below $XDG_RUNTIME_DIR or the
 * state folder; both are gone when the editor has ended. There is no shell: the command is
 * split at blanks, quotes and backslashes keep them. Nothing named AWS_* reaches the editor.
 */
#pragma once

#include "client/base/arena.h"
#include "client/base/str.h"
#include "views/app.h"

enum { EDIT_WORDS_MAX = 32, EDIT_BYTES_MAX = 256 * 1024 };

struct edit;
/* Called once. err: the editor failed, text is empty; else NULL. Both are borrowed. */
typedef void edit_done_fn(void *ctx, struct str text, const struct err *err);

/* name: of the file, without a folder, for the editor's title. NULL on failure. */
struct edit *edit_start(struct app *app, const char *name, struct str text, edit_done_fn *fn,
                        void *ctx, struct err *err) NONNULL MUST_USE;
void edit_forget(struct edit *e); /* no callback any more; NULL is fine */
/* Words of a command, NULL-terminated, from the arena; n is never above EDIT_WORDS_MAX. */
bool edit_words(const char *command, struct arena *arena, const char *words[EDIT_WORDS_MAX + 1],
                size_t *n, struct err *err) NONNULL MUST_USE;
