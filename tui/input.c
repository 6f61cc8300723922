#include "tui/input.h"

#include <stdlib.h>

#include "client/base/mem.h"
#include "client/base/utf8.h"

enum { ESC = 0x1b, BEL = 0x07, CTRL_C = 0x03, BINDINGS_MAX = 64 };

#define PASTE_END "\033[201~"

struct input_binding {
    char *sequence;
    struct key key;
};

struct input {
    struct buf bytes; /* not yet understood */
    size_t at;
    struct buf paste;
    bool pasting;
    bool due; /* input_timeout(): what waits is all there is */
    struct input_binding bindings[BINDINGS_MAX];
    size_t n_bindings;
};

/* What parsing the front of the bytes gave. */
enum parsed {
    PARSED_MORE, /* incomplete */
    PARSED_NONE, /* `used` bytes mean nothing */
    PARSED_KEY,
    PARSED_MOUSE,
    PARSED_FOCUS,
    PARSED_PASTE_BEGIN,
    PARSED_THERE,
};

struct parse {
    const uint8_t *p;
    size_t n;
    size_t used;
    struct key key;
    struct mouse mouse;
    bool focused;
};

struct input *input_new(void)
{
    struct input *in = mem_alloc(1, sizeof *in);

    in->bytes.max = SIZE_MAX / 2; /* drained as fast as it is fed */
    in->paste.max = INPUT_PASTE_MAX;
    return in;
}

void input_free(struct input *in)
{
    if (in == NULL)
        return;
    for (size_t i = 0; i < in->n_bindings; i++)
        free(in->bindings[i].sequence);
    buf_free(&in->bytes);
    buf_free(&in->paste);
    free(in);
}

void input_bind(struct input *in, const char *sequence, struct key key)
{
    if (in->n_bindings == BINDINGS_MAX || sequence[0] != ESC || sequence[1] == '\0')
        return;
    in->bindings[in->n_bindings++] = (struct input_binding){mem_strdup(sequence), key};
}

void input_feed(struct input *in, const void *bytes, size_t n)
{
    if (in->at == in->bytes.len) {
        buf_reset(&in->bytes);
        in->at = 0;
    }
    in->due = false;
    buf_put(&in->bytes, bytes, n);
}

static enum parsed key_of(struct parse *x, size_t used, uint32_t code, unsigned mods)
{
    x->used = used;
    x->key = (struct key){code, (uint8_t)mods};
    return PARSED_KEY;
}

static enum parsed nothing(struct parse *x, size_t used)
{
    x->used = used;
    return PARSED_NONE;
}

/* ---- sequences ---- */

static const struct {
    int number;
    uint32_t code;
} tilde_keys[] = {
    {1, KEYCODE_HOME},    {2, KEYCODE_INSERT},  {3, KEYCODE_DELETE},   {4, KEYCODE_END},
    {5, KEYCODE_PGUP},    {6, KEYCODE_PGDN},    {7, KEYCODE_HOME},     {8, KEYCODE_END},
    {11, KEYCODE_F1},     {12, KEYCODE_F1 + 1}, {13, KEYCODE_F1 + 2},  {14, KEYCODE_F1 + 3},
    {15, KEYCODE_F1 + 4}, {17, KEYCODE_F1 + 5}, {18, KEYCODE_F1 + 6},  {19, KEYCODE_F1 + 7},
    {20, KEYCODE_F1 + 8}, {21, KEYCODE_F1 + 9}, {23, KEYCODE_F1 + 10}, {24, KEYCODE_F12},
};

static const struct {
    char final;
    uint32_t code;
    uint8_t mods;
} letter_keys[] = {
    {'A', KEYCODE_UP, 0},     {'B', KEYCODE_DOWN, 0},   {'C', KEYCODE_RIGHT, 0},
    {'D', KEYCODE_LEFT, 0},   {'H', KEYCODE_HOME, 0},   {'F', KEYCODE_END, 0},
    {'P', KEYCODE_F1, 0},     {'Q', KEYCODE_F1 + 1, 0}, {'R', KEYCODE_F1 + 2, 0},
    {'S', KEYCODE_F1 + 3, 0}, {'M', KEYCODE_ENTER, 0},  {'Z', KEYCODE_TAB, KEY_SHIFT},
};

enum { MOUSE_CELL_MAX = 10 * 1000 };

static const struct {
    int number; /* as sent */
    enum mouse_kind kind;
} mouse_buttons[] = {{0, MOUSE_PRESS}, {64, MOUSE_WHEEL_UP}, {65, MOUSE_WHEEL_DOWN}};

static uint32_t tilde_key(int number)
{
    for (size_t i = 0; i < COUNT_OF(tilde_keys); i++)
        if (tilde_keys[i].number == number)
            return tilde_keys[i].code;
    return KEYCODE_NONE;
}

static enum parsed letter_key(struct parse *x, size_t used, char final, unsigned mods)
{
    for (size_t i = 0; i < COUNT_OF(letter_keys); i++)
        if (letter_keys[i].final == final)
            return key_of(x, used, letter_keys[i].code, letter_keys[i].mods | mods);
    return nothing(x, used);
}

static uint8_t control_code(uint8_t byte);

/* A key as bytes or as a number of its own ("CSI u"): the same key either way. */
static enum parsed plain_key(struct parse *x, size_t used, uint32_t cp, unsigned mods)
{
    switch (cp) {
    case '\r':
    case '\n': return key_of(x, used, KEYCODE_ENTER, mods);
    case '\t': return key_of(x, used, KEYCODE_TAB, mods);
    case ESC: return key_of(x, used, KEYCODE_ESC, mods);
    case 0x7f:
    case 0x08: return key_of(x, used, KEYCODE_BACKSPACE, mods);
    default: break;
    }
    if (cp < 0x20)
        return key_of(x, used, control_code((uint8_t)cp), mods | KEY_CTRL);
    if (cp >= 0x7f && cp < 0xa0)
        return nothing(x, used);
    return key_of(x, used, cp, mods & ~(unsigned)KEY_SHIFT);
}

static uint8_t control_code(uint8_t byte)
{
    if (byte == 0)
        return ' ';
    return byte <= 26 ? (uint8_t)('a' + byte - 1) : (uint8_t)(byte + 0x40);
}

/* The two parameters that matter of "\033[1;5". Returns where the final byte is. */
static size_t csi_params(const struct parse *x, int params[2])
{
    size_t i = 2, param = 0;

    for (; i < x->n && i < INPUT_SEQUENCE_MAX && x->p[i] >= 0x20 && x->p[i] <= 0x3f; i++) {
        if (x->p[i] == ';')
            param++;
        else if (x->p[i] >= '0' && x->p[i] <= '9' && param < 2 && params[param] < 0x20000)
            params[param] = params[param] * 10 + (x->p[i] - '0');
    }
    return i;
}

/* The key of a complete sequence of `used` bytes. */
static enum parsed csi_key(struct parse *x, size_t used, char final, const int params[2])
{
    unsigned mods = params[1] > 1 ? (unsigned)(params[1] - 1) & 7U : 0;

    if (final == 'u')
        return params[0] > 0 ? plain_key(x, used, (uint32_t)params[0], mods) : nothing(x, used);
    if (final == '~' || final == '^') {
        uint32_t code = tilde_key(params[0]);

        return code == KEYCODE_NONE ? nothing(x, used)
                                    : key_of(x, used, code, final == '^' ? KEY_CTRL : mods);
    }
    /* "\033[5;1R" is where the cursor is, not F3. */
    return final == 'R' || final == 'M' ? nothing(x, used) : letter_key(x, used, final, mods);
}

/* The linux console's F1..F5: "\033[[A". */
static enum parsed parse_console_key(struct parse *x)
{
    if (x->n < 4)
        return PARSED_MORE;
    if (x->p[3] < 'A' || x->p[3] > 'E')
        return nothing(x, 4);
    return key_of(x, 4, KEYCODE_F1 + x->p[3] - 'A', 0);
}

/* Button, column, row from 1. Movements and other buttons, and with keys held, mean nothing. */
static enum parsed mouse_of(struct parse *x, size_t used, const int report[3])
{
    x->used = used;
    if (report[1] < 1 || report[2] < 1)
        return PARSED_NONE;
    for (size_t i = 0; i < COUNT_OF(mouse_buttons); i++) {
        if (mouse_buttons[i].number != report[0])
            continue;
        x->mouse = (struct mouse){mouse_buttons[i].kind, report[2] - 1, report[1] - 1};
        return PARSED_MOUSE;
    }
    return PARSED_NONE;
}

/* "\033[<0;12;5M"; 'm' at its end: let go. */
static enum parsed parse_mouse(struct parse *x, size_t end)
{
    int report[3] = {0, 0, 0};
    size_t n = 0;

    for (size_t i = 3; i < end; i++) {
        if (x->p[i] == ';' && ++n == COUNT_OF(report))
            return nothing(x, end + 1);
        if (x->p[i] >= '0' && x->p[i] <= '9' && report[n] < MOUSE_CELL_MAX)
            report[n] = report[n] * 10 + (x->p[i] - '0');
    }
    return x->p[end] == 'M' ? mouse_of(x, end + 1, report) : nothing(x, end + 1);
}

/* "\033[M" and three bytes, each 32 more than what it says, up to 223: of terminals that do
 * not know the other form. */
static enum parsed parse_old_mouse(struct parse *x)
{
    int report[3];

    if (x->n < 6)
        return PARSED_MORE;
    for (size_t i = 0; i < COUNT_OF(report); i++)
        report[i] = (unsigned char)x->p[3 + i] - ' ';
    return mouse_of(x, 6, report);
}

/* "\033[" parameters, then one final byte. */
static enum parsed parse_csi(struct parse *x)
{
    int params[2] = {0, 0};

    if (x->n > 2 && x->p[2] == '[')
        return parse_console_key(x);
    if (x->n > 2 && x->p[2] == 'M')
        return parse_old_mouse(x);
    size_t i = csi_params(x, params);

    if (i == x->n)
        return PARSED_MORE;
    if (x->p[i] < 0x40 || x->p[i] > 0x7e) /* too long, or something else began in the middle */
        return nothing(x, i);
    if (x->p[2] == '<')
        return parse_mouse(x, i);
    if (x->p[2] >= '<' && x->p[2] <= '?') /* answers of the terminal */
        return nothing(x, i + 1);
    if (i == 2 && (x->p[i] == 'I' || x->p[i] == 'O')) {
        x->used = i + 1;
        x->focused = x->p[i] == 'I';
        return PARSED_FOCUS;
    }
    if (x->p[i] == '~' && params[0] == 200) {
        x->used = i + 1;
        return PARSED_PASTE_BEGIN;
    }
    if (x->p[i] == 'n' && params[0] == 0) {
        x->used = i + 1;
        return PARSED_THERE;
    }
    return csi_key(x, i + 1, (char)x->p[i], params);
}

static enum parsed parse_ss3(struct parse *x)
{
    size_t i = 2;
    unsigned mods = 0;

    if (x->n > 2 && x->p[2] >= '1' && x->p[2] <= '8')
        mods = (unsigned)(x->p[i++] - '1');
    return i < x->n ? letter_key(x, i + 1, (char)x->p[i], mods) : PARSED_MORE;
}

/* OSC, DCS, APC, PM, SOS: an answer nobody asked for; ends with BEL or ESC \. */
static enum parsed parse_string(struct parse *x)
{
    for (size_t i = 2; i < x->n; i++) {
        if (x->p[i] == BEL)
            return nothing(x, i + 1);
        if (x->p[i] == '\\' && x->p[i - 1] == ESC)
            return nothing(x, i + 1);
        if (i >= INPUT_SEQUENCE_MAX)
            return nothing(x, i);
    }
    return PARSED_MORE;
}

static enum parsed parse_plain(struct parse *x)
{
    struct str rest = {(const char *)x->p, x->n};
    uint8_t lead = x->p[0];
    size_t need = lead < 0xc2 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 1;
    bool valid;

    if (x->n < need) {
        for (size_t i = 1; i < x->n; i++)
            if ((x->p[i] & 0xc0) != 0x80)
                return nothing(x, 1);
        return PARSED_MORE;
    }
    uint32_t cp = utf8_next(&rest, &valid);

    return valid ? plain_key(x, x->n - rest.n, cp, 0) : nothing(x, 1);
}

static enum parsed parse_bound(const struct input *in, struct parse *x)
{
    bool partly = false;

    for (size_t i = 0; i < in->n_bindings; i++) {
        const struct input_binding *b = &in->bindings[i];
        size_t n = strlen(b->sequence);

        if (memcmp(b->sequence, x->p, n < x->n ? n : x->n) != 0)
            continue;
        if (n <= x->n)
            return key_of(x, n, b->key.code, b->key.mods);
        partly = true;
    }
    return partly ? PARSED_MORE : nothing(x, 0);
}

static enum parsed parse_escape(const struct input *in, struct parse *x)
{
    if (x->n == 1)
        return PARSED_MORE;
    enum parsed bound = parse_bound(in, x);

    if (bound != PARSED_NONE)
        return bound;
    switch (x->p[1]) {
    case '[': return parse_csi(x);
    case 'O': return parse_ss3(x);
    case ']':
    case 'P':
    case 'X':
    case '^':
    case '_': return parse_string(x);
    case ESC: return key_of(x, 1, KEYCODE_ESC, 0);
    default: break;
    }
    struct parse inner = {.p = x->p + 1, .n = x->n - 1};
    enum parsed got = parse_plain(&inner);

    if (got == PARSED_KEY)
        return key_of(x, inner.used + 1, inner.key.code, inner.key.mods | KEY_ALT);
    return got == PARSED_MORE ? PARSED_MORE : nothing(x, inner.used + 1);
}

/* Nothing more came: an ESC is the key, ESC and a character is Alt, a torn sequence is
 * dropped. */
static enum parsed parse_due(struct parse *x)
{
    if (x->p[0] != ESC || x->n > 2)
        return nothing(x, x->n);
    if (x->n == 1)
        return key_of(x, 1, KEYCODE_ESC, 0);
    struct parse inner = {.p = x->p + 1, .n = 1};

    if (parse_plain(&inner) != PARSED_KEY)
        return nothing(x, 2);
    return key_of(x, 2, inner.key.code, inner.key.mods | KEY_ALT);
}

/* ---- paste ---- */

/* Collects up to the end mark; ^C gives up on a paste whose end got lost. */
static bool paste_next(struct input *in, struct input_event *out)
{
    const char *p = in->bytes.data + in->at;
    size_t n = in->bytes.len - in->at, mark = sizeof PASTE_END - 1;
    const char *end = memmem(p, n, PASTE_END, mark);
    const char *cancel = memchr(p, CTRL_C, end != NULL ? (size_t)(end - p) : n);

    if (cancel != NULL) {
        in->at += (size_t)(cancel - p) + 1;
        in->pasting = false;
        buf_reset(&in->paste);
        return false;
    }
    size_t take = end != NULL ? (size_t)(end - p) : n > mark ? n - mark : 0;

    buf_put(&in->paste, p, take);
    in->at += take;
    if (end == NULL)
        return false;
    in->at += mark;
    in->pasting = false;
    *out = (struct input_event){.kind = INPUT_PASTE,
                                .paste = {buf_text(&in->paste), in->paste.len},
                                .cut = in->paste.full};
    return true;
}

/* ---- */

static bool unread(const struct input *in)
{
    return in->at < in->bytes.len;
}

bool input_next(struct input *in, struct input_event *out)
{
    while (unread(in)) {
        if (in->pasting) {
            if (paste_next(in, out))
                return true;
            if (in->pasting)
                return false;
            continue;
        }
        struct parse x = {.p = (const uint8_t *)in->bytes.data + in->at,
                          .n = in->bytes.len - in->at};
        enum parsed got = x.p[0] == ESC ? parse_escape(in, &x) : parse_plain(&x);

        if (got == PARSED_MORE && in->due)
            got = parse_due(&x);
        if (got == PARSED_MORE)
            return false;
        in->at += x.used;
        if (got == PARSED_PASTE_BEGIN) {
            in->pasting = true;
            buf_reset(&in->paste);
        } else if (got == PARSED_KEY) {
            *out = (struct input_event){.kind = INPUT_KEY, .key = x.key};
            return true;
        } else if (got == PARSED_MOUSE) {
            *out = (struct input_event){.kind = INPUT_MOUSE, .mouse = x.mouse};
            return true;
        } else if (got == PARSED_FOCUS) {
            *out = (struct input_event){.kind = INPUT_FOCUS, .focused = x.focused};
            return true;
        } else if (got == PARSED_THERE) {
            *out = (struct input_event){.kind = INPUT_THERE};
            return true;
        }
    }
    in->due = false;
    return false;
}

bool input_waiting(const struct input *in)
{
    return unread(in) && !in->pasting;
}

void input_timeout(struct input *in)
{
    in->due = true;
}
