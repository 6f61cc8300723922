/* The journal: what it keeps, what it finds again, and its chain. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/base/mem.h"
#include "client/base/utf8.h"
#include "tests/support/journal_rig.h"

static struct err err;

TestSuite(store_journal, .init = journal_rig_setup, .fini = journal_rig_teardown);

/* What somebody with a database shell does. */
static void tamper(const char *sql)
{
    sqlite3 *db;
    char *why = NULL;
    cr_assert_eq(sqlite3_open(rig_path, &db), SQLITE_OK);
    cr_assert_eq(sqlite3_exec(db,
                              "DROP TRIGGER IF EXISTS event_stays;"
                              "DROP TRIGGER IF EXISTS event_kept",
                              NULL, NULL, &why),
                 SQLITE_OK, "%s", why);
    cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, &why), SQLITE_OK, "%s: %s", sql, why);
    sqlite3_close(db);
}

Test(store_journal, what_was_written_is_read_after_opening_again)
{
    struct arena *a = arena_new();
    struct journal *j = rig_journal();
    int64_t id = rig_begin(j, rig_entry("Suppress 3 findings"));
    cr_expect_eq(rig_state(j, id), JOURNAL_PENDING);
    rig_end(j, id, JOURNAL_DONE, "{}");
    journal_free(j);

    struct stat st;
    cr_assert_eq(stat(rig_path, &st), 0);
    cr_expect_eq(st.st_mode & 0777, 0600);

    j = rig_journal();
    struct journal_entry want = rig_entry("Suppress 3 findings"), e = rig_get(j, id, a);
    const struct record *r = &journal_entry_record;
    for (size_t i = 0; i < r->n_fields; i++) {
        size_t at = r->fields[i].offset;
        if (r->fields[i].is.type != FIELD_STR || at >= offsetof(struct journal_entry, outcome))
            continue;
        cr_expect_str_eq(*(const char **)((char *)&e + at),
                         *(const char **)((char *)&want + at), "%s", r->fields[i].name);
    }
    cr_expect(e.time.set && e.time.ms == 1764000000000);
    cr_expect(e.outcome.ended.set && e.outcome.ended.ms == 1764000001000);
    cr_expect_str_eq(e.outcome.answer, "{}");
    cr_expect_str_eq(e.outcome.request_id, "r-1");
    cr_expect_eq(e.outcome.status, 200);
    cr_expect_eq(e.outcome.attempts, 2);
    cr_expect_eq(e.undone_by, 0);
    cr_expect(journal_can_undo(&e));
    cr_expect_eq(rig_verify(j).events, 2);
    cr_expect_eq(rig_verify(j).broken, 0);
    journal_free(j);
    arena_free(a);
}

Test(store_journal, an_end_is_final_unless_it_was_unknown)
{
    static const struct {
        enum journal_state first;
        bool again;
    } rows[] = {{JOURNAL_DONE, false}, {JOURNAL_REFUSED, false}, {JOURNAL_UNKNOWN, true}};
    struct journal *j = rig_journal();
    struct journal_outcome done = {.state = JOURNAL_DONE};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t id = rig_begin(j, rig_entry("x"));
        rig_end(j, id, rows[i].first, NULL);
        cr_expect_eq(rig_state(j, id), rows[i].first);
        cr_expect_eq(journal_end(j, id, &done, &err), rows[i].again, "row %zu", i);
        cr_expect_eq(rig_state(j, id), rows[i].again ? JOURNAL_DONE : rows[i].first);
    }
    cr_expect_not(journal_end(j, 999, &done, &err));
    cr_expect_eq(rig_verify(j).broken, 0);
    journal_free(j);
}

Test(store_journal, texts_have_bounds)
{
    static char long_text[JOURNAL_REQUEST_MAX + 2];
    struct arena *a = arena_new();
    struct journal *j = rig_journal();
    struct journal_entry e = rig_entry("x");
    int64_t id = 0, count;

    for (size_t i = 0; i + 2 < sizeof long_text; i += 2)
        memcpy(long_text + i, "\xc3\xa4", 2); /* so that a cut may fall into a character */
    e.title = long_text + 1;
    e.person = NULL;
    id = rig_begin(j, e);
    rig_end(j, id, JOURNAL_REFUSED, long_text);
    struct journal_entry got = rig_get(j, id, a);
    cr_expect(strlen(got.title) <= JOURNAL_TEXT_MAX && str_ends(got.title, "..."));
    cr_expect(strlen(got.outcome.answer) <= JOURNAL_ANSWER_MAX);
    cr_expect(utf8_valid(str_of(got.outcome.answer)));
    cr_expect(strlen(got.outcome.answer) > JOURNAL_ANSWER_MAX - 8);
    cr_expect_str_eq(got.person, "");

    long_text[sizeof long_text - 2] = 'x'; /* one more than a request may have */
    e = rig_entry("x");
    e.request = long_text;
    cr_expect_not(journal_begin(j, &e, &id, &err));
    cr_expect_eq(err.kind, ERR_LIMIT);
    cr_expect(str_starts(err.text, "nothing was sent"), "%s", err.text);
    cr_expect(err.advice[0] != '\0');
    cr_expect(journal_count(j, &(struct journal_query){0}, &count, &err) && count == 1);
    journal_free(j);
    arena_free(a);
}

/* ---- reading ---- */

struct seen {
    int64_t ids[64];
    size_t n, stop_after;
};

static bool see(void *ctx, const struct journal_entry *e)
{
    struct seen *s = ctx;
    s->ids[s->n++] = e->id;
    return s->n != s->stop_after;
}

Test(store_journal, reading_selects_and_pages)
{
    struct journal *j = rig_journal();
    int64_t id[6];
    for (int i = 0; i < 6; i++) {
        struct journal_entry e = rig_entry("x");
        e.plan = i < 3 ? "a" : "b";
        e.context = i % 2 == 0 ? "prod" : "lab";
        id[i] = rig_begin(j, e);
        rig_end(j, id[i], JOURNAL_DONE, NULL);
    }
    const struct {
        struct journal_query q;
        int n, which[6];
    } rows[] = {
        {{0}, 6, {5, 4, 3, 2, 1, 0}},
        {{.limit = 2}, 2, {5, 4}},
        {{.before_id = id[4], .limit = 2}, 2, {3, 2}},
        {{.before_id = id[0]}, 0, {0}},
        {{.plan = "a"}, 3, {2, 1, 0}},
        {{.plan = "b", .context = "lab"}, 2, {5, 3}},
        {{.plan = "c"}, 0, {0}},
        {{.since_ms = 1764000000000 + 4 * 2000}, 2, {5, 4}},
        {{.since_ms = 1764000000000 + 1, .before_id = id[3], .context = "prod"}, 1, {2}},
    };
    for (size_t r = 0; r < COUNT_OF(rows); r++) {
        struct seen s = {0};
        int64_t count;
        cr_assert(journal_read(j, &rows[r].q, see, &s, &err), "%s", err.text);
        cr_assert_eq((int)s.n, rows[r].n, "row %zu: %zu", r, s.n);
        for (size_t i = 0; i < s.n; i++)
            cr_expect_eq(s.ids[i], id[rows[r].which[i]], "row %zu", r);
        cr_assert(journal_count(j, &rows[r].q, &count, &err));
        cr_expect_eq(count, rows[r].n, "row %zu", r);
    }
    struct seen s = {.stop_after = 2};
    cr_assert(journal_read(j, &(struct journal_query){0}, see, &s, &err));
    cr_expect_eq(s.n, 2);
    journal_free(j);
}

static int64_t last_undoable(struct journal *j, const char *context)
{
    struct arena *a = arena_new();
    struct journal_entry e;
    cr_assert(journal_last_undoable(j, context, a, &e, &err), "%s", err.text);
    arena_free(a);
    return e.id;
}

Test(store_journal, the_last_that_can_be_undone)
{
    struct arena *a = arena_new();
    struct journal *j = rig_journal();
    cr_expect_eq(last_undoable(j, "prod"), 0);
    int64_t first = rig_begin(j, rig_entry("first"));
    cr_expect_eq(last_undoable(j, "prod"), 0, "it has not ended");
    rig_end(j, first, JOURNAL_DONE, NULL);
    int64_t second = rig_begin(j, rig_entry("second"));
    rig_end(j, second, JOURNAL_DONE, NULL);
    rig_end(j, rig_begin(j, rig_entry("refused")), JOURNAL_REFUSED, NULL);
    rig_end(j, rig_begin(j, rig_entry("unknown")), JOURNAL_UNKNOWN, NULL);
    struct journal_entry never = rig_entry("never");
    never.undo_operation = "";
    rig_end(j, rig_begin(j, never), JOURNAL_DONE, NULL);
    cr_expect_eq(last_undoable(j, "prod"), second);
    cr_expect_eq(last_undoable(j, "lab"), 0);

    struct journal_entry undo = rig_entry("undo");
    undo.undoes = second;
    int64_t refused = rig_begin(j, undo);
    rig_end(j, refused, JOURNAL_REFUSED, NULL);
    cr_expect_eq(last_undoable(j, "prod"), second, "it was not undone");
    int64_t by = rig_begin(j, undo);
    rig_end(j, by, JOURNAL_DONE, NULL);
    cr_expect_eq(rig_get(j, second, a).undone_by, by);
    cr_expect_eq(last_undoable(j, "prod"), first, "not the undo itself");
    cr_expect_eq(rig_verify(j).broken, 0);
    journal_free(j);
    arena_free(a);
}

Test(store_journal, lines_for_people)
{
    struct buf out = BUF_INIT(4096);
    struct journal *j = rig_journal();
    struct arena *a = arena_new();
    int64_t id = rig_begin(j, rig_entry("Suppress\n3 findings"));
    rig_end(j, id, JOURNAL_DONE, NULL);
    struct journal_entry e = rig_get(j, id, a);
    journal_put_text(&e, &out);
    cr_expect_str_eq(
        buf_text(&out),
        "2025-11-24T16:00:00Z DONE Suppress 3 findings\n"
        "  alice as root in prod, account 123456789012, eu-west-1, ticket SEC-4412\n"
        "  CreateAuditSuppression on cert 3f9a, request r-1\n"
        "  undo: DeleteAuditSuppression, works until it expires\n",
        "%s", buf_text(&out));
    struct journal_entry none = {.title = "x"};
    buf_reset(&out);
    journal_put_text(&none, &out);
    cr_expect_str_eq(buf_text(&out), "1970-01-01T00:00:00Z PENDING x\n");
    buf_free(&out);
    journal_free(j);
    arena_free(a);
}

Test(store_journal, a_list_has_its_columns)
{
    struct loop *loop = loop_new(&rig_clock.clock);
    struct source *s =
        source_new(&(struct source_options){.loop = loop, .spec = &journal_table});
    struct journal *j = rig_journal();
    char scratch[TABLE_SCRATCH];
    rig_begin(j, rig_entry("older"));
    rig_end(j, rig_begin(j, rig_entry("newer")), JOURNAL_DONE, NULL);
    journal_fill(j, s);
    cr_assert_eq(source_status(s).state, SOURCE_COMPLETE);
    const struct table *t = source_table(s);
    cr_assert_eq(table_rows(t), 2);
    static const struct {
        enum journal_column column;
        const char *texts[2];
    } rows[] = {
        {JOURNAL_COLUMN_TITLE, {"newer", "older"}},
        {JOURNAL_COLUMN_WHO, {"alice as root", "alice as root"}},
        {JOURNAL_COLUMN_STATE, {"DONE", "PENDING"}},
        {JOURNAL_COLUMN_UNDO, {"yes", "no"}},
        {JOURNAL_COLUMN_ID, {"2", "1"}},
        {JOURNAL_COLUMN_KIND, {"suppress", "suppress"}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (uint32_t r = 0; r < 2; r++)
            cr_expect(str_eq(table_text(t, r, (int)rows[i].column, scratch), rows[i].texts[r]),
                      "row %zu", i);
    journal_free(j);
    source_free(s);
    loop_free(loop);
}

/* ---- the chain ---- */

Test(store_journal, the_first_altered_event_is_named)
{
    static const struct {
        const char *sql;
        int64_t broken;
    } rows[] = {
        {"UPDATE event SET title='another' WHERE id=3", 3},
        {"UPDATE event SET ticket=NULL WHERE id=1", 1},
        {"UPDATE event SET person='alice as',context=' rootprod' WHERE id=3", 3},
        {"UPDATE event SET state='REFUSED' WHERE id=4", 4},
        {"UPDATE event SET status=500 WHERE id=2", 2},
        {"UPDATE event SET time_ms=time_ms+1 WHERE id=5", 5},
        {"UPDATE event SET hash=zeroblob(32) WHERE id=5", 5},
        {"UPDATE event SET hash=x'00' WHERE id=5", 5},
        {"DELETE FROM event WHERE id=3", 3},
        {"DELETE FROM event WHERE id=1", 1},
        {"DELETE FROM event WHERE id=3; UPDATE event SET id=id-1 WHERE id>3", 3},
        {"UPDATE event SET id=100 WHERE id=4; UPDATE event SET id=4 WHERE id=5;"
         "UPDATE event SET id=5 WHERE id=100",
         4},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        (void)unlink(rig_path);
        struct journal *j = rig_journal();
        for (int n = 0; n < 3; n++)
            rig_end(j, rig_begin(j, rig_entry("x")), JOURNAL_DONE, "{}");
        cr_assert_eq(rig_verify(j).broken, 0);
        cr_assert_eq(rig_verify(j).events, 6);
        journal_free(j);
        tamper(rows[i].sql);
        j = rig_journal();
        struct journal_verdict v = rig_verify(j);
        cr_expect_eq(v.broken, rows[i].broken, "%s: %lld, %s", rows[i].sql, (long long)v.broken,
                     v.why);
        cr_expect(v.why[0] != '\0');
        cr_expect_eq(v.events, rows[i].broken - 1);
        journal_free(j);
    }
}

/* An event that is right in itself, from a journal that was the same up to there. */
Test(store_journal, an_event_of_another_journal_breaks_what_follows)
{
    char *own = rig_path, *other = mem_printf("%s/other.db", rig_folder);
    for (int which = 0; which < 2; which++) {
        rig_path = which == 0 ? own : other;
        fake_clock_init(&rig_clock, 1764000000000);
        struct journal *j = rig_journal();
        rig_end(j, rig_begin(j, rig_entry("x")), JOURNAL_DONE, "{}");
        rig_end(j, rig_begin(j, rig_entry(which == 0 ? "x" : "y")), JOURNAL_DONE, "{}");
        cr_assert_eq(rig_verify(j).broken, 0);
        journal_free(j);
    }
    rig_path = own;
    char *sql = mem_printf("ATTACH '%s' AS o;"
                           "REPLACE INTO main.event SELECT * FROM o.event WHERE id=3",
                           other);
    tamper(sql);
    struct journal *j = rig_journal();
    cr_expect_eq(rig_verify(j).broken, 4);
    journal_free(j);
    free(sql);
    free(other);
}

Test(store_journal, events_cannot_be_changed_by_accident)
{
    static const char *const sql[] = {"UPDATE event SET title='x'", "DELETE FROM event"};
    struct journal *j = rig_journal();
    rig_end(j, rig_begin(j, rig_entry("x")), JOURNAL_DONE, NULL);
    sqlite3 *db;
    cr_assert_eq(sqlite3_open(rig_path, &db), SQLITE_OK);
    for (size_t i = 0; i < COUNT_OF(sql); i++)
        cr_expect_eq(sqlite3_exec(db, sql[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
    sqlite3_close(db);
    journal_free(j);
}

Test(store_journal, the_head_moves_with_every_event)
{
    struct journal *j = rig_journal(), *other = rig_journal();
    struct journal_head before, after;
    cr_assert(journal_head(other, &before, &err));
    cr_expect_eq(before.event, 0);
    cr_expect_str_eq(before.hash, "");
    int64_t id = rig_begin(j, rig_entry("x"));
    cr_assert(journal_head(other, &before, &err));
    cr_expect_eq(before.event, 1);
    rig_end(j, id, JOURNAL_DONE, NULL);
    cr_assert(journal_head(other, &after, &err));
    cr_expect_eq(after.event, 2);
    cr_expect_str_neq(after.hash, before.hash);
    cr_expect_str_eq(after.hash, rig_verify(j).head.hash);
    journal_free(j);
    journal_free(other);
}
