/* What is told to somebody who looks elsewhere: new alarms, as the settings ask for it. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "client/store/alarms.h"
#include "tests/support/views_rig.h"
#include "views/settings.h"

static char told[4096];

static void on_tell(void *ctx, const struct display_news *news)
{
    const size_t n = strlen(told);

    (void)ctx;
    (void)snprintf(told + n, sizeof told - n, "%s%s%s%s%s\n",
                   news->title != NULL ? "title " : "", news->title != NULL ? news->title : "",
                   news->desktop != NULL ? "desktop " : "",
                   news->desktop != NULL ? news->desktop : "", news->bell ? " bell" : "");
}

/* Nothing is in alarm, then everything of the fixture is. */
static void alarms_begin_while(const char *notify, bool in_front)
{
    struct settings settings;
    struct err err;
    struct views_rig r;

    (void)settings_load(&settings, &err);
    cr_assert(settings_flag(&settings, SETTING_NOTIFY, notify, &err), "%s", err.text);
    told[0] = '\0';
    views_open_with(&r, VIEWS_EMPTY, "calls",
                    &(struct views_extras){.settings = &settings, .tell = on_tell});
    app_focus(r.app, in_front);
    r.state = VIEWS_FULL;
    views_later(&r, 2 * ALARMS_POLL_MS);
    views_settle(&r);
    views_close(&r);
}

static void alarms_begin(const char *notify)
{
    alarms_begin_while(notify, false);
}

Test(views_notify, who_looks_at_it_is_not_called)
{
    alarms_begin_while("title,bell,desktop", true);
    cr_expect(strstr(told, "title picket test, ") != NULL, "%s", told);
    cr_expect(strstr(told, "bell") == NULL && strstr(told, "desktop") == NULL, "%s", told);
}

Test(views_notify, new_alarms_ring_and_are_named)
{
    alarms_begin("title,bell,desktop");
    cr_expect(strstr(told, "title picket test, 0 in alarm\n") != NULL, "%s", told);
    cr_expect(strstr(told, " new alarms, ") != NULL && strstr(told, " bell\n") != NULL, "%s",
              told);
    cr_expect(strstr(told, "gw-osaka-12: ") != NULL, "%s", told);
    const char *first = strstr(told, "desktop");

    cr_expect(first != NULL && strstr(first + 1, "desktop") == NULL, "told twice: %s", told);
}

Test(views_notify, only_what_was_asked_for)
{
    alarms_begin("bell");
    cr_expect_str_eq(told, " bell\n");
    alarms_begin("off");
    cr_expect_str_eq(told, "");
}
