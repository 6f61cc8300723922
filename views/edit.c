#include "views/edit.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"

enum {
    COMMAND_MAX = 4096,
    NAME_BYTES = 40,
    ENV_MAX = 4096 /* variables; far above any environment */
};

struct edit {
    struct app *app;
    edit_done_fn *fn; /* NULL: nobody waits for it any more */
    void *ctx;
    char *folder, *path; /* owned */
    char *command;       /* owned; for messages */
};

/* ---- the command ---- */

static const char *command_of(void)
{
    static const char *const variables[] = {"VISUAL", "EDITOR"};

    for (size_t i = 0; i < COUNT_OF(variables); i++) {
        const char *value = getenv(variables[i]);

        if (value != NULL && str_trim(str_of(value)).n > 0)
            return value;
    }
    return "vi";
}

/* One word from *at on; quotes and backslashes are taken off. false: a quote stays open. */
static bool next_word(const char **at, struct buf *word)
{
    char quote = '\0';

    for (; **at != '\0' && (quote != '\0' || (**at != ' ' && **at != '\t')); (*at)++) {
        char c = **at;

        if (quote == '\0' ? c == '\'' || c == '"' : c == quote)
            quote = quote == '\0' ? c : '\0';
        else if (c == '\\' && quote != '\'' && (*at)[1] != '\0')
            buf_putc(word, *++*at);
        else
            buf_putc(word, c);
    }
    return quote == '\0';
}

bool edit_words(const char *command, struct arena *arena, const char *words[EDIT_WORDS_MAX + 1],
                size_t *n, struct err *err)
{
    const char *found[EDIT_WORDS_MAX];
    size_t count = 0;

    for (command += strspn(command, " \t"); *command != '\0';
         command += strspn(command, " \t")) {
        struct buf word = BUF_INIT(COMMAND_MAX);
        bool closed = next_word(&command, &word);

        if (!closed || word.full || count == EDIT_WORDS_MAX) {
            buf_free(&word);
            (void)err_set(err, ERR_CONFIG, "the editor's command %s",
                          closed ? _("is too long") : _("has a quote that stays open"));
            return err_advise(err, "correct VISUAL or EDITOR");
        }
        found[count++] = arena_str(arena, buf_text(&word));
        buf_free(&word);
    }
    if (count == 0 || found[0][0] == '\0')
        return err_set(err, ERR_CONFIG, "the editor's command is empty");
    memcpy(words, found, count * sizeof *found);
    words[count] = NULL;
    *n = count;
    return true;
}

/* Keys of an account are no business of an editor and its plug-ins. */
static const char **environment(struct arena *arena)
{
    size_t n = 0, kept = 0;

    while (n < ENV_MAX && environ[n] != NULL)
        n++;
    const char **out = arena_alloc(arena, n + 1, sizeof *out);

    for (size_t i = 0; i < n; i++)
        if (!str_starts(environ[i], "AWS_"))
            out[kept++] = environ[i];
    out[kept] = NULL;
    return out;
}

/* ---- the file ---- */

static bool make_folder_in(enum xdg_dir dir, struct buf *path, struct err *err)
{
    if (!files_xdg(path, dir, "", err) || !files_mkdirs(buf_text(path), err))
        return false;
    buf_puts(path, "/edit-XXXXXX");
    return mkdtemp(path->data) != NULL || err_sys(err, errno, "%s", buf_text(path));
}

static bool make_folder(struct buf *path, struct err *err)
{
    const char *run = getenv("XDG_RUNTIME_DIR");

    return (run != NULL && run[0] == '/' && make_folder_in(XDG_RUNTIME, path, err)) ||
           make_folder_in(XDG_STATE, path, err);
}

/* Names hold whatever a screen is about: letters, digits and '-' stay. */
static char *file_path(const char *folder, const char *name)
{
    struct buf path = BUF_INIT(COMMAND_MAX);

    buf_printf(&path, "%s/", folder);
    for (size_t i = 0; name[i] != '\0' && i < NAME_BYTES; i++)
        buf_putc(&path, isalnum((unsigned char)name[i]) ? name[i] : '-');
    buf_puts(&path, ".txt");
    return buf_steal(&path);
}

/* With whatever the editor left beside the file. */
static void remove_folder(const char *folder)
{
    DIR *d = opendir(folder);

    for (struct dirent *e = d != NULL ? readdir(d) : NULL; e != NULL; e = readdir(d))
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            (void)unlinkat(dirfd(d), e->d_name, 0);
    if (d != NULL)
        (void)closedir(d);
    (void)rmdir(folder);
}

static void end(struct edit *e)
{
    if (e->folder != NULL)
        remove_folder(e->folder);
    free(e->folder);
    free(e->path);
    free(e->command);
    free(e);
}

/* ---- running it ---- */

static bool fine(const struct edit *e, int status, struct err *err)
{
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return true;
    if (status == -1)
        return err_set(err, ERR_CANCELED, "The editor was given up.");
    (void)err_set(err, ERR_USAGE, "%.80s ended with %s %d: nothing was taken over.", e->command,
                  WIFSIGNALED(status) ? "signal" : "status",
                  WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    return err_advise(err, "set VISUAL or EDITOR if this is not the editor you want");
}

static void on_ran(void *ctx, int status)
{
    struct edit *e = ctx;
    struct buf text = BUF_INIT(EDIT_BYTES_MAX);
    struct err err;

    app_redraw(e->app);
    bool ok = fine(e, status, &err) && files_read(e->path, &text, &err);

    if (e->fn != NULL)
        e->fn(e->ctx, (struct str){buf_text(&text), ok ? text.len : 0}, ok ? NULL : &err);
    buf_free(&text);
    end(e);
}

static bool start(struct edit *e, const char *name, struct str text, struct arena *arena,
                  struct err *err)
{
    const char *words[EDIT_WORDS_MAX + 2] = {NULL};
    struct buf folder = BUF_INIT(COMMAND_MAX);
    size_t n;

    if (!edit_words(e->command, arena, words, &n, err))
        return false;
    bool made = make_folder(&folder, err);

    e->folder = made ? mem_strdup(buf_text(&folder)) : NULL;
    buf_free(&folder);
    if (!made)
        return false;
    e->path = file_path(e->folder, name);
    words[n] = e->path;
    words[n + 1] = NULL;
    if (!files_write(e->path, text.p, text.n, err))
        return false;
    if (app_run(e->app, words, environment(arena), on_ran, e, err))
        return true;
    if (err->advice[0] == '\0')
        (void)err_advise(err, "set VISUAL or EDITOR to an editor");
    return false;
}

struct edit *edit_start(struct app *app, const char *name, struct str text, edit_done_fn *fn,
                        void *ctx, struct err *err)
{
    struct edit *e = mem_alloc(1, sizeof *e);
    struct arena *arena = arena_new();

    *e = (struct edit){.app = app, .fn = fn, .ctx = ctx, .command = mem_strdup(command_of())};
    bool ok = start(e, name, text, arena, err);

    arena_free(arena);
    if (ok)
        return e;
    end(e);
    return NULL;
}

void edit_forget(struct edit *e)
{
    if (e != NULL)
        e->fn = NULL;
}
