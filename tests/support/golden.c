#include "tests/support/golden.h"

#include <stdio.h>
#include <stdlib.h>

enum { GOLDEN_MAX = 1 << 20 };

static void path_of(const char *name, struct buf *out)
{
    buf_printf(out, "tests/golden/%s.txt", name);
}

static bool update(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    bool ok = f != NULL && fputs(text, f) >= 0;

    return f != NULL && fclose(f) == 0 && ok;
}

static void first_difference(const char *name, const char *want, const char *got,
                             struct buf *why)
{
    int line = 1;

    while (*want != '\0' && *want == *got) {
        line += *want == '\n';
        want++;
        got++;
    }
    buf_printf(why, "%s differs in line %d: wanted \"%.60s\", got \"%.60s\"", name, line, want,
               got);
}

bool golden_text(const char *name, const char *text, struct buf *why)
{
    struct buf path = BUF_INIT(4096);
    char *want = calloc(1, GOLDEN_MAX);

    path_of(name, &path);
    const char *wish = getenv("UPDATE_GOLDEN");

    if (wish != NULL && wish[0] == '1' && !update(buf_text(&path), text))
        buf_printf(why, "%s cannot be written", buf_text(&path));
    FILE *f = fopen(buf_text(&path), "r");

    if (f != NULL) {
        want[fread(want, 1, GOLDEN_MAX - 1, f)] = '\0';
        fclose(f);
    } else {
        buf_printf(why, "%s cannot be read; UPDATE_GOLDEN=1 writes it", buf_text(&path));
    }
    bool same = f != NULL && strcmp(want, text) == 0;

    if (f != NULL && !same)
        first_difference(name, want, text, why);
    free(want);
    buf_free(&path);
    return same;
}

bool golden_surface(const char *name, const struct surface *s, struct buf *why)
{
    struct buf b = BUF_INIT(GOLDEN_MAX);

    surface_dump(s, &b);
    bool same = golden_text(name, buf_text(&b), why);

    buf_free(&b);
    return same;
}
