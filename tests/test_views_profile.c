/* The forms of security profiles: what they say before anything is sent, and what becomes of a
 * form when somebody else changed the profile meanwhile. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/views_rig.h"

static void frame(struct views_rig *r)
{
    (void)views_frame(r, 110, 60);
}

/* A text as the keys that type it. */
static void type(struct views_rig *r, const char *text)
{
    for (; *text != '\0'; text++)
        app_key(r->app, (struct key){(uint32_t)(unsigned char)*text, 0});
    views_settle(r);
}

/* Typed into the field that has the focus after `first`, then `keys`; what is seen then. */
static const struct {
    const char *view, *first, *text, *keys, *shows, *shows_too;
} cases[] = {
    {"edit-profile", "C-x", "", "", "a profile needs a name", NULL},
    {"edit-profile", "", "perimeter", "<Tab>", "there is one of this name", NULL},
    {"edit-profile", "S-<Tab> <Enter>", "new", "C-x", "Create the security profile new",
     "the metrics it retains, and judges nothing yet"},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects <", "<Tab>", "compared with", NULL},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects > 5 over 5min", "",
     "expected more than 5 disconnects in 5 min; alarms on at most 5", "reads backwards?"},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects < 0 over 5min", "",
     "every datapoint alarms", NULL},
    {"edit-profile", "<Tab> <Tab>", "a: nobody < 5", "<Tab>",
     "no custom metric is called nobody", NULL},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects < 5 over 7min", "<Tab>",
     "300, 600, 900, 1800 or 3600 s", NULL},
    {"edit-profile", "<Tab> <Tab>", "a: cpu < 92.5 quiet", "", "expected cpu less than 92.5",
     NULL},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects < 5 over 5min", "<Tab> <Enter>",
     "New profile > Behavior 1", "(*) Disconnects"},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects < 5 over 5min",
     "<Tab> <Enter> <Tab> <Tab> <Right> <Right> C-x", "a: aws:num-disconnects learned HIGH",
     "as the model has learned"},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects < 5 over 5min",
     "<Tab> <Enter> <Tab> <Right> <Esc>", "a: aws:num-disconnects < 5 over 5min",
     "The behavior is as it was"},
    {"edit-profile", "<Tab> <Tab>", "a: aws:brand-new < 5 over 5min", "<Tab> <Enter>",
     "(*) aws:brand-new", "expected aws:brand-new less than 5"},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects < 5 over 7min alarm 2",
     "<Tab> <Enter>", "These fields cannot say all of that line", "to alarm     [2   ]"},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects < 5 over 5min", "<Tab> <Enter> C-x",
     "a: aws:num-disconnects < 5 over 5min ", "The behavior stands in the profile"},
    {"edit-profile from:perimeter", "", "", "", "perimeter-2", "nothing: it judges no device"},
    {"edit-profile nobody", "", "", "", "no security profile is called nobody", NULL},
    {"edit-profile perimeter", "", "", "C-x", "Nothing was changed", NULL},
    {"edit-profile perimeter", "", "!", "C-x", "Change the security profile perimeter",
     "UpdateSecurityProfile"},
    {"attach-profile perimeter", "", "", "C-x", "Nothing was changed", NULL},
    {"attach-profile perimeter", "<Tab>", ", sheds", "C-x", "group sheds",
     "AttachSecurityProfile"},
    {"attach-profile perimeter", "<Tab> C-u", "", "C-x", "detaches", "DetachSecurityProfile"},
    {"profiles", "j x", "", "", "Delete the security profile perimeter",
     "attach group cameras"},
    {"profiles", "j <Enter>", "", "", "Profile perimeter", "at most 10 authorization failures"},
    {"profile perimeter", "e", "", "", "Change perimeter", NULL},
    {"metrics", "x", "", "", "Not while a profile uses it: take the metric out of perimeter",
     NULL},
    {"edit-metric", "", "aws:mine", "<Tab>", "are the service's own", NULL},
    {"edit-metric", "", "cpu", "<Tab>", "there is one of this name", NULL},
    {"edit-metric", "", "load", "<Tab> <Right> C-x", "Define the custom metric load",
     "number-list, for ever"},
    {"edit-metric cpu", "", "!", "C-x", "Change the custom metric cpu",
     "perimeter: they go on"},
    {"dimensions", "x", "", "", "take the dimension out of perimeter", NULL},
    {"edit-dimension", "", "yard", "<Tab> <Tab>", "which topics?", NULL},
    {"edit-dimension plant", "", ", dock/#", "C-x", "Change the dimension plant",
     "they count other topics"},
};

Test(views_profile, forms_say_it_before_anything_is_sent)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct views_rig rig;

        views_open(&rig, VIEWS_FULL, cases[i].view);
        frame(&rig);
        views_keys(&rig, cases[i].first);
        type(&rig, cases[i].text);
        views_keys(&rig, cases[i].keys);
        frame(&rig);
        cr_expect(views_shows(&rig, cases[i].shows), "case %zu: %s", i, cases[i].shows);
        if (cases[i].shows_too != NULL)
            cr_expect(views_shows(&rig, cases[i].shows_too), "case %zu: %s", i,
                      cases[i].shows_too);
        views_close(&rig);
    }
}

static void change_meanwhile(struct views_rig *rig)
{
    views_open(rig, VIEWS_FULL, "edit-profile perimeter");
    frame(rig);
    type(rig, ", and lamps");
    rig->later = true;
    described_refresh(app_profiles(rig->app));
    views_settle(rig);
    views_keys(rig, "C-x");
    frame(rig);
}

Test(views_profile, a_change_of_somebody_else_is_shown_and_mine_goes_on_top)
{
    struct views_rig rig;

    change_meanwhile(&rig);
    cr_expect(views_shows(&rig, "version 5 is there, you opened 4"));
    cr_expect(views_shows(&rig, "auth: opened as at most 10"));
    cr_expect(views_shows(&rig, "there now at most 20"));
    cr_expect(views_shows(&rig, "on the network, and lamps"), "nothing typed is lost");
    views_keys(&rig, "<Enter>"); /* the focus is on Mine on top of it */
    frame(&rig);
    cr_expect(views_shows(&rig, "on the network, and lamps"));
    cr_expect(views_shows(&rig, "<= 20 over 5min"), "what I left alone is theirs");
    views_keys(&rig, "C-x");
    frame(&rig);
    cr_expect(views_shows(&rig, "nothing is sent yet"));
    cr_expect(views_shows(&rig, "--expected-version 5"));
    views_close(&rig);
}

Test(views_profile, or_what_is_there_is_taken)
{
    struct views_rig rig;

    change_meanwhile(&rig);
    views_keys(&rig, "<Tab> <Enter>");
    frame(&rig);
    cr_expect_not(views_shows(&rig, "and lamps"));
    cr_expect(views_shows(&rig, "<= 20 over 5min"));
    views_close(&rig);
}
