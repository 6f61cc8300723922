#include "views/suppress_fields.h"

#include <string.h>

#include "client/base/i18n.h"
#include "client/base/utf8.h"
#include "client/net/gate.h"
#include "client/store/plan_suppress.h"
#include "client/store/suppression_note.h"

enum {
    SHORTEST_MINUTES = 60, /* below it an audit hardly notices */
    SENT_MAX = 8192,
};

enum when_state suppress_read_end(const struct suppress_rules *r, const char *text,
                                  struct when *out, struct err *err)
{
    const struct when_limits limits = {.min = WHEN_MINUTES(SHORTEST_MINUTES),
                                       .max = r->guards->suppress_max};

    return when_parse(str_of(text), r->now_ms, r->zone, &limits, out, err);
}

static bool is_indefinite(const struct suppress_rules *r, const struct form *f)
{
    const char *duration = form_value(f, "duration");
    struct when end;
    struct err err;

    return duration != NULL && suppress_read_end(r, duration, &end, &err) == WHEN_OK &&
           end.indefinite;
}

typedef void field_check_fn(const struct suppress_rules *r, const struct form *f,
                            const char *text, struct form_verdict *v);

static void check_duration(const struct suppress_rules *r, const struct form *f,
                           const char *text, struct form_verdict *v)
{
    const bool left = r->is_reviewing || strcmp(form_focus_name(f), "duration") != 0;
    struct when end;
    struct err err = {0};
    enum when_state state = suppress_read_end(r, text, &end, &err);

    if (state == WHEN_WRONG || (state == WHEN_INCOMPLETE && left))
        buf_puts(v->error, *text == '\0' ? _("how long?") : err.text);
}

static void check_again(const struct suppress_rules *r, const struct form *f, const char *text,
                        struct form_verdict *v)
{
    const size_t n = strlen(text);

    if (!is_indefinite(r, f))
        return;
    if (n > strlen(SUPPRESS_INDEF) || strncmp(text, SUPPRESS_INDEF, n) != 0 ||
        (r->is_reviewing && n < strlen(SUPPRESS_INDEF)))
        buf_printf(v->error, _("it never ends by itself: type %s again"), SUPPRESS_INDEF);
}

static void check_ticket(const struct suppress_rules *r, const struct form *f, const char *text,
                         struct form_verdict *v)
{
    const struct guards *g = r->guards;
    const bool wanted = g->ticket || is_indefinite(r, f);

    if (*text == '\0') {
        if (wanted && r->is_reviewing)
            buf_printf(v->error, _("%s asks for a ticket"),
                       g->ticket ? r->context : SUPPRESS_INDEF);
        return;
    }
    for (const char *p = text; *p != '\0'; p++)
        if (*p <= ' ' || *p >= 0x7f || *p == '[' || *p == ']') {
            buf_puts(v->error, _("a ticket has no blanks or brackets, only ASCII"));
            return;
        }
    if (strlen(text) >= GATE_TICKET_MAX)
        buf_printf(v->error, _("at most %d characters"), GATE_TICKET_MAX - 1);
    else if (g->ticket_prefix != NULL && !str_starts(text, g->ticket_prefix) &&
             (r->is_reviewing || !str_starts(g->ticket_prefix, text)))
        buf_printf(v->error, _("tickets begin with %s"), g->ticket_prefix);
}

static void check_reason(const struct suppress_rules *r, const struct form *f, const char *text,
                         struct form_verdict *v)
{
    const struct suppress_ask ask = {.ticket = form_value(f, "ticket"),
                                     .reason = text,
                                     .by = r->by,
                                     .now_ms = r->now_ms,
                                     .zone = r->zone};
    struct buf sent = BUF_INIT(SENT_MAX);

    if (str_trim(str_of(text)).n == 0 && r->is_reviewing)
        buf_puts(v->error, _("why? whoever finds it in three months wants to know"));
    suppression_text_check(str_of(text), v->error);
    plan_suppress_description(&ask, &sent);
    size_t n = utf8_count((struct str){buf_text(&sent), sent.len});

    if (v->error->len == 0 && (sent.full || n > SUPPRESSION_DESCRIPTION_MAX))
        buf_printf(v->error, _("%zu characters too many"), n - SUPPRESSION_DESCRIPTION_MAX);
    buf_free(&sent);
}

void suppress_check(const struct suppress_rules *r, const struct form *f, const char *name,
                    struct form_verdict *v)
{
    static const struct {
        const char *name;
        field_check_fn *check;
    } fields[] = {
        {"duration", check_duration},
        {"again", check_again},
        {"ticket", check_ticket},
        {"reason", check_reason},
    };

    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (strcmp(fields[i].name, name) == 0)
            fields[i].check(r, f, form_value(f, name), v);
}
