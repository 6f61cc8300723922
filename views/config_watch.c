#include "views/config_watch.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/mem.h"

#define THEMES "themes"

enum {
    PATH_BYTES = 4096,
    WRITTEN = IN_CLOSE_WRITE | IN_MOVED_TO,
    MADE = IN_CREATE | IN_MOVED_TO,
    TOGETHER_US = 50 * 1000, /* an editor writes, renames and touches */
};

struct config_watch {
    struct loop *loop;
    struct config_file files[CONFIG_FILES_MAX];
    bool changed[CONFIG_FILES_MAX];
    size_t n;
    char *folder, *themes;                  /* "~/.config/picket", ".../themes"; owned */
    int fd, above_wd, folder_wd, themes_wd; /* of inotify(7); -1: not watched */
    struct loop_fd *watch;
    struct loop_timer *timer;
};

static void note(struct config_watch *w, const char *name)
{
    for (size_t i = 0; i < w->n; i++)
        w->changed[i] |= strcmp(w->files[i].name, name) == 0;
}

/* The deepest folder there is on the way to ours: the next one will be made in it. */
static int watch_above(const struct config_watch *w)
{
    char *path = mem_strdup(w->folder);
    int wd = -1;

    for (char *slash; wd < 0 && (slash = strrchr(path, '/')) != NULL && slash > path;) {
        *slash = '\0';
        wd = inotify_add_watch(w->fd, path, MADE);
    }
    free(path);
    return wd;
}

/* What can be watched now that could not be before. true: the folder is new. */
static bool watch_more(struct config_watch *w)
{
    const bool had = w->folder_wd >= 0;

    if (w->folder_wd < 0)
        w->folder_wd = inotify_add_watch(w->fd, w->folder, WRITTEN | IN_CREATE);
    if (w->themes_wd < 0)
        w->themes_wd = inotify_add_watch(w->fd, w->themes, WRITTEN);
    if (w->folder_wd < 0)
        w->above_wd = watch_above(w);
    return !had && w->folder_wd >= 0;
}

static void tell(void *ctx)
{
    struct config_watch *w = ctx;

    w->timer = NULL;
    for (size_t i = 0; i < w->n; i++) {
        if (!w->changed[i])
            continue;
        w->changed[i] = false;
        w->files[i].changed(w->files[i].ctx);
    }
}

static void on_event(struct config_watch *w, const struct inotify_event *e)
{
    if (e->mask & IN_IGNORED) { /* removed: there may be another one later */
        w->folder_wd = e->wd == w->folder_wd ? -1 : w->folder_wd;
        w->themes_wd = e->wd == w->themes_wd ? -1 : w->themes_wd;
        w->above_wd = e->wd == w->above_wd ? -1 : w->above_wd;
        return;
    }
    if (e->wd == w->themes_wd)
        note(w, THEMES);
    else if (e->wd == w->folder_wd && e->len > 0 && (e->mask & WRITTEN))
        note(w, e->name);
}

static void on_folder(void *ctx, short revents)
{
    _Alignas(struct inotify_event) char bytes[4096];
    struct config_watch *w = ctx;
    const ssize_t n = read(w->fd, bytes, sizeof bytes);

    (void)revents;
    for (ssize_t at = 0; at < n;) {
        const struct inotify_event *e = (const void *)(bytes + at);

        on_event(w, e);
        at += (ssize_t)(sizeof *e + e->len);
    }
    if (watch_more(w)) /* files may have been there before it was watched */
        for (size_t i = 0; i < w->n; i++)
            w->changed[i] = true;
    if (w->timer == NULL)
        w->timer = loop_add_timer(w->loop, TOGETHER_US, tell, w);
}

static char *path_of(const char *name)
{
    struct buf path = BUF_INIT(PATH_BYTES);
    struct err homeless;

    if (!files_xdg(&path, XDG_CONFIG, name, &homeless))
        buf_reset(&path);
    return buf_steal(&path);
}

struct config_watch *config_watch_new(struct loop *loop, const struct config_file *files,
                                      size_t n)
{
    struct config_watch *w = mem_alloc(1, sizeof *w);

    *w = (struct config_watch){
        .loop = loop, .n = n, .fd = -1, .above_wd = -1, .folder_wd = -1, .themes_wd = -1};
    memcpy(w->files, files, n * sizeof *files);
    w->folder = path_of("");
    w->themes = path_of(THEMES);
    while (strlen(w->folder) > 1 && w->folder[strlen(w->folder) - 1] == '/')
        w->folder[strlen(w->folder) - 1] = '\0';
    if (w->folder[0] == '/')
        w->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (w->fd < 0) {
        config_watch_free(w);
        return NULL;
    }
    (void)watch_more(w);
    w->watch = loop_add_fd(loop, w->fd, POLLIN, on_folder, w);
    return w;
}

void config_watch_free(struct config_watch *w)
{
    if (w == NULL)
        return;
    loop_remove_fd(w->watch);
    loop_remove_timer(w->timer);
    if (w->fd >= 0)
        (void)close(w->fd);
    free(w->folder);
    free(w->themes);
    free(w);
}
