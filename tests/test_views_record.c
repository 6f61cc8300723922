/* The journal, its entries and the handover, as they look and as they follow what happens. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

#include "client/store/journal.h"
#include "tests/support/views_golden.h"

#define CREATE                                                                       \
    "{\"checkName\":\"LOGGING_DISABLED_CHECK\",\"resourceIdentifier\":{\"account\":" \
    "\"123456789012\"},\"clientRequestToken\":\"0123456789abcdef\"}"
#define DELETE                                                                       \
    "{\"checkName\":\"LOGGING_DISABLED_CHECK\",\"resourceIdentifier\":{\"account\":" \
    "\"123456789012\"}}"

static const struct {
    struct journal_entry entry;
    enum journal_state state;
    const char *answer;
} entries[] = {
    {{.title = "Suppress 1 finding",
      .target = "account 123456789012",
      .ticket = "SEC-7",
      .plan = "0a1b2c3d",
      .kind = "suppress",
      .operation = "CreateAuditSuppression",
      .request = CREATE,
      .undo_operation = "DeleteAuditSuppression",
      .undo_request = DELETE},
     JOURNAL_DONE,
     "{}"},
    {{.title = "Create the schedule nightly",
      .target = "nightly",
      .kind = "schedule",
      .operation = "CreateScheduledAudit",
      .request = "{\"scheduledAuditName\":\"nightly\"}"},
     JOURNAL_UNKNOWN,
     "timeout: no answer came"},
    {{.title = "Cancel an audit",
      .target = "aa11",
      .kind = "audit",
      .operation = "CancelAuditTask",
      .request = "{\"taskId\":\"aa11\"}",
      .undo_note = "start another"},
     JOURNAL_REFUSED,
     "InvalidRequestException: not in progress"},
    {{.title = "\x1b[2J\xe2\x80\xae"
               "evil",
      .target = "\x1b]0;x\x07",
      .ticket = "\x9b",
      .kind = "suppress",
      .operation = "UpdateAuditSuppression",
      .request = "{"},
     JOURNAL_DONE,
     "\x1b[2J"},
};

static void write_one(struct views_rig *r, size_t i)
{
    struct journal_entry e = entries[i].entry;
    struct journal_outcome o = {.state = entries[i].state,
                                .answer = entries[i].answer,
                                .request_id = "req-1",
                                .status = 200,
                                .attempts = 1};
    struct err err;
    int64_t id;

    e.person = "alice";
    e.context = app_context(r->app)->name;
    e.account = "123456789012";
    e.region = "us-east-1";
    cr_assert(journal_begin(r->journal, &e, &id, &err), "%s", err.text);
    cr_assert(journal_end(r->journal, id, &o, &err), "%s", err.text);
}

static void open_with_entries(struct views_rig *r, enum views_state state, const char *view)
{
    views_open(r, state, "messages");
    for (size_t i = 0; i < COUNT_OF(entries); i++)
        write_one(r, i);
    app_command(r->app, view);
    views_settle(r);
}

/* ---- as they look ---- */

static const struct {
    const char *name, *view;
} views[] = {
    {"journal", "journal"},
    {"entry_done", "entry 1"},
    {"entry_unknown", "entry 3"}, /* numbers of events: each entry has two */
    {"entry_hostile", "entry 7"},
};

static void same_as_golden(size_t i)
{
    struct views_rig r;
    char name[64];

    open_with_entries(&r, VIEWS_FULL, views[i].view);
    snprintf(name, sizeof name, "views/%s", views[i].name);
    views_golden(&r, name);
    views_close(&r);
}

Test(views_record, screens)
{
    for (size_t i = 0; i < COUNT_OF(views); i++)
        same_as_golden(i);
}

static void no_control_character(struct views_rig *r, const char *what)
{
    const struct surface *s = views_frame(r, 120, 40);

    for (int row = 0; row < s->rows; row++)
        for (int col = 0; col < s->cols; col++) {
            uint32_t cp = surface_cell(s, row, col)->cp;

            cr_assert(cp == 0 || utf8_class(cp) == CP_PRINT || utf8_class(cp) == CP_WIDE,
                      "%s row %d col %d: U+%04X", what, row, col, cp);
        }
}

Test(views_record, hostile_text_stays_text)
{
    static const char *const all[] = {"journal", "entry 7", "handover 99d"};

    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct views_rig r;

        open_with_entries(&r, VIEWS_HOSTILE, all[i]);
        no_control_character(&r, all[i]);
        views_close(&r);
    }
}

/* ---- what happens meanwhile ---- */

Test(views_record, follows_other_consoles)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, "journal");
    (void)views_frame(&r, 120, 30);
    cr_expect(views_shows(&r, "Nothing was changed"));
    write_one(&r, 0);
    views_keys(&r, "r");
    cr_expect(views_shows(&r, "Suppress 1 finding"));
    write_one(&r, 1);
    for (int i = 0; i < 800 && !views_shows(&r, "UNKNOWN"); i++) /* by itself, every 3 s */
        (void)loop_turn(r.loop, 10 * 1000);
    cr_expect(views_shows(&r, "UNKNOWN"));
    views_keys(&r, "/ n i g h t <Enter>");
    cr_expect(views_shows(&r, "1 of 2"));
    cr_expect_not(views_shows(&r, "Suppress"));
    views_close(&r);
}

static void go_to_region(struct views_rig *r, const char *region)
{
    struct app_context x = *app_context(r->app);

    (void)snprintf(x.region, sizeof x.region, "%s", region);
    app_set_context(r->app, &x);
}

Test(views_record, an_entry_leads_on)
{
    struct views_rig r;

    open_with_entries(&r, VIEWS_FULL, "journal");
    views_keys(&r, "/ t i t l e : s u p p r e s s <Enter> g <Enter>");
    cr_expect_str_eq(app_view(r.app), "entry 1");
    views_keys(&r, "z");
    cr_expect(views_shows(&r, "was done in test (123456789012/us-east-1)"), "not in this one");
    cr_expect_str_eq(app_view(r.app), "entry 1");
    go_to_region(&r, "us-east-1");
    views_keys(&r, "z"); /* its plan is not kept: the one call that the entry has */
    cr_expect(views_shows(&r, "Undo: Suppress 1 finding"));
    cr_expect(views_shows(&r, "DeleteAuditSuppression"));
    cr_expect_eq(r.gate.begun, 0, "nothing is sent by looking");
    views_close(&r);
    open_with_entries(&r, VIEWS_FULL, "entry 5");
    views_keys(&r, "z");
    cr_expect(views_shows(&r, "cannot be undone"));
    views_keys(&r, "<Esc>");
    app_command(r.app, "entry 99");
    cr_expect(views_shows(&r, "no entry 99"));
    views_keys(&r, "j"); /* somebody has seen it */
    app_command(r.app, "verify-journal");
    cr_expect(views_shows(&r, "as it was written: 8 events"));
    app_command(r.app, "journal verify");
    cr_expect_str_eq(app_view(r.app), "journal verify");
    views_close(&r);
}

/* ---- the handover ---- */

Test(views_record, handover)
{
    struct views_rig r;

    open_with_entries(&r, VIEWS_FULL, "handover 2d");
    (void)views_frame(&r, 120, 60);
    cr_expect(views_shows(&r, "entry 3: Create the schedule nightly"));
    cr_expect(views_shows(&r, "look at the schedule"));
    cr_expect(views_shows(&r, "[SEC-7]"));
    cr_expect(views_shows(&r, "can be undone"));
    views_close(&r);
    open_with_entries(&r, VIEWS_ERROR, "handover 2d");
    views_keys(&r, "G");
    (void)views_frame(&r, 120, 60);
    cr_expect(views_shows(&r, "not known"), "what cannot be asked is said");
    cr_expect(views_shows(&r, "event 8"));
    app_command(r.app, "handover when");
    cr_expect(views_shows(&r, "'when' is no time"));
    views_close(&r);
}

Test(views_record, a_restricted_console_writes_no_handover)
{
    const struct views_extras extras = {.restricted = true};
    struct views_rig r;

    views_open_with(&r, VIEWS_FULL, "handover", &extras);
    views_keys(&r, "W");
    cr_expect(views_shows(&r, "restricted"));
    views_close(&r);
}
