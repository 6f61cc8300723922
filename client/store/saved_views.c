#include "client/store/saved_views.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/buf.h"
#include "client/base/conf.h"
#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/base/nearest.h"

enum { PATH_MAX_BYTES = 4096, FILE_MAX = 256 * 1024 /* what base/conf reads */ };

#define FILE_NAME "views.conf"

/* ---- names ---- */

/* Letters, digits, - and _, beginning with a letter. */
static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        const char c = str_lower(s.p[i]);
        const bool letter = c >= 'a' && c <= 'z';

        if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '-' || c == '_')))
            return false;
    }
    return s.n > 0 && s.n <= SAVED_VIEW_NAME_MAX;
}

static bool check_name(struct str name, struct err *err)
{
    if (is_name(name))
        return true;
    (void)err_set(err, ERR_USAGE, "'%.*s' cannot be the name of a view",
                  (int)(name.n > SAVED_VIEW_NAME_MAX ? SAVED_VIEW_NAME_MAX : name.n), name.p);
    return err_advise(err, "a letter, then letters, digits, - and _; at most %d",
                      SAVED_VIEW_NAME_MAX);
}

static struct saved_view *find(const struct saved_views *v, struct str name)
{
    for (size_t i = 0; i < v->n; i++)
        if (str_eq(name, v->items[i].name))
            return &v->items[i];
    return NULL;
}

const struct saved_view *saved_views_find(const struct saved_views *v, struct str name)
{
    return find(v, name);
}

/* ---- reading ---- */

static void add(struct saved_views *v, struct str name, const char *view, bool team)
{
    v->items = mem_grow(v->items, &v->cap, v->n + 1, sizeof *v->items);
    v->items[v->n++] = (struct saved_view){
        .name = mem_strndup(name.p, name.n), .view = mem_strdup(view), .team = team};
}

static bool read_entry(const struct conf_node *group, bool team, struct saved_views *v,
                       struct err *err)
{
    const char *name = "", *view = "";

    if (!conf_is_group(group))
        return conf_err(group, err, "a view is a group, like { name = \"x\"; view = \"y\"; }");
    if (!conf_text(group, "name", &name, err) || !conf_text(group, "view", &view, err))
        return false;
    if (!is_name(str_of(name)))
        return conf_err(group, err,
                        "the name of a view is a letter, then letters, digits, - and _");
    if (view[0] == '\0' || strlen(view) > SAVED_VIEW_TEXT_MAX)
        return conf_err(group, err, "view %s needs what would be typed after :", name);
    if (v->n == SAVED_VIEWS_MAX)
        return conf_err(group, err, "more than %d views", SAVED_VIEWS_MAX);
    const struct saved_view *same = find(v, str_of(name));

    if (same != NULL && same->team == team)
        return conf_err(group, err, "view %s is in this file twice", name);
    if (same == NULL) /* the own one comes first */
        add(v, str_of(name), view, team);
    return true;
}

/* Goes on behind what is wrong; *err is the first of it. */
static bool read_entries(const struct conf_node *list, bool team, struct saved_views *v,
                         struct err *err)
{
    bool ok = true;

    if (!conf_is_list(list))
        return conf_err(list, err, "views is a list, like ( { ... } )");
    for (size_t i = 0; i < conf_count(list); i++) {
        struct err one;

        if (!read_entry(conf_at(list, i), team, v, &one))
            conf_wrong(&ok, err, &one);
    }
    return ok;
}

static bool read_file(const char *path, bool team, struct saved_views *v, bool *newer,
                      struct err *err)
{
    struct err why;
    struct conf *conf = conf_load(path, &why);
    int64_t version = SAVED_VIEWS_VERSION;

    if (conf == NULL) {
        if (files_absent(&why))
            return true;
        *err = why;
        return false;
    }
    const struct conf_node *root = conf_root(conf), *list = conf_get(root, "views");
    bool ok = conf_int(root, "version", 1, 1000, &version, err);

    *newer = version > SAVED_VIEWS_VERSION;
    if (list != NULL)
        ok = read_entries(list, team, v, err) && ok;
    conf_free(conf);
    return ok;
}

bool saved_views_read(const char *team_path, const char *own_path, struct saved_views *out,
                      struct err *err)
{
    bool newer = false, ignored = false, ok = true;

    *out = (struct saved_views){.path = own_path != NULL ? mem_strdup(own_path) : NULL};
    if (own_path != NULL && !read_file(own_path, false, out, &newer, err)) {
        ok = false;
        out->own_failed = *err;
    } else if (newer) {
        (void)err_set(&out->own_failed, ERR_CONFIG, "%s was written by a newer picket",
                      own_path);
        (void)err_advise(&out->own_failed, "use the newer picket, or move the file away");
    }
    if (team_path != NULL) {
        struct err of_team;

        if (!read_file(team_path, true, out, &ignored, &of_team)) {
            if (ok)
                *err = of_team;
            ok = false;
        }
    }
    return ok;
}

bool saved_views_load(struct saved_views *out, struct err *err)
{
    struct buf team = BUF_INIT(PATH_MAX_BYTES), own = BUF_INIT(PATH_MAX_BYTES);
    struct err homeless;
    const bool has_team = files_team(&team, FILE_NAME);
    const bool has_home = files_xdg(&own, XDG_CONFIG, FILE_NAME, &homeless);
    const bool ok = saved_views_read(has_team ? buf_text(&team) : NULL,
                                     has_home ? buf_text(&own) : NULL, out, err);

    buf_free(&team);
    buf_free(&own);
    return ok;
}

static void free_view(struct saved_view *v)
{
    free(v->name);
    free(v->view);
}

void saved_views_free(struct saved_views *v)
{
    for (size_t i = 0; i < v->n; i++)
        free_view(&v->items[i]);
    free(v->items);
    free(v->path);
    *v = (struct saved_views){0};
}

/* ---- writing ---- */

/* As libconfig reads it. */
static void put_text(struct buf *out, const char *text)
{
    buf_putc(out, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            buf_putc(out, '\\');
        if ((unsigned char)*text < ' ' || *text == '\x7f')
            buf_printf(out, "\\x%02x", (unsigned)(unsigned char)*text);
        else
            buf_putc(out, *text);
    }
    buf_putc(out, '"');
}

static bool write_own(const struct saved_views *v, struct err *err)
{
    struct buf text = BUF_INIT(FILE_MAX);
    const char *slash;
    bool any = false;

    if (v->own_failed.kind != ERR_NONE) {
        *err = v->own_failed;
        return err->advice[0] != '\0' ? false
                                      : err_advise(err, "correct the file; it was not written");
    }
    if (v->path == NULL || (slash = strrchr(v->path, '/')) == NULL)
        return err_set(err, ERR_CONFIG, "there is no home folder to keep views in");
    buf_printf(&text,
               "# Views by name: `:NAME`, or `picket NAME`. Written by `:save`.\n"
               "version = %d;\nviews = (",
               SAVED_VIEWS_VERSION);
    for (size_t i = 0; i < v->n; i++) {
        if (v->items[i].team)
            continue;
        buf_puts(&text, any ? ",\n  { name = " : "\n  { name = ");
        put_text(&text, v->items[i].name);
        buf_puts(&text, "; view = ");
        put_text(&text, v->items[i].view);
        buf_puts(&text, "; }");
        any = true;
    }
    buf_puts(&text, "\n);\n");
    char *folder = mem_strndup(v->path, (size_t)(slash - v->path));
    const bool ok =
        text.full
            ? err_set(err, ERR_LIMIT, "the views are more than %d KiB", FILE_MAX / 1024)
            : files_mkdirs(folder, err) && files_write(v->path, buf_text(&text), text.len, err);

    free(folder);
    buf_free(&text);
    return ok;
}

bool saved_views_save(struct saved_views *v, struct str name, const char *view, struct err *err)
{
    struct saved_view *same;

    if (!check_name(name, err))
        return false;
    if (strlen(view) > SAVED_VIEW_TEXT_MAX)
        return err_set(err, ERR_LIMIT, "this view is longer than %d bytes",
                       SAVED_VIEW_TEXT_MAX);
    same = find(v, name);
    if (same == NULL && v->n == SAVED_VIEWS_MAX)
        return err_set(err, ERR_LIMIT, "there are %d views: forget one first", SAVED_VIEWS_MAX);
    if (same == NULL) {
        add(v, name, view, false);
        if (write_own(v, err))
            return true;
        free_view(&v->items[--v->n]);
        return false;
    }
    const struct saved_view before = *same;

    *same = (struct saved_view){.name = before.name, .view = mem_strdup(view)};
    if (write_own(v, err)) {
        free(before.view);
        return true;
    }
    free(same->view);
    *same = before;
    return false;
}

static bool unknown(const struct saved_views *v, struct str name, struct err *err)
{
    const char *known[SAVED_VIEWS_MAX + 1] = {NULL};
    char *word = mem_strndup(name.p, name.n);

    for (size_t i = 0; i < v->n; i++)
        known[i] = v->items[i].name;
    const char *near = nearest_word(word, known);

    (void)err_set(err, ERR_USAGE, "no view is called %.40s", word);
    if (near != NULL)
        (void)err_advise(err, "the nearest is %s", near);
    free(word);
    return false;
}

bool saved_views_forget(struct saved_views *v, struct str name, struct err *err)
{
    struct saved_view *gone = find(v, name);

    if (gone == NULL)
        return unknown(v, name, err);
    if (gone->team)
        return err_set(err, ERR_DENIED, "%s is the team's: it stands in a file of theirs",
                       gone->name);
    const size_t at = (size_t)(gone - v->items);
    const struct saved_view before = *gone;

    memmove(gone, gone + 1, (v->n - at - 1) * sizeof *gone);
    v->n--;
    if (write_own(v, err)) {
        free(before.name);
        free(before.view);
        return true;
    }
    memmove(&v->items[at + 1], &v->items[at], (v->n - at) * sizeof *gone);
    v->items[at] = before;
    v->n++;
    return false;
}
