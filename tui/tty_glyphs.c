/* What the locale lets us draw with. */
#include <stdlib.h>

#include "client/base/str.h"
#include "tui/tty.h"

enum glyph_set tty_glyphs(void)
{
    static const char *const vars[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    static const char *const wide_lines[] = {"ja", "zh", "ko"};
    const char *locale = NULL;

    for (size_t i = 0; i < COUNT_OF(vars) && (locale == NULL || locale[0] == '\0'); i++)
        locale = getenv(vars[i]);
    if (locale == NULL)
        return GLYPHS_ASCII;
    if (!str_contains_nocase(locale, "utf-8") && !str_contains_nocase(locale, "utf8"))
        return GLYPHS_ASCII;
    for (size_t i = 0; i < COUNT_OF(wide_lines); i++)
        if (str_starts(locale, wide_lines[i]))
            return GLYPHS_LINES_ASCII;
    return GLYPHS_UNICODE;
}
