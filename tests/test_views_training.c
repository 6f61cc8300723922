/* The Training screen by keys: what it says of each model, where it leads. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/views_rig.h"

Test(views_training, says_why_each_model_is_not_ready)
{
    static const struct {
        const char *filter, *said[5];
    } rows[] = {
        {"Messages_sent",
         {"31%", "7,750 of 25,000", "never at this rate", "3.2 times", "group sensors"}},
        {"Messages_recv",
         {"64%", "days: 60% of 14", "1,905 datapoints a day", "expected Sat 28 Nov 2026",
          "on average"}},
        {"Connections",
         {"no datapoint has come yet", "60 things every 45 min", "0%", "PENDING_BUILD", "-"}},
        {"Auth_fail",
         {"ACTIVE", "nothing of what a build needs", "refresh", "due Sun 22 Nov 2026",
          "1 to alarm"}},
        {"Disconnects",
         {"EXPIRED", "for lack of datapoints", "only a new behaviour", "Sat 21 Nov 2026",
          "expired"}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct views_rig rig;
        char view[64];
        snprintf(view, sizeof view, "training %s", rows[i].filter);
        views_open(&rig, VIEWS_FULL, view);
        (void)views_frame(&rig, 100, 30);
        for (size_t k = 0; k < COUNT_OF(rows[i].said); k++)
            cr_expect(views_shows(&rig, rows[i].said[k]), "%s: no \"%s\"", rows[i].filter,
                      rows[i].said[k]);
        views_close(&rig);
    }
}

Test(views_training, leads_to_the_profile_its_alarms_and_the_record)
{
    struct views_rig rig;
    views_open(&rig, VIEWS_FULL, "training profile:learn-fleet");
    views_keys(&rig, "j <Enter>");
    cr_expect_str_eq(app_view(rig.app), "profile learn-fleet");
    views_keys(&rig, "<Esc> X j <Enter>");
    cr_expect(str_starts(app_view(rig.app), "alarms profile:learn-fleet behaviour:"), "%s",
              app_view(rig.app));
    views_keys(&rig, "<Esc> G y");
    cr_expect(views_shows(&rig, "\"modelStatus\""));
    cr_expect(views_shows(&rig, "ACTIVE"));
    views_close(&rig);
}

Test(views_training, a_filter_that_cannot_be_read_is_refused)
{
    struct views_rig rig;
    views_open(&rig, VIEWS_FULL, "training");
    cr_expect_not(app_open(rig.app, "training points>x"));
    cr_expect_str_eq(app_view(rig.app), "training");
    views_close(&rig);
}
