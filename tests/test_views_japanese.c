/* Screens in Japanese at three sizes against stored text: words of two cells a character in
 * every column, label and key bar. UPDATE_GOLDEN=1 rewrites. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/base/i18n.h"
#include "tests/support/views_golden.h"

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
