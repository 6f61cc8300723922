/* The blast radius as lines of text and as JSON. */
#include <inttypes.h>

#include "client/api/resource.h"
#include "client/base/safe.h"
#include "client/store/blast_inside.h"

enum {
    GROUPS_SHOWN = 20,     /* in text and files: the long tail is no news */
    NAME_BYTES_MAX = 4096, /* longer than any key */
};

static const char *const effect_words[BLAST_EFFECTS] = {
    [BLAST_NONE] = "NONE",
    [BLAST_DEACTIVATE_CERTIFICATE] = "DEACTIVATE_CERTIFICATE",
    [BLAST_DEACTIVATE_CA] = "DEACTIVATE_CA",
    [BLAST_BLANK_POLICY] = "BLANK_POLICY",
    [BLAST_JOIN_GROUP] = "JOIN_GROUP",
    [BLAST_LOGGING] = "LOGGING",
};

/* ---- text ---- */

static void put_share(int pm, const struct blast_number *whole, struct buf *out)
{
    if (pm >= 0)
        buf_printf(out, "%s%d.%d%%", whole->sure == BLAST_AT_LEAST ? "at most " : "", pm / 10,
                   pm % 10);
}

static void put_part(const char *label, const struct blast_number *n, struct buf *out)
{
    if (n->sure == BLAST_NOT_APPLICABLE)
        return;
    buf_puts(out, "  ");
    blast_number_text(n, out);
    buf_printf(out, " %s", label);
    if (n->sure == BLAST_AT_LEAST && n->unknown > 0)
        buf_printf(out, " (unknown for %" PRId64 ")", n->unknown);
}

static void put_totals(const struct blast_totals *t, struct buf *out)
{
    buf_printf(out, "%zu target%s", t->targets, t->targets == 1 ? "" : "s");
    if (t->idle > 0)
        buf_printf(out, ", %zu of them unchanged", t->idle);
    put_part("things", &t->things, out);
    put_part("online", &t->online, out);
    put_part("with a second active certificate", &t->second, out);
    buf_putc(out, '\n');
    if (t->share_pm >= 0) {
        buf_puts(out, "fleet     ");
        put_share(t->share_pm, &t->fleet, out);
        buf_puts(out, " of ");
        blast_number_text(&t->fleet, out);
        buf_puts(out, " things\n");
    }
}

/* Client ids are what devices call themselves. */
static void put_key(const char *key, struct buf *out)
{
    struct buf text = BUF_INIT(NAME_BYTES_MAX);
    resource_key_text(key, &text);
    safe_text(out, (struct str){buf_text(&text), text.len});
    buf_free(&text);
}

static void put_target(const struct blast_target *t, struct buf *out)
{
    buf_puts(out, "target    ");
    put_key(t->key, out);
    buf_puts(out, t->status[0] != '\0' ? "  " : "");
    safe_text(out, str_of(t->status));
    if (t->idle)
        buf_puts(out, "  unchanged");
    put_part("things", &t->things, out);
    put_part("online", &t->online, out);
    put_part("second", &t->second, out);
    put_part("certificates", &t->certificates, out);
    put_part("groups", &t->groups, out);
    buf_putc(out, '\n');
}

static size_t top_groups(struct blast *b, struct blast_group *out, size_t *all)
{
    *all = blast_groups(b, out, GROUPS_SHOWN);
    return *all < GROUPS_SHOWN ? *all : GROUPS_SHOWN;
}

static void put_groups(struct blast *b, struct buf *out)
{
    struct blast_group groups[GROUPS_SHOWN];
    size_t all, n = top_groups(b, groups, &all);
    for (size_t i = 0; i < n; i++) {
        buf_puts(out, "group     ");
        safe_text(out, str_of(groups[i].name));
        buf_printf(out, "  %" PRId64 " things  ", groups[i].things);
        put_share(groups[i].share_pm, &groups[i].size, out);
        buf_puts(out, groups[i].share_pm >= 0 ? " of it\n" : "\n");
    }
    if (all > n)
        buf_printf(out, "group     and %zu more\n", all - n);
}

void blast_text(struct blast *b, struct buf *out)
{
    struct blast_totals totals = blast_totals(b);
    put_totals(&totals, out);
    for (size_t i = 0; i < b->n_targets; i++) {
        struct blast_target t = blast_target(b, i);
        put_target(&t, out);
    }
    put_groups(b, out);
    for (size_t i = 0; i < b->n_sentences; i++) {
        buf_puts(out, "unknown   ");
        safe_text(out, str_of(b->sentences[i]));
        buf_putc(out, '\n');
    }
    buf_puts(out, "computed  ");
    time_iso8601(out, b->computed_ms);
    buf_printf(out, " from %d calls%s\n", b->calls, blast_done(b) ? "" : ", still asking");
}

/* ---- JSON ---- */

static void write_number(struct json_writer *w, const char *name, const struct blast_number *n)
{
    static const char *const words[] = {[BLAST_NOT_APPLICABLE] = "notApplicable",
                                        [BLAST_KNOWN] = "known",
                                        [BLAST_AT_LEAST] = "atLeast",
                                        [BLAST_UNKNOWN] = "unknown",
                                        [BLAST_DENIED] = "denied",
                                        [BLAST_LOADING] = "loading"};
    json_key(w, name);
    json_open(w, '{');
    json_key(w, "n");
    json_put_int(w, n->n);
    json_key(w, "sure");
    json_put_string(w, str_of(words[n->sure]));
    if (n->unknown > 0) {
        json_key(w, "unknown");
        json_put_int(w, n->unknown);
    }
    json_close(w, '}');
}

static void write_text(struct json_writer *w, const char *name, const char *text)
{
    json_key(w, name);
    json_put_string(w, str_of(text));
}

static void write_share(struct json_writer *w, int pm)
{
    if (pm < 0)
        return;
    json_key(w, "sharePerMille");
    json_put_int(w, pm);
}

static void write_targets(struct blast *b, struct json_writer *w)
{
    json_key(w, "targets");
    json_open(w, '[');
    for (size_t i = 0; i < b->n_targets; i++) {
        struct blast_target t = blast_target(b, i);
        json_open(w, '{');
        write_text(w, "key", t.key);
        write_text(w, "effect", effect_words[t.effect]);
        write_text(w, "status", t.status);
        json_key(w, "unchanged");
        json_put_bool(w, t.idle);
        write_number(w, "things", &t.things);
        write_number(w, "online", &t.online);
        write_number(w, "second", &t.second);
        write_number(w, "certificates", &t.certificates);
        write_number(w, "groups", &t.groups);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void write_groups(struct blast *b, struct json_writer *w)
{
    struct blast_group groups[GROUPS_SHOWN];
    size_t all, n = top_groups(b, groups, &all);
    json_key(w, "byGroup");
    json_open(w, '[');
    for (size_t i = 0; i < n; i++) {
        json_open(w, '{');
        write_text(w, "group", groups[i].name);
        json_key(w, "things");
        json_put_int(w, groups[i].things);
        write_number(w, "size", &groups[i].size);
        write_share(w, groups[i].share_pm);
        json_close(w, '}');
    }
    json_close(w, ']');
    json_key(w, "groups");
    json_put_int(w, (int64_t)all);
}

void blast_write(struct blast *b, struct json_writer *w)
{
    struct blast_totals t = blast_totals(b);
    json_open(w, '{');
    json_key(w, "computedMs");
    json_put_int(w, b->computed_ms);
    json_key(w, "calls");
    json_put_int(w, b->calls);
    json_key(w, "complete");
    json_put_bool(w, blast_done(b) && !b->stopped);
    write_number(w, "things", &t.things);
    write_number(w, "online", &t.online);
    write_number(w, "second", &t.second);
    write_number(w, "fleet", &t.fleet);
    write_share(w, t.share_pm);
    write_groups(b, w);
    write_targets(b, w);
    json_key(w, "unknown");
    json_open(w, '[');
    for (size_t i = 0; i < b->n_sentences; i++)
        json_put_string(w, str_of(b->sentences[i]));
    json_close(w, ']');
    json_close(w, '}');
}
