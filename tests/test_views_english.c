/* No sentence of ours stays English in Japanese: views in every state, their help, forms with
 * something wrong, reviews, palettes and errors, at three sizes. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "client/store/plan_file.h"
#include "tests/support/views_japanese.h"
#include "tests/support/views_shown.h"
#include "views/screen.h"

/*
 * What stays as it is, each group for its reason; a text of ours belongs into a catalogue. Any
 * run of words of such a text may stand alone: columns, line ends and the edge cut them.
 */
static const char *const allowed[] = {
    /* What people of the fixture wrote: reasons, notes, descriptions, titles of metrics. */
    "alice tk",
    "tester tk",
    "tester at",
    "by tester",
    "renewed in",
    "until the swap",
    "is off line until then",
    "do not ask",
    "rogue script",
    "reboot window",
    "cameras may do on the network",
    "per cent",
    /* A value that a filter takes, or the kind of a resource, and beside it how a name of the
     * fixture begins. */
    "client cam",
    "client gw",
    "client test",
    "thing cam",
    "thing gw",
    "thing nosuch",
    "detect picket",
    "invalidated cam",
    "min rule",
    "yes ml",
    "gw osaka",
    /* Values that a filter takes. */
    "in alarm",
    /* What the service says: reasons of findings, errors of calls. */
    "is not authorized",
    "does not exist",
    "role may not call iot",
    "audit role may not read the logging options",
    "shared by one or more devices",
    "used by more than one connection at the same time",
    "reason of",
    "newer service",
    /* What the local service tells of drills: it speaks English, as AWS does. */
    "by name",
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
    /* What is typed: commands and their arguments, lines of behaviors, ends. */
    "alarm id",
    "release group",
    "suppress set",
    "the words of events",
    "verify set",
    "min alarm",
    "min not",
    "until fri",
    "findings check",
    "findings run",
    "report aa",
    /* Commands of aws, and what stands in their place where there is none. */
    "aws iot",
    "is picket",
    "not of",
    "picket scenario",
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

/* A run of words of `all`, the last one perhaps cut; "aws iot" begins a command. */
static bool is_run_of(const char *all, const char *p, size_t n)
{
    for (const char *at = all; *at != '\0'; at++)
        if ((at == all || at[-1] == ' ') && strncmp(at, p, n) == 0)
            return true;
    return strcmp(all, "aws iot") == 0 && strncmp(p, all, strlen(all)) == 0;
}

static bool is_allowed(const char *p, size_t n)
{
    for (size_t i = 0; i < COUNT_OF(allowed); i++)
        if (is_run_of(allowed[i], p, n))
            return true;
    return false;
}

static const char *line_start(const char *text, const char *p)
{
    while (p > text && p[-1] != '\n')
        p--;
    return p;
}

static int line_length(const char *text, const char *p)
{
    return (int)strcspn(line_start(text, p), "\n");
}

static void look(const char *view, const char *text)
{
    for (const char *p = text; *p != '\0'; p++) {
        const size_t n = p == text || !is_letter(p[-1]) ? sentence(p) : 0;

        if (n == 0)
            continue;
        cr_expect(is_allowed(p, n), "%s: \"%.*s\" is English: %.*s", view,
                  n < LEFT_MAX ? (int)n : LEFT_MAX, p, line_length(text, p),
                  line_start(text, p));
        p += n - 1;
    }
}

TestSuite(views_english, .init = speak_japanese);

static void look_at(struct views_rig *rig, const char *what)
{
    static const struct {
        int cols, rows;
    } sizes[] = {{80, 24}, {120, 40}, {120, 60}};

    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        struct buf text = BUF_INIT(1 << 20);

        surface_text_dump(views_frame(rig, sizes[i].cols, sizes[i].rows), &text);
        look(what, buf_text(&text));
        buf_free(&text);
    }
}

static void open_japanese(struct views_rig *rig, enum views_state state, const char *view)
{
    views_open_with(rig, state, view, &(struct views_extras){.japanese = true});
}

static void look_at_view(enum views_state state, const char *view)
{
    struct views_rig rig;

    open_japanese(&rig, state, view);
    look_at(&rig, view);
    if (state == VIEWS_FULL) {
        views_keys(&rig, "<F1>");
        look_at(&rig, view);
    }
    views_close(&rig);
}

static void look_at_all(enum views_state state)
{
    const char *shown[VIEWS_SHOWN_MAX];
    const size_t n = views_shown_all(shown);

    for (size_t i = 0; i < n; i++)
        look_at_view(state, shown[i]);
}

Test(views_english, views_and_their_help)
{
    look_at_all(VIEWS_FULL);
}

Test(views_english, views_without_rows)
{
    look_at_all(VIEWS_EMPTY);
}

Test(views_english, views_whose_calls_fail)
{
    look_at_all(VIEWS_ERROR);
}

Test(views_english, views_that_are_stale)
{
    look_at_all(VIEWS_STALE);
}

/* Those that ask for something. */
Test(views_english, views_that_wait)
{
    static const char *const waiting[] = {"pulse",   "findings",    "thing cam-e-01",
                                          "alarms",  "events",      "profile perimeter",
                                          "actions", "suppressions"};

    for (size_t i = 0; i < COUNT_OF(waiting); i++)
        look_at_view(VIEWS_LOADING, waiting[i]);
}

/* Settling takes a while: not for nothing. */
static void press(struct views_rig *r, const char *names)
{
    if (names[0] != '\0')
        views_keys(r, names);
}

static void type(struct views_rig *r, const char *text)
{
    if (text[0] == '\0')
        return;

    for (; *text != '\0'; text++)
        app_key(r->app, (struct key){(uint32_t)(unsigned char)*text, 0});
    views_settle(r);
}

/* Keys, then a text that is typed, then keys. */
static const struct {
    const char *view, *first, *text, *keys;
} scenes[] = {
    {"edit-profile", "C-x", "", ""},
    {"edit-profile", "", "perimeter", "<Tab>"},
    {"edit-profile", "S-<Tab> <Enter>", "new", "C-x"},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects <", "<Tab>"},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects > 5 over 5min", ""},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects < 0 over 5min", ""},
    {"edit-profile", "<Tab> <Tab>", "a: nobody < 5", "<Tab>"},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects < 5 over 7min", "<Tab>"},
    {"edit-profile", "<Tab> <Tab>", "a: cpu < 92.5 quiet", ""},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects < 5 over 5min", "<Tab> <Enter>"},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects < 5 over 5min",
     "<Tab> <Enter> <Tab> <Tab> <Right> <Right> C-x"},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects < 5 over 5min",
     "<Tab> <Enter> <Tab> <Right> <Esc>"},
    {"edit-profile", "<Tab> <Tab>", "a: aws:brand-new < 5 over 5min", "<Tab> <Enter>"},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects < 5 over 7min alarm 2",
     "<Tab> <Enter>"},
    {"edit-profile", "<Tab> <Tab>", "a: aws:num-disconnects < 5 over 5min",
     "<Tab> <Enter> C-x"},
    {"edit-profile from:perimeter", "", "", ""},
    {"edit-profile nobody", "", "", ""},
    {"edit-profile perimeter", "", "", "C-x"},
    {"edit-profile perimeter", "", "!", "C-x"},
    {"attach-profile perimeter", "", "", "C-x"},
    {"attach-profile perimeter", "<Tab>", ", sheds", "C-x"},
    {"attach-profile perimeter", "<Tab> C-u", "", "C-x"},
    {"profiles", "j x", "", ""},
    {"profiles", "j <Enter>", "", ""},
    {"profile perimeter", "e", "", ""},
    {"metrics", "x", "", ""},
    {"edit-metric", "", "aws:mine", "<Tab>"},
    {"edit-metric", "", "cpu", "<Tab>"},
    {"edit-metric", "", "load", "<Tab> <Right> C-x"},
    {"edit-metric cpu", "", "!", "C-x"},
    {"dimensions", "x", "", ""},
    {"edit-dimension", "", "yard", "<Tab> <Tab>"},
    {"edit-dimension plant", "", ", dock/#", "C-x"},
    {"schedule", "C-x", "", ""},
    {"schedule", "d a i l y - f u l l", "", ""},
    {"schedule", "a . b", "", ""},
    {"schedule", "a <Tab> <Right> C-x", "", ""},
    {"schedule", "a <Tab> <Right> <Tab> s u n C-x", "", ""},
    {"schedule", "a <Tab> <Right> <Right> <Right> <Tab> 3 2", "", ""},
    {"schedule", "a <Tab> <Right> <Right> <Right> <Tab> 3 0", "", ""},
    {"schedule", "a <Tab> <Right> <Right>", "", ""},
    {"schedule", "a <Tab> <Right> <Right> <Tab> s a t", "", ""},
    {"schedule", "a <Tab> <Left>", "", ""},
    {"schedule", "a <Tab> <Left> C-x", "", ""},
    {"schedule", "a <Tab> <Tab> t e a m C-x", "", ""},
    {"schedule", "a <Tab> <Tab> = x C-x", "", ""},
    {"schedule", "a <Tab> <Tab> <Tab> ! C-x", "", ""},
    {"schedule", "a", "", ""},
    {"schedule", "a <Tab> <Tab> <Tab> E", "", ""},
    {"schedule daily-full", "C-x", "", ""},
    {"schedule daily-full", "<Right> <Tab> m o n C-x", "", ""},
    {"schedule weekly-ca", "<Right> <Right>", "", ""},
    {"configure", "C-x", "", ""},
    {"configure", "! C-x", "", ""},
    {"configure", "<Up> <Up> C-u 2 9", "", ""},
    {"configuration", "e", "", ""},
    {"schedules", "x", "", ""},
    {"schedules", "j <Enter>", "", ""},
    {"schedules", "<Enter>", "", ""},
    {"schedules weekly-ca", "e", "", ""},
    {"schedules", "n", "", ""},
    {"suppress check:CLIENT_ID_CONFLICT res:client:gw-osaka-12", "3", "", ""},
    {"suppress check:CLIENT_ID_CONFLICT res:client:gw-osaka-12", "9 0", "", ""},
    {"suppress check:CLIENT_ID_CONFLICT res:client:gw-osaka-12", "9 0 m <Tab> x", "", ""},
    {"suppress check:CLIENT_ID_CONFLICT res:client:gw-osaka-12", "3 0 m i n <Tab>", "", ""},
    {"suppress check:CLIENT_ID_CONFLICT res:client:gw-osaka-12", "9 y <Tab>", "", ""},
    {"suppress check:CLIENT_ID_CONFLICT res:client:gw-osaka-12",
     "u n t i l <Space> 2 0 2 0 - 0 1 - 0 1 <Tab>", "", ""},
    {"suppress check:CLIENT_ID_CONFLICT res:client:gw-osaka-12", "i n d e f <Tab>", "", ""},
    {"suppress check:CLIENT_ID_CONFLICT res:client:gw-osaka-12", "3 <Tab> <Tab> \xc3\xa9 <Tab>",
     "", ""},
    {"suppress check:CLIENT_ID_CONFLICT res:client:gw-osaka-12", "C-x", "", ""},
    {"suppress check:CLIENT_ID_CONFLICT res:client:gw-osaka-12",
     "i n d e f <Tab> <Tab> <Tab> w h y C-x", "", ""},
    {"suppress check:CLIENT_ID_CONFLICT res:client:gw-osaka-12", "3 <Tab> <Tab> w h y C-x", "",
     ""},
    {"suppress check:CLIENT_ID_CONFLICT res:client:gw-osaka-12",
     "3 <Tab> <Tab> w h y C-x <Enter>", "", ""},
    {"suppressions", "x", "", ""},
    {"suppressions", "j D", "", ""},
    {"suppressions", "e", "", "C-x"},
    {"suppressions", "e", "30d", "C-x"},
    {"findings", "<Space> s", "7d", "<Tab> <Tab> <Tab> C-x"},
    {"findings", "<Space> m", "", "C-x"},
    {"findings", "m", "", "C-x"},
    {"mitigate run:" VIEWS_RUN_DONE, "", "", "C-x"},
    {"mitigate thing:cam-e-01", "", "", "C-x"},
    {"mitigate run:" VIEWS_RUN_DONE, "<Tab> <Tab> <Tab>", "why", "C-x"},
    {"task " VIEWS_DETECT_TASK, "x", "", ""},
    {"task " VIEWS_DETECT_TASK, "r", "", ""},
    {"task " VIEWS_TASK, "r", "", ""},
    {"task " VIEWS_TASK, "u", "", ""},
    {"thing cam-e-01", "x", "", ""},
    {"thing cam-e-01", "t", "", "<Enter>"},
    {"thing cam-e-01", "X", "", ""},
    {"thing cam-e-01", "y", "", ""},
    {"thing cam-e-01", "c", "", ""},
    {"release group:cameras thing:cam-e-01", "C-x", "", ""},
    {"audits", "x", "", ""},
    {"audits", "n", "", "C-x"},
    {"audits", "d", "", ""},
    {"alarms", "<Space> v", "", ""},
    {"alarms", "v", "", "<Enter>"},
    {"alarms", "/", "sta", "<Tab>"},
    {"alarms", "b", "", ""},
    {"alarms", "m", "", ""},
    {"findings", "/", "", "<Tab>"},
    {"findings", "/", "sev", "<Tab>"},
    {"findings", "/", "sev:hi", "<Tab>"},
    {"findings", "/", "nothing=x", "<Enter>"},
    {"findings", "/", "found<xyz", "<Enter>"},
    {"findings", "w", "", ""},
    {"findings", "C", "", ""},
    {"findings", "\\", "", ""},
    {"findings", "W", "", ""},
    {"findings", "c", "", ""},
    {"findings", "X", "", ""},
    {"findings", "<Enter> <Enter>", "", ""},
    {"findings", "V", "", ""},
    {"findings", "*", "", ""},
    {"findings", "* s", "", ""},
    {"findings", "M", "", ""},
    {"pulse", ":", "", "<Tab>"},
    {"pulse", ":", "nosuch", "<Enter>"},
    {"pulse", ":", "thing", "<Enter>"},
    {"pulse", ":", "filter xx=y", "<Enter>"},
    {"pulse", ":", "arm", "<Enter>"},
    {"pulse", ":", "arm 15", "<Enter>"},
    {"pulse", ":", "sched", "<Tab>"},
    {"pulse", ":", "save", "<Enter>"},
    {"pulse", ":", "save a.b", "<Enter>"},
    {"pulse", ":", "context nosuch", "<Enter>"},
    {"pulse", ":", "region nosuch", "<Enter>"},
    {"pulse", ":", "tour", "<Enter>"},
    {"pulse", ":", "set nosuch", "<Enter>"},
    {"pulse", ":", "thing nosuch", "<Enter>"},
    {"pulse", ":", "finding nosuch", "<Enter>"},
    {"pulse", ":", "events last:xx", "<Enter>"},
    {"pulse", ":", "report nosuch", "<Enter>"},
    {"pulse", "!", "", ""},
    {"pulse", "! <Enter>", "", ""},
    {"pulse", "H", "", ""},
    {"pulse", ",", "", ""},
    {"pulse", "@", "", ""},
    {"pulse", "z", "", ""},
    {"pulse", "y", "", ""},
    {"pulse", "Z", "", ""},
    {"pulse", "Q", "", ""},
    {"pulse", ":", "arm off", "<Enter>"},
    {"pulse", ":", "messages", "<Enter>"},
    {"pulse", ":", "disarm", "<Enter> s"},
    {"schedules", "j x", "", ""},
    {"schedules", "e", "", "C-x"},
    {"schedules", "E", "", ""},
    {"actions", "n", "", "C-x"},
    {"actions", "<Enter> e", "", "C-x"},
    {"actions", "x", "", ""},
    {"events", "t", "", "<Enter>"},
    {"events", "h <Enter>", "", ""},
    {"report " VIEWS_RUN_DONE, "<Enter>", "", ""},
    {"report " VIEWS_RUN_GOING, "x", "", ""},
    {"profiles", "x", "", ""},
    {"profiles", "t", "", ""},
    {"training", "<Enter>", "", ""},
    {"scenarios", "n", "", "C-x"},
    {"scenario 2", "x", "", ""},
    {"play impersonation", "C-x", "", ""},
    {"certificate " VIEWS_CERTIFICATE, "X", "", ""},
    {"diff", "<Enter>", "", ""},
    {"range since:8h", "<Enter>", "", ""},
    {"handover", "<Enter>", "", ""},
};

/* What is opened when a plan is done is a view, and views have one name in all languages. */
static void then_is_a_view(const struct views_rig *rig, const char *what)
{
    const char *view = app_view(rig->app);
    char name[64];
    struct err err;

    if (!str_starts(view, "plan "))
        return;
    struct plan *p = plan_load(view + strlen("plan "), &err);

    cr_assert_not_null(p, "%s: %s", what, err.text);
    if (p->then != NULL && strcmp(p->then, PLAN_THEN_BACK) != 0) {
        (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(p->then, " "), p->then);
        cr_expect_not_null(screen_find(name), "%s: %s", what, p->then);
    }
    plan_free(p);
}

Test(views_english, what_keys_lead_to)
{
    for (size_t i = 0; i < COUNT_OF(scenes); i++) {
        struct views_rig rig;
        char what[120];

        open_japanese(&rig, VIEWS_FULL, scenes[i].view);
        (void)views_frame(&rig, 120, 60);
        press(&rig, scenes[i].first);
        type(&rig, scenes[i].text);
        press(&rig, scenes[i].keys);
        (void)snprintf(what, sizeof what, "%s, %s, \"%s\", %s", scenes[i].view, scenes[i].first,
                       scenes[i].text, scenes[i].keys);
        look_at(&rig, what);
        then_is_a_view(&rig, what);
        views_close(&rig);
    }
}
