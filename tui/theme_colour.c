#include "tui/theme_colour.h"

#include <math.h>
#include <string.h>

static const char *const colour_names[] = {"black", "red",     "green", "yellow",
                                           "blue",  "magenta", "cyan",  "white"};

static const struct {
    const char *name;
    unsigned char attr;
} attr_names[] = {
    {"bold", LOOK_BOLD},           {"dim", LOOK_DIM},       {"reverse", LOOK_REVERSE},
    {"underline", LOOK_UNDERLINE}, {"italic", LOOK_ITALIC},
};

struct rgb {
    unsigned char v[3];
};

static const struct rgb palette[16] = {
    {{0, 0, 0}},       {{205, 0, 0}},   {{0, 205, 0}},   {{205, 205, 0}},
    {{0, 0, 238}},     {{205, 0, 205}}, {{0, 205, 205}}, {{229, 229, 229}},
    {{127, 127, 127}}, {{255, 0, 0}},   {{0, 255, 0}},   {{255, 255, 0}},
    {{92, 92, 255}},   {{255, 0, 255}}, {{0, 255, 255}}, {{255, 255, 255}},
};

static bool parse_colour(struct str s, short *out)
{
    int64_t number;

    if (str_eq(s, "default")) {
        *out = COLOUR_DEFAULT;
        return true;
    }
    if (str_to_int(s, 0, 255, &number)) {
        *out = (short)number;
        return true;
    }
    bool bright = s.n > 7 && memcmp(s.p, "bright-", 7) == 0;

    if (bright) {
        s.p += 7;
        s.n -= 7;
    }
    for (short i = 0; i < 8; i++) {
        if (!str_eq(s, colour_names[i]))
            continue;
        *out = (short)(bright ? i + 8 : i);
        return true;
    }
    return false;
}

static bool parse_attrs(struct str s, unsigned char *out)
{
    unsigned char attrs = 0;

    while (s.n > 0) {
        struct str word = str_trim(str_cut(s, '+', &s));
        bool known = false;

        for (size_t i = 0; i < COUNT_OF(attr_names) && !known; i++) {
            known = str_eq(word, attr_names[i].name);
            if (known)
                attrs |= attr_names[i].attr;
        }
        if (!known)
            return false;
    }
    *out = attrs;
    return true;
}

bool theme_parse_look(struct str text, struct look *out)
{
    struct look l = {COLOUR_DEFAULT, COLOUR_DEFAULT, 0};
    struct str rest, fg = str_trim(str_cut(text, ',', &rest));

    if (rest.n == 0 && fg.n > 0 && parse_attrs(fg, &l.attrs)) {
        *out = l;
        return true;
    }
    struct str attrs, bg = str_trim(str_cut(rest, ',', &attrs));

    if (!parse_colour(fg, &l.fg) || (bg.n > 0 && !parse_colour(bg, &l.bg)) ||
        !parse_attrs(str_trim(attrs), &l.attrs))
        return false;
    *out = l;
    return true;
}

static struct rgb rgb_of(short colour)
{
    static const unsigned char steps[6] = {0, 95, 135, 175, 215, 255};

    if (colour < 16)
        return palette[colour];
    if (colour < 232) {
        int c = colour - 16;

        return (struct rgb){{steps[c / 36], steps[c / 6 % 6], steps[c % 6]}};
    }
    unsigned char grey = (unsigned char)(8 + 10 * (colour - 232));

    return (struct rgb){{grey, grey, grey}};
}

void theme_rgb(short colour, unsigned char out[3])
{
    memcpy(out, rgb_of(colour).v, 3);
}

static short nearest(short colour, int colours)
{
    struct rgb want = rgb_of(colour);
    long least = -1;
    short best = 0;

    for (short i = 0; i < colours && i < 16; i++) {
        long d = 0;

        for (int k = 0; k < 3; k++)
            d += (long)(want.v[k] - palette[i].v[k]) * (want.v[k] - palette[i].v[k]);
        if (least < 0 || d < least) {
            least = d;
            best = i;
        }
    }
    return best;
}

struct look theme_fit(struct look l, int colours)
{
    if (colours < 8) {
        l.fg = l.bg = COLOUR_DEFAULT;
        return l;
    }
    if (colours < 256) {
        if (l.fg > 15)
            l.fg = nearest(l.fg, colours);
        if (l.bg > 15)
            l.bg = nearest(l.bg, colours);
    }
    if (colours < 16 && l.fg > 7) { /* bright letters are bold ones there */
        l.fg = (short)(l.fg - 8);
        l.attrs |= LOOK_BOLD;
    }
    if (colours < 16 && l.bg > 7)
        l.bg = (short)(l.bg - 8);
    return l;
}

static double luminance(const double v[3])
{
    static const double weight[3] = {0.2126, 0.7152, 0.0722};
    double sum = 0;

    for (int i = 0; i < 3; i++) {
        double s = v[i] / 255;

        sum += weight[i] * (s <= 0.03928 ? s / 12.92 : pow((s + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static void channels(short colour, short instead, double out[3])
{
    struct rgb c = rgb_of(colour == COLOUR_DEFAULT ? instead : colour);

    for (int i = 0; i < 3; i++)
        out[i] = c.v[i];
}

double theme_look_contrast(struct look l, enum theme_ground ground)
{
    short ink = ground == THEME_DARK_GROUND ? 7 : 0,
          paper = ground == THEME_DARK_GROUND ? 0 : 15;
    double fg[3], bg[3];

    channels(l.fg, ink, fg);
    channels(l.bg, paper, bg);
    for (int i = 0; i < 3 && (l.attrs & LOOK_DIM); i++)
        fg[i] = fg[i] * 2 / 3 + bg[i] / 3;
    double a = luminance(fg) + 0.05, b = luminance(bg) + 0.05;

    return a > b ? a / b : b / a;
}
