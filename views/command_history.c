#include "views/command_history.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/files.h"
#include "client/base/log.h"
#include "client/base/mem.h"

#define FILE_NAME "history"

enum { PATH_BYTES = 4096, FILE_MAX = PROMPT_HISTORY * (PROMPT_MAX + 1) };

static bool path_of(struct buf *out)
{
    struct err homeless;

    return files_xdg(out, XDG_STATE, FILE_NAME, &homeless);
}

static bool read_lines(const char *path, struct buf *out)
{
    struct err err;

    if (files_read(path, out, &err))
        return true;
    if (!files_absent(&err))
        log_write(LOG_WARN, "history: %s", err.text);
    return files_absent(&err);
}

static void remember_lines(struct prompt *p, const struct buf *lines)
{
    for (struct str rest = {lines->data, lines->len}; rest.n > 0;) {
        const struct str line = str_cut(rest, '\n', &rest);
        char *z = mem_strndup(line.p, line.n);

        if (line.n > 0 && line.n <= PROMPT_MAX)
            prompt_remember(p, z);
        free(z);
    }
}

void command_history_load(struct prompt *p)
{
    struct buf path = BUF_INIT(PATH_BYTES), lines = BUF_INIT(FILE_MAX);

    if (path_of(&path) && read_lines(buf_text(&path), &lines))
        remember_lines(p, &lines);
    buf_free(&path);
    buf_free(&lines);
}

/* Theirs, then ours: a prompt of its own leaves out doubles and what is too old. */
static void merge(const struct prompt *p, const struct buf *theirs, struct buf *out)
{
    struct prompt *all = prompt_new("");

    remember_lines(all, theirs);
    for (size_t i = 0; prompt_history(p, i) != NULL; i++)
        prompt_remember(all, prompt_history(p, i));
    for (size_t i = 0; prompt_history(all, i) != NULL; i++)
        buf_printf(out, "%s\n", prompt_history(all, i));
    prompt_free(all);
}

void command_history_save(const struct prompt *p)
{
    struct buf path = BUF_INIT(PATH_BYTES), theirs = BUF_INIT(FILE_MAX),
               all = BUF_INIT(FILE_MAX);
    struct err err;

    if (path_of(&path) && read_lines(buf_text(&path), &theirs)) {
        merge(p, &theirs, &all);
        if (!files_write(buf_text(&path), buf_text(&all), all.len, &err))
            log_write(LOG_WARN, "history: %s", err.text);
    }
    buf_free(&path);
    buf_free(&theirs);
    buf_free(&all);
}
