/* Screens in Japanese at three sizes against stored text: words of two cells a character in
 * every column, label and key bar. UPDATE_GOLDEN=1 rewrites. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/base/i18n.h"
#include "tests/support/views_golden.h"
#include "tests/support/views_shown.h"
#include "tui/detail.h"

static const struct {
    const char *name, *view;
} views[] = {
    {"pulse", "pulse"},
    {"findings", "findings"},
    {"finding", "finding " VIEWS_FINDING},
    {"audits", "audits"},
    {"report", "report " VIEWS_RUN_DONE},
    {"thing", "thing cam-e-01"},
    {"alarms", "alarms"},
    {"events", "events"},
    {"training", "training"},
    {"profiles", "profiles"},
    {"edit_profile", "edit-profile perimeter"},
    {"suppressions", "suppressions"},
    {"suppress", "suppress check:CERT_SHARED res:cert:" VIEWS_CERTIFICATE},
    {"schedule", "schedule"},
    {"actions", "actions"},
    {"mitigate", "mitigate run:" VIEWS_RUN_DONE},
    {"tasks", "tasks"},
};

static void speak_japanese(void)
{
    cr_assert(setenv("LANGUAGE", "ja", 1) == 0);
    i18n_start();
    cr_assert_str_neq(_("Loading .."), "Loading ..", "the catalogue was not found");
}

TestSuite(views_japanese, .init = speak_japanese);

Test(views_japanese, every_column_and_label_fits)
{
    for (size_t v = 0; v < COUNT_OF(views); v++) {
        struct views_rig rig;
        char name[64];

        views_open_with(&rig, VIEWS_FULL, views[v].view,
                        &(struct views_extras){.japanese = true});
        snprintf(name, sizeof name, "japanese/%s", views[v].name);
        views_golden(&rig, name);
        views_close(&rig);
    }
}

/* ---- what is left in English ---- */

/* What devices, people and the service said, and what a filter or a command takes. */
static const char *const allowed[] = {
    "by alice",
    "by name",
    "by behaviour",
    "alice tk",
    "tester at",
    "tester tk",
    "by tester",
    "group sensors",
    "group cameras",
    "registered things",
    "unregistered things",
    "in daily",
    "thing cam",
    "client gw",
    "gw osaka",
    "client cam",
    "client test",
    "detect picket",
    "findings deact",
    "suppress set",
    "in alarm",
    "min rule",
    "min not",
    "min alarm",
    "yes ml",
    "invalidated cam",
    "scheduled daily",
    "on demand",
    "expected cpu",
    "expected aws",
    "until fri",
    "indef again",
    "per cent",
    "renewed in",
    "until the swap",
    "is off line until then",
    "do not ask",
    "rogue script",
    "reboot window",
    "cameras may do on the network",
    "role may not call iot",
    "audit role may not read the logging options",
    "shared by one or more devices",
    "spreads through one type of device",
    "reports home and locks them",
    "then uploads",
    "own messages cease",
    "new listening ports and unknown destinations",
    "few devices at",
    "and the devices",
    "times as much",
    "stranger and the device throw one another off",
    "connects as your devices with stolen or guessed identities",
    "connection attempts and disconnects rise together",
};

enum { LEFT_MAX = 160 };

/* Two or more words in small letters, a blank between. */
static size_t sentence(const char *p)
{
    size_t n = 0, words = 0;

    for (;;) {
        size_t letters = 0;

        while (p[n + letters] >= 'a' && p[n + letters] <= 'z')
            letters++;
        if (letters < 2)
            break;
        n += letters;
        words++;
        if (p[n] != ' ')
            break;
        n++;
    }
    while (n > 0 && p[n - 1] == ' ')
        n--;
    return words >= 2 ? n : 0;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '/';
}

static bool is_allowed(const char *p, size_t n)
{
    for (size_t i = 0; i < COUNT_OF(allowed); i++)
        if (strlen(allowed[i]) == n && memcmp(allowed[i], p, n) == 0)
            return true;
    return false;
}

static void look(const char *view, const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        const size_t n = p == text || !is_letter(p[-1]) ? sentence(p) : 0;

        if (n == 0)
            continue;
        cr_expect(is_allowed(p, n), "%s: \"%.*s\" is English", view,
                  n < LEFT_MAX ? (int)n : LEFT_MAX, p);
        p += n - 1;
    }
}

Test(views_japanese, no_sentence_stays_english)
{
    const char *shown[VIEWS_SHOWN_MAX];
    const size_t n = views_shown_all(shown);

    for (size_t i = 0; i < n; i++) {
        struct views_rig rig;
        struct buf text = BUF_INIT(1 << 20);

        views_open_with(&rig, VIEWS_FULL, shown[i], &(struct views_extras){.japanese = true});
        surface_text_dump(views_frame(&rig, 120, 60), &text);
        look(shown[i], buf_text(&text));
        views_close(&rig);
        buf_free(&text);
    }
}

/* What somebody has named stays as it is, even where the name is a word of ours. */
Test(views_japanese, names_are_not_translated)
{
    struct detail d;
    struct surface *s = surface_new(8, 60, GLYPHS_UNICODE);
    struct buf text = BUF_INIT(4096);

    cr_assert_str_neq(_("monthly"), "monthly");
    detail_init(&d);
    detail_name_heading(&d, "monthly");
    detail_name_field(&d, "monthly", STYLE_TEXT, "a");
    detail_name_link(&d, "monthly", "b", "thing x");
    detail_field(&d, "monthly", STYLE_TEXT, "c");
    detail_draw(&d, s);
    surface_text_dump(s, &text);
    const char *first = strstr(buf_text(&text), "monthly");
    size_t n = 0;

    for (const char *p = first; p != NULL; p = strstr(p + 1, "monthly"))
        n++;
    cr_expect_eq(n, 3, "%s", buf_text(&text));
    cr_expect_not_null(strstr(buf_text(&text), _("monthly")));
    detail_free(&d);
    surface_free(s);
    buf_free(&text);
}
