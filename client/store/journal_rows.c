/* An entry for people: its record, its columns, the rows of a list, a few lines of text. */
#include <stddef.h>
#include <stdlib.h>

#include "client/base/i18n.h"
#include "client/store/journal_inside.h"

#define ENTRY(member) offsetof(struct journal_entry, member)

const struct journal_text journal_texts[JOURNAL_TEXTS] = {
    {"person", ENTRY(person), JOURNAL_TEXT_MAX, true},
    {"context", ENTRY(context), JOURNAL_TEXT_MAX, false},
    {"account", ENTRY(account), JOURNAL_TEXT_MAX, false},
    {"region", ENTRY(region), JOURNAL_TEXT_MAX, false},
    {"ticket", ENTRY(ticket), JOURNAL_TEXT_MAX, true},
    {"plan", ENTRY(plan), JOURNAL_TEXT_MAX, false},
    {"title", ENTRY(title), JOURNAL_TEXT_MAX, true},
    {"kind", ENTRY(kind), JOURNAL_TEXT_MAX, true},
    {"target", ENTRY(target), JOURNAL_TEXT_MAX, true},
    {"operation", ENTRY(operation), JOURNAL_TEXT_MAX, false},
    {"request", ENTRY(request), JOURNAL_REQUEST_MAX, false},
    {"token", ENTRY(token), JOURNAL_TEXT_MAX, false},
    {"undoOperation", ENTRY(undo_operation), JOURNAL_TEXT_MAX, false},
    {"undoRequest", ENTRY(undo_request), JOURNAL_REQUEST_MAX, false},
    {"undoNote", ENTRY(undo_note), JOURNAL_TEXT_MAX, true},
};

const char *const *journal_text_at(const struct journal_entry *e, int i)
{
    return (const char *const *)(const void *)((const char *)e + journal_texts[i].offset);
}

const char **journal_text_place(struct journal_entry *e, int i)
{
    return (const char **)(void *)((char *)e + journal_texts[i].offset);
}

#define TEXT(n, member)                                               \
    {                                                                 \
        .name = n, .is = {.type = FIELD_STR}, .offset = ENTRY(member) \
    }
#define TIME(n, member)                                                \
    {                                                                  \
        .name = n, .is = {.type = FIELD_TIME}, .offset = ENTRY(member) \
    }
static const struct field fields[] = {
    TIME("time", time),
    TEXT("person", person),
    TEXT("context", context),
    TEXT("account", account),
    TEXT("region", region),
    TEXT("ticket", ticket),
    TEXT("plan", plan),
    TEXT("title", title),
    TEXT("kind", kind),
    TEXT("target", target),
    TEXT("operation", operation),
    TEXT("request", request),
    TEXT("token", token),
    TEXT("undoOperation", undo_operation),
    TEXT("undoRequest", undo_request),
    TEXT("undoNote", undo_note),
    TEXT("answer", outcome.answer),
    TEXT("requestId", outcome.request_id),
    TIME("ended", outcome.ended),
};
const struct record journal_entry_record = {"JournalEntry", sizeof(struct journal_entry),
                                            fields, COUNT_OF(fields)};

/* ---- columns ---- */

static bool state_text(const void *record, struct buf *out)
{
    const struct journal_entry *e = record;

    buf_puts(out, journal_state_name(e->outcome.state));
    return true;
}

/* What somebody has to look after comes first. As journal_state_name() has them. */
static const char *const state_order[] = {"unknown", "pending", "refused", "done", NULL};

static bool undo_text(const void *record, struct buf *out)
{
    const struct journal_entry *e = record;

    buf_puts(out, e->undone_by != 0 ? "undone" : journal_can_undo(e) ? "yes" : "no");
    return true;
}

static bool id_text(const void *record, struct buf *out)
{
    const struct journal_entry *e = record;

    buf_printf(out, "%lld", (long long)e->id);
    return true;
}

static const struct column columns[JOURNAL_COLUMNS] = {
    [JOURNAL_COLUMN_TIME] = {.name = "time", .path = "time", .kind = COLUMN_TIME},
    [JOURNAL_COLUMN_WHO] = {.name = "who", .path = "person", .kind = COLUMN_NAME},
    [JOURNAL_COLUMN_CONTEXT] = {.name = "context", .path = "context", .kind = COLUMN_NAME},
    [JOURNAL_COLUMN_KIND] = {.name = "kind", .path = "kind", .kind = COLUMN_NAME},
    [JOURNAL_COLUMN_TITLE] = {.name = "title", .path = "title", .kind = COLUMN_TEXT},
    [JOURNAL_COLUMN_TARGET] = {.name = "target", .path = "target", .kind = COLUMN_TEXT},
    [JOURNAL_COLUMN_OPERATION] = {.name = "operation",
                                  .path = "operation",
                                  .kind = COLUMN_NAME},
    [JOURNAL_COLUMN_STATE] = {.name = "state",
                              .kind = COLUMN_RANK,
                              .text = state_text,
                              .order = state_order},
    [JOURNAL_COLUMN_UNDO] = {.name = "undo", .kind = COLUMN_NAME, .text = undo_text},
    [JOURNAL_COLUMN_TICKET] = {.name = "ticket", .path = "ticket", .kind = COLUMN_TEXT},
    [JOURNAL_COLUMN_PLAN] = {.name = "plan",
                             .path = "plan",
                             .kind = COLUMN_TEXT,
                             .hidden = true},
    [JOURNAL_COLUMN_ID] = {.name = "id", .kind = COLUMN_TEXT, .hidden = true, .text = id_text},
};
const struct table_spec journal_table = {"journal", &journal_entry_record, columns,
                                         JOURNAL_COLUMNS, JOURNAL_COLUMN_ID};

struct filling {
    struct source *source;
    uint32_t rows;
    bool cut;
};

static bool fill_row(void *ctx, const struct journal_entry *entry)
{
    struct filling *f = ctx;

    f->cut = f->rows == JOURNAL_FILL_MAX || !source_row(f->source, entry);
    f->rows++;
    return !f->cut;
}

void journal_fill(struct journal *j, struct source *s)
{
    struct filling f = {.source = s};
    struct err err;
    bool ok = journal_open(j, &err);

    if (ok)
        journal_recover(j); /* of consoles that ended since */
    source_begin(s);
    ok = ok && journal_read(j, &(struct journal_query){0}, fill_row, &f, &err);
    source_end(s, ok && !f.cut ? SOURCE_END_COMPLETE : SOURCE_END_STOPPED, ok ? NULL : &err);
}

/* ---- lines ---- */

/* On one line: whatever would end it is a blank. */
static void put_line(struct buf *out, const char *text)
{
    for (; *text != '\0'; text++)
        buf_putc(out, (unsigned char)*text < ' ' ? ' ' : *text);
}

static void put_part(struct buf *out, const char *before, const char *text, const char *after)
{
    if (text == NULL || text[0] == '\0')
        return;
    buf_puts(out, before);
    put_line(out, text);
    buf_puts(out, after);
}

static void put_undo(struct buf *out, const struct journal_entry *e)
{
    if (e->undone_by != 0) {
        buf_printf(out, _("  undone by entry %lld\n"), (long long)e->undone_by);
    } else if (journal_can_undo(e)) {
        put_part(out, _("  undo: "), e->undo_operation, "");
        put_part(out, ", ", e->undo_note, "");
        buf_putc(out, '\n');
    } else if (e->outcome.state == JOURNAL_DONE && e->undoes == 0) {
        put_part(out, _("  cannot be undone: "), e->undo_note, "\n");
    }
}

void journal_put_text(const struct journal_entry *e, struct buf *out)
{
    time_iso8601(out, e->time.ms);
    buf_printf(out, " %s ", journal_state_name(e->outcome.state));
    put_part(out, "", e->title, "");
    put_part(out, "\n  ", e->person, "");
    put_part(out, " in ", e->context, "");
    put_part(out, _(", account "), e->account, "");
    put_part(out, ", ", e->region, "");
    put_part(out, _(", ticket "), e->ticket, "");
    put_part(out, "\n  ", e->operation, "");
    put_part(out, " on ", e->target, "");
    put_part(out, _(", request "), e->outcome.request_id, "");
    buf_putc(out, '\n');
    if (e->outcome.state != JOURNAL_DONE)
        put_part(out, _("  answer: "), e->outcome.answer, "\n");
    put_undo(out, e);
}
