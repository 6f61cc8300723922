#include "tui/style.h"

struct role {
    const char *name;
    char letter;
};

#define ROLE(id, name, letter) [id] = {name, letter},
static const struct role styles[STYLE_COUNT] = {STYLE_TABLE(ROLE)};
static const struct role overs[OVER_COUNT] = {OVER_TABLE(ROLE)};
#undef ROLE

const char *style_name(enum style s)
{
    return styles[s < STYLE_COUNT ? s : STYLE_TEXT].name;
}

char style_letter(enum style s)
{
    return styles[s < STYLE_COUNT ? s : STYLE_TEXT].letter;
}

const char *over_name(enum over o)
{
    return overs[o < OVER_COUNT ? o : OVER_NONE].name;
}

char over_letter(enum over o)
{
    return overs[o < OVER_COUNT ? o : OVER_NONE].letter;
}
