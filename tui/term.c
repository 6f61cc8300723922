#include "tui/term.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/base/mem.h"
#include "client/base/str.h"
#include "tui/keys.h"

#define NCURSES_NOMACROS
#include <curses.h>
#include <term.h>

static const char *const seq_names[TERM_SEQ_COUNT] = {
    [TERM_ENTER] = "smcup",    [TERM_LEAVE] = "rmcup",  [TERM_KEYS_ON] = "smkx",
    [TERM_KEYS_OFF] = "rmkx",  [TERM_HIDE] = "civis",   [TERM_SHOW] = "cnorm",
    [TERM_CLEAR] = "clear",    [TERM_CLEAR_EOL] = "el", [TERM_PLAIN] = "sgr0",
    [TERM_BOLD] = "bold",      [TERM_DIM] = "dim",      [TERM_REVERSE] = "rev",
    [TERM_UNDERLINE] = "smul", [TERM_ITALIC] = "sitm",  [TERM_SCROLL_UP] = "ind",
    [TERM_SCROLL_DOWN] = "ri", [TERM_CR] = "cr",
};

static const char *const move_names[TERM_MOVE_COUNT] = {
    [TERM_GOTO] = "cup",   [TERM_RIGHT] = "cuf", [TERM_REGION] = "csr", [TERM_UP_N] = "indn",
    [TERM_DOWN_N] = "rin", [TERM_FG] = "setaf",  [TERM_BG] = "setab",
};

static const struct {
    const char *name;
    unsigned code, mods;
} key_names[] = {
    {"kcuu1", KEYCODE_UP, 0},         {"kcud1", KEYCODE_DOWN, 0},
    {"kcub1", KEYCODE_LEFT, 0},       {"kcuf1", KEYCODE_RIGHT, 0},
    {"khome", KEYCODE_HOME, 0},       {"kend", KEYCODE_END, 0},
    {"kpp", KEYCODE_PGUP, 0},         {"knp", KEYCODE_PGDN, 0},
    {"kich1", KEYCODE_INSERT, 0},     {"kdch1", KEYCODE_DELETE, 0},
    {"kcbt", KEYCODE_TAB, KEY_SHIFT}, {"kent", KEYCODE_ENTER, 0},
    {"kf1", KEYCODE_F1, 0},           {"kf2", KEYCODE_F1 + 1, 0},
    {"kf3", KEYCODE_F1 + 2, 0},       {"kf4", KEYCODE_F1 + 3, 0},
    {"kf5", KEYCODE_F1 + 4, 0},       {"kf6", KEYCODE_F1 + 5, 0},
    {"kf7", KEYCODE_F1 + 6, 0},       {"kf8", KEYCODE_F1 + 7, 0},
    {"kf9", KEYCODE_F1 + 8, 0},       {"kf10", KEYCODE_F1 + 9, 0},
    {"kf11", KEYCODE_F1 + 10, 0},     {"kf12", KEYCODE_F1 + 11, 0},
};

/* Value of a capability, NULL when the terminal lacks it. */
static const char *lookup(const char *name)
{
    const char *s = tigetstr(name);

    return s == (const char *)-1 ? NULL : s;
}

/* Without "$<5/>": delays were for printing terminals, and would block. */
static char *without_padding(const char *s)
{
    struct buf b = BUF_INIT(1024);

    while (s != NULL && *s != '\0') {
        const char *end = s[0] == '$' && s[1] == '<' ? strchr(s, '>') : NULL;

        if (end != NULL)
            s = end + 1;
        else
            buf_putc(&b, *s++);
    }
    return b.data != NULL ? buf_steal(&b) : mem_strdup("");
}

static bool advise(struct err *err)
{
    return err_advise(err, "try TERM=xterm-256color, or use the commands that need no screen: "
                           "picket --help");
}

static bool open_entry(const char *name, struct err *err)
{
    int status = 0;

    if (name == NULL || name[0] == '\0') {
        err_set(err, ERR_USAGE, "TERM is not set, so the screen cannot be drawn");
        return advise(err);
    }
    if (strlen(name) >= TERM_NAME_MAX) {
        err_set(err, ERR_USAGE, "the value of TERM is too long to be the name of a terminal");
        return advise(err);
    }
    if (setupterm(name, STDOUT_FILENO, &status) == ERR) {
        err_set(err, ERR_USAGE,
                status == -1 ? "the terminal database was not found (TERM is \"%s\")"
                             : "the terminal \"%s\" is not known on this machine",
                name);
        return advise(err);
    }
    if (lookup("cup") != NULL && lookup("clear") != NULL)
        return true;
    err_set(err, ERR_USAGE, "the terminal \"%s\" cannot place a cursor", name);
    del_curterm(cur_term);
    return advise(err);
}

static void load_keys(struct term_caps *caps)
{
    for (size_t i = 0; i < COUNT_OF(key_names) && caps->n_keys < TERM_KEYS_MAX; i++) {
        const char *s = lookup(key_names[i].name);

        if (s != NULL && s[0] != '\0')
            caps->keys[caps->n_keys++] =
                (struct term_key){mem_strdup(s), key_names[i].code, key_names[i].mods};
    }
}

bool term_load(struct term_caps *caps, const char *name, struct err *err)
{
    if (name == NULL)
        name = getenv("TERM");
    if (!open_entry(name, err))
        return false;
    *caps = (struct term_caps){0};
    memcpy(caps->name, name, strlen(name));
    for (int i = 0; i < TERM_SEQ_COUNT; i++)
        caps->seq[i] = without_padding(lookup(seq_names[i]));
    for (int i = 0; i < TERM_MOVE_COUNT; i++)
        caps->move[i] = without_padding(lookup(move_names[i]));
    load_keys(caps);
    int colours = tigetnum("colors");

    caps->colours = colours > 0 && caps->move[TERM_FG][0] != '\0' ? colours : 0;
    caps->ansi = strncmp(caps->move[TERM_GOTO], "\033[", 2) == 0 &&
                 strstr(caps->seq[TERM_PLAIN], "\033[") != NULL;
    /* The entry of the Linux console names the old form, and there is no other there. */
    caps->mouse = caps->ansi && lookup("kmous") != NULL && strncmp(name, "linux", 5) != 0;
    caps->wraps_late = tigetflag("am") != 1 || tigetflag("xenl") == 1;
    del_curterm(cur_term);
    return true;
}

void term_unload(struct term_caps *caps)
{
    for (int i = 0; i < TERM_SEQ_COUNT; i++)
        free(caps->seq[i]);
    for (int i = 0; i < TERM_MOVE_COUNT; i++)
        free(caps->move[i]);
    for (int i = 0; i < caps->n_keys; i++)
        free(caps->keys[i].sequence);
    *caps = (struct term_caps){0};
}

bool term_can(const struct term_caps *caps, enum term_move m)
{
    return caps->move[m][0] != '\0';
}

void term_move(const struct term_caps *caps, enum term_move m, int a, int b, struct buf *out)
{
    const char *s = term_can(caps, m)
                        ? tparm(caps->move[m], (long)a, (long)b, 0L, 0L, 0L, 0L, 0L, 0L, 0L)
                        : NULL;

    if (s != NULL)
        buf_puts(out, s);
}
