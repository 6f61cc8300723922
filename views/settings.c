#include "views/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/conf.h"
#include "client/base/files.h"
#include "client/base/i18n.h"
#include "client/base/nearest.h"
#include "client/base/str.h"

#define FILE_NAME "settings.conf"

enum { PATH_BYTES = 4096, WORDS_MAX = 4, POLL_MAX = 60 };

/* How a value is written in a file. */
enum shape { ANY_TEXT, WORD, WORDS, SWITCH, NUMBER };

static const struct row {
    const char *name, *setting; /* of flags, of files */
    enum shape shape;
    const char *words[WORDS_MAX];
    const char *env, *comes;
    const char *about;
} rows[SETTINGS] = {
    [SETTING_THEME] = {"theme",
                       "theme",
                       ANY_TEXT,
                       {0},
                       "PICKET_THEME",
                       "default16",
                       N_("default16, mono, light, high-contrast, deuteranopia or a file")},
    [SETTING_COLOR] = {"color",
                       "color",
                       WORD,
                       {"auto", "always", "never"},
                       NULL,
                       "auto",
                       N_("whether colours are used")},
    [SETTING_ASCII] = {"ascii", "ascii", SWITCH, {0}, NULL, "off", N_("draw with ASCII only")},
    [SETTING_AMBIGUOUS] = {"ambiguous",
                           "ambiguous",
                           WORD,
                           {"auto", "1", "2"},
                           NULL,
                           "auto",
                           N_("cells the terminal gives to lines and bars: auto, 1 or 2")},
    [SETTING_LOW_BANDWIDTH] = {"low-bandwidth",
                               "low_bandwidth",
                               SWITCH,
                               {0},
                               NULL,
                               "off",
                               N_("the line is slow; off: it is measured over ssh")},
    [SETTING_MOUSE] = {"mouse",
                       "mouse",
                       SWITCH,
                       {0},
                       NULL,
                       "off",
                       N_("presses and the wheel; off: the terminal's own selection")},
    [SETTING_CLIPBOARD] =
        {"clipboard",
         "clipboard",
         WORD,
         {"auto", "osc52", "off"},
         "PICKET_CLIPBOARD",
         "auto",
         N_("how c copies: auto asks tmux first, osc52 never, off not at all")},
    [SETTING_POLL] = {"poll",
                      "poll",
                      NUMBER,
                      {0},
                      NULL,
                      "1",
                      N_("so many times slower than picket asks by itself, 1 to 60")},
    [SETTING_NOTIFY] = {"notify",
                        "notify",
                        WORDS,
                        {"off", "title", "bell", "desktop"},
                        NULL,
                        "off",
                        N_("what tells of new alarms: title, bell, desktop, or off")},
};

const char *setting_name(enum setting id)
{
    return rows[id].name;
}

const char *setting_about(enum setting id)
{
    return rows[id].about;
}

const char *setting_origin_name(enum setting_origin o)
{
    static const char *const names[] = {
        [FROM_PICKET] = N_("picket"),         [FROM_TEAM] = N_("the team's file"),
        [FROM_OWN] = N_("your file"),         [FROM_ENVIRONMENT] = N_("the environment"),
        [FROM_FLAG] = N_("the command line"),
    };

    return i18n_text(names[o]);
}

/* ---- values ---- */

static void put(struct settings *s, enum setting id, const char *text, enum setting_origin from,
                const char *where)
{
    (void)snprintf(s->v[id].text, sizeof s->v[id].text, "%s", text);
    (void)snprintf(s->v[id].where, sizeof s->v[id].where, "%s", where);
    s->v[id].origin = from;
}

static bool is_word(const struct row *r, struct str text)
{
    for (size_t i = 0; i < WORDS_MAX && r->words[i] != NULL; i++)
        if (str_eq(text, r->words[i]))
            return true;
    return false;
}

static bool refuse(const struct row *r, const char *text, struct err *err)
{
    struct buf known = BUF_INIT(200);

    for (size_t i = 0; i < WORDS_MAX && r->words[i] != NULL; i++)
        buf_printf(&known, i > 0 ? ", %s" : "%s", r->words[i]);
    (void)err_set(err, ERR_USAGE, "%s is not \"%.40s\"", r->name, text);
    (void)err_advise(err, "it is one of: %s", buf_text(&known));
    buf_free(&known);
    return false;
}

static bool is_sound(const struct row *r, const char *text, struct err *err)
{
    int64_t n;

    switch (r->shape) {
    case ANY_TEXT: return true;
    case SWITCH:
        return strcmp(text, "on") == 0 || strcmp(text, "off") == 0 ||
               err_set(err, ERR_USAGE, "%s is on or off, not \"%.40s\"", r->name, text);
    case WORD: return is_word(r, str_of(text)) || refuse(r, text, err);
    case NUMBER:
        return str_to_int(str_of(text), 1, POLL_MAX, &n) ||
               err_set(err, ERR_USAGE, "%s is a number from 1 to %d, not \"%.40s\"", r->name,
                       POLL_MAX, text);
    case WORDS: break;
    }
    for (struct str rest = str_of(text); rest.n > 0;)
        if (!is_word(r, str_trim(str_cut(rest, ',', &rest))))
            return refuse(r, text, err);
    return true;
}

/* ---- files ---- */

static const struct row *row_called(const char *setting)
{
    for (size_t i = 0; i < SETTINGS; i++)
        if (strcmp(rows[i].setting, setting) == 0)
            return &rows[i];
    return NULL;
}

static bool unknown(const struct conf_node *n, struct err *err)
{
    const char *known[SETTINGS + 1] = {NULL};

    for (size_t i = 0; i < SETTINGS; i++)
        known[i] = rows[i].setting;
    const char *near = nearest_word(conf_name(n), known);

    (void)conf_err(n, err, "there is no setting %.40s", conf_name(n));
    return near != NULL ? err_advise(err, "the nearest is %s", near)
                        : err_advise(err, "picket info lists them");
}

/* As text, whatever its type in the file is. */
static bool read_value(const struct row *r, const struct conf_node *root, char *out,
                       struct err *err)
{
    const char *text = "";
    int64_t n = 1;
    bool on = false, ok;

    switch (r->shape) {
    case SWITCH:
        ok = conf_bool(root, r->setting, &on, err);
        text = on ? "on" : "off";
        break;
    case NUMBER:
        ok = conf_int(root, r->setting, 1, POLL_MAX, &n, err);
        (void)snprintf(out, SETTING_TEXT_MAX, "%lld", (long long)n);
        return ok;
    case ANY_TEXT:
    case WORD:
    case WORDS: ok = conf_text(root, r->setting, &text, err); break;
    }
    (void)snprintf(out, SETTING_TEXT_MAX, "%s", text);
    return ok;
}

static bool read_one(const struct conf_node *root, const struct conf_node *n, const char *path,
                     enum setting_origin origin, struct settings *s, struct err *err)
{
    const struct row *r = row_called(conf_name(n));
    char text[SETTING_TEXT_MAX], where[SETTING_WHERE_MAX];
    struct err why;

    if (r == NULL)
        return unknown(n, err);
    if (!read_value(r, root, text, err))
        return false;
    if (!is_sound(r, text, &why)) {
        (void)conf_err(n, err, "%s", why.text);
        return why.advice[0] != '\0' ? err_advise(err, "%s", why.advice) : false;
    }
    (void)snprintf(where, sizeof where, "%s:%d", path, conf_line(n));
    put(s, (enum setting)(r - rows), text, origin, where);
    return true;
}

bool settings_read(const char *path, enum setting_origin origin, struct settings *s, size_t *n,
                   struct err *err)
{
    struct settings read = *s;
    struct err why;
    struct conf *conf = conf_load(path, &why);
    bool ok = true;

    *n = 0;
    if (conf == NULL) {
        if (files_absent(&why))
            return true;
        *err = why;
        return false;
    }
    const struct conf_node *root = conf_root(conf);

    for (; *n < conf_count(root); ++*n)
        if (!read_one(root, conf_at(root, *n), path, origin, &read, &why))
            conf_wrong(&ok, err, &why);
    if (ok)
        *s = read;
    conf_free(conf);
    return ok;
}

/* ---- all of them ---- */

static bool read_env(struct settings *s, struct err *err)
{
    bool ok = true;

    for (size_t i = 0; i < SETTINGS; i++) {
        const char *text = rows[i].env != NULL ? getenv(rows[i].env) : NULL;

        if (text == NULL || text[0] == '\0')
            continue;
        if (is_sound(&rows[i], text, err))
            put(s, (enum setting)i, text, FROM_ENVIRONMENT, rows[i].env);
        else
            ok = false;
    }
    const char *no_color = getenv("NO_COLOR");

    if (no_color != NULL && no_color[0] != '\0' &&
        s->v[SETTING_THEME].origin != FROM_ENVIRONMENT)
        put(s, SETTING_THEME, "mono", FROM_ENVIRONMENT, "NO_COLOR");
    return ok;
}

bool settings_load(struct settings *out, struct err *err)
{
    struct buf team = BUF_INIT(PATH_BYTES), own = BUF_INIT(PATH_BYTES);
    struct err later, homeless, *to = err;
    size_t n;

    for (size_t i = 0; i < SETTINGS; i++)
        put(out, (enum setting)i, rows[i].comes, FROM_PICKET, "");
    bool ok =
        !files_team(&team, FILE_NAME) || settings_read(buf_text(&team), FROM_TEAM, out, &n, to);

    to = ok ? err : &later; /* the first one is told */
    ok = (!files_xdg(&own, XDG_CONFIG, FILE_NAME, &homeless) ||
          settings_read(buf_text(&own), FROM_OWN, out, &n, to)) &&
         ok;
    to = ok ? err : &later;
    ok = read_env(out, to) && ok;
    buf_free(&team);
    buf_free(&own);
    return ok;
}

bool settings_flag(struct settings *s, enum setting id, const char *text, struct err *err)
{
    char where[SETTING_WHERE_MAX];

    if (!is_sound(&rows[id], text, err))
        return false;
    (void)snprintf(where, sizeof where, "--%s", rows[id].name);
    put(s, id, text, FROM_FLAG, where);
    return true;
}

bool settings_on(const struct settings *s, enum setting id)
{
    return strcmp(s->v[id].text, "on") == 0;
}

int settings_number(const struct settings *s, enum setting id)
{
    int64_t n = 1;

    return str_to_int(str_of(s->v[id].text), 1, POLL_MAX, &n) ? (int)n : 1;
}

bool settings_has(const struct settings *s, enum setting id, const char *word)
{
    for (struct str rest = str_of(s->v[id].text); rest.n > 0;)
        if (str_eq(str_trim(str_cut(rest, ',', &rest)), word))
            return true;
    return false;
}
