/* Screens in Japanese at three sizes against stored text: words of two cells a character in
 * every column, label and key bar. UPDATE_GOLDEN=1 rewrites. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/views_golden.h"
#include "tests/support/views_japanese.h"
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
    {"task", "task " VIEWS_DETECT_TASK},
    {"release", "release group:cameras thing:cam-e-01"},
    {"profile", "profile perimeter"},
    {"edit_metric", "edit-metric cpu"},
    {"configuration", "configuration"},
    {"configure", "configure"},
    {"schedules", "schedules"},
    {"scenario", "scenario 2"},
    {"handover", "handover"},
    {"journal", "journal"},
    {"attach", "attach-profile perimeter"},
};

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

enum { ELLIPSIS = 0x2026 };

/* Titles of columns and labels of fields that end in an ellipsis. */
static int cut_labels(const char *view)
{
    struct views_rig rig;
    int n = 0;

    views_open_with(&rig, VIEWS_FULL, view, &(struct views_extras){.japanese = true});
    const struct surface *s = views_frame(&rig, 80, 24);

    for (int row = 0; row < s->rows; row++)
        for (int col = 0; col < s->cols; col++) {
            const struct cell *c = surface_cell(s, row, col);

            n += c->cp == ELLIPSIS && (c->style == STYLE_COLUMN || c->style == STYLE_LABEL);
        }
    views_close(&rig);
    return n;
}

Test(views_japanese, no_title_is_cut_that_is_whole_in_english)
{
    const char *shown[VIEWS_SHOWN_MAX];
    const size_t n = views_shown_all(shown);
    int cut[VIEWS_SHOWN_MAX];

    for (size_t i = 0; i < n; i++)
        cut[i] = cut_labels(shown[i]);
    i18n_english();
    for (size_t i = 0; i < n; i++)
        cr_expect_leq(cut[i], cut_labels(shown[i]), "%s", shown[i]);
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
