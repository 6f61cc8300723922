/* One finding: everything known about it, the device behind it, and how to fix it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/audit_mitigation.h"
#include "client/api/certificates.h"
#include "client/api/resource.h"
#include "client/api/suppressions.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/about.h"
#include "views/audit_progress.h"
#include "views/chosen.h"
#include "views/pane_search.h"
#include "views/refill.h"
#include "views/resource.h"
#include "views/screens.h"
#include "views/severity_cell.h"

enum { RELATED_SHOWN = 200, CLI_MAX = 16 * 1024 };

struct finding {
    struct detail pane; /* first: DETAIL_CALLS */
    struct app *app;
    char *id; /* owned */
    struct answer *itself, *related;
    struct about *about; /* of its resource; NULL: not known yet, or nothing more to know */
    bool stale, asked;
};

static const struct audit_finding *record(const struct finding *f)
{
    const struct describe_audit_finding_output *out = answer_output(f->itself, 0);
    return out != NULL ? out->finding : NULL;
}

static const struct resource_identifier *identifier(const struct audit_finding *a)
{
    return a->non_compliant_resource != NULL ? a->non_compliant_resource->resource_identifier
                                             : NULL;
}

static void on_about(void *ctx)
{
    struct finding *f = ctx;
    f->stale = true;
    app_redraw(f->app);
}

/* The resource is known: ask about the device behind it. */
static void start_about(struct finding *f, const struct audit_finding *a)
{
    struct buf view = BUF_INIT(2048);
    if (resource_view(identifier(a), &view)) {
        struct str id, word = str_cut(str_of(buf_text(&view)), ' ', &id);
        char name[32] = "";
        if (word.n < sizeof name)
            memcpy(name, word.p, word.n);
        const struct about_spec *spec = about_find(name);
        if (spec != NULL)
            f->about = about_new(f->app, spec, id.p, on_about, f);
    }
    buf_free(&view);
}

static void on_answer(void *ctx)
{
    struct finding *f = ctx;
    const struct audit_finding *a = record(f);
    if (a != NULL && f->about == NULL)
        start_about(f, a);
    if (f->about != NULL)
        about_ask(f->about);
    on_about(f);
}

static void ask(struct finding *f)
{
    struct describe_audit_finding_input in = {.finding_id = f->id};
    struct list_related_resources_for_audit_finding_input related = {.finding_id = f->id};
    answer_ask(f->itself, app_client(f->app), &op_describe_audit_finding, &in);
    answer_ask(f->related, app_client(f->app), &op_list_related_resources_for_audit_finding,
               &related);
    f->asked = app_client(f->app) != NULL;
}

static void *open_finding(struct app *app, const char *argument, struct err *err)
{
    if (*argument == '\0') {
        err_set(err, ERR_USAGE, "which finding? finding ID");
        err_advise(err, ":findings lists them");
        return NULL;
    }
    struct finding *f = mem_alloc(1, sizeof *f);
    f->app = app;
    f->id = mem_strdup(argument);
    f->itself = answer_new(loop_clock(app_loop(app)), on_answer, f);
    f->related = answer_new(loop_clock(app_loop(app)), on_about, f);
    f->stale = true;
    detail_init(&f->pane);
    f->pane.focused = true;
    return f;
}

static void close_finding(void *state)
{
    struct finding *f = state;
    answer_free(f->itself);
    answer_free(f->related);
    about_free(f->about);
    detail_free(&f->pane);
    free(f->id);
    free(f);
}

static void shown(void *state)
{
    struct finding *f = state;
    if (!f->asked)
        ask(f);
    if (f->about != NULL)
        about_ask(f->about);
}

static void refresh(void *state)
{
    struct finding *f = state;
    ask(f);
    if (f->about != NULL)
        about_refresh(f->about);
}

/* ---- the pane ---- */

static bool is_moment(const char *key)
{
    size_t n = strlen(key);
    return n > 5 && strcmp(key + n - 5, "_TIME") == 0;
}

static const char *info_label(const char *key)
{
    static const char *const labels[][2] = {
        {"CONNECTION_TIME", N_("connected")},
        {"DISCONNECTION_TIME", N_("disconnected")},
        {"EXPIRATION_TIME", N_("expires")},
    };
    for (size_t i = 0; i < COUNT_OF(labels); i++)
        if (strcmp(labels[i][0], key) == 0)
            return labels[i][1];
    return key;
}

/* Times travel as milliseconds in text. */
static void put_info(struct detail *d, const struct list *info)
{
    const struct map_entry *e = info->items;
    for (size_t i = 0; i < info->n; i++) {
        const char *value;
        int64_t ms;
        struct buf text = BUF_INIT(4096);
        memcpy(&value, e[i].value, sizeof value);
        if (value != NULL && is_moment(e[i].key) &&
            str_to_int(str_of(value), 0, INT64_C(253402300799999), &ms))
            time_text((struct opt_time){ms, true}, &text);
        else
            buf_puts(&text, value != NULL ? value : "-");
        detail_field(d, info_label(e[i].key), STYLE_TEXT, buf_text(&text));
        buf_free(&text);
    }
}

static void put_resource(struct detail *d, const char *label,
                         const struct resource_identifier *r)
{
    struct buf text = BUF_INIT(4096), view = BUF_INIT(4096);
    bool known = resource_text(r, &text);
    if (known && resource_view(r, &view))
        detail_link(d, label, buf_text(&text), buf_text(&view));
    else
        detail_field(d, label, known ? STYLE_TEXT : STYLE_DIM, known ? buf_text(&text) : "-");
    buf_free(&text);
    buf_free(&view);
}

static void put_head(const struct finding *f, const struct audit_finding *a, struct detail *d)
{
    enum severity severity = severity_of(a->severity);
    struct buf text = BUF_INIT(128);
    detail_heading(d, a->check_name != NULL ? check_title(a->check_name) : "Finding");
    detail_field(d, "severity", severity_style(severity),
                 a->severity != NULL ? a->severity : "-");
    about_field(d, "check", a->check_name);
    put_resource(d, resource_word(resource_kind(identifier(a))), identifier(a));
    if (a->reason_for_non_compliance != NULL)
        detail_field(d, "reason", STYLE_STRONG, a->reason_for_non_compliance);
    about_field(d, "reason code", a->reason_for_non_compliance_code);
    time_text(a->finding_time, &text);
    detail_field(d, "found", STYLE_TEXT, buf_text(&text));
    if (a->task_id != NULL) {
        struct buf view = BUF_INIT(256), run = BUF_INIT(256);
        buf_printf(&view, "report %s", a->task_id);
        buf_printf(&run, _("%s, started "), a->task_id);
        time_text(a->task_start_time, &run);
        detail_link(d, "audit", buf_text(&run), buf_text(&view));
        buf_free(&view);
        buf_free(&run);
    }
    bool suppressed = a->is_suppressed.set && a->is_suppressed.value;
    detail_field(d, "suppressed", suppressed ? STYLE_WARN : STYLE_TEXT,
                 suppressed ? _("yes: not counted, and mitigation actions skip it") : _("no"));
    detail_field(d, "finding", STYLE_DIM, f->id);
    if (a->non_compliant_resource != NULL)
        put_info(d, &a->non_compliant_resource->additional_info);
    buf_free(&text);
}

static void put_related(const struct finding *f, struct detail *d)
{
    size_t n = answer_items(f->related), shown_now = n < RELATED_SHOWN ? n : RELATED_SHOWN;
    char heading[64];
    const struct related_resource *r;
    snprintf(heading, sizeof heading, _("Related resources: %zu%s"), n,
             answer_cut(f->related) ? _(" and more") : "");
    detail_blank(d);
    detail_heading(d, heading);
    for (size_t i = 0; i < shown_now; i++) {
        r = answer_item(f->related, i);
        put_resource(d, resource_word(resource_kind(r->resource_identifier)),
                     r->resource_identifier);
        put_info(d, &r->additional_info);
    }
    if (n > shown_now)
        detail_fieldf(d, "", STYLE_DIM, _("and %zu more"), n - shown_now);
}

static void put_related_state(const struct finding *f, struct detail *d)
{
    const struct err *err = answer_err(f->related);
    if (answer_state(f->related) == ANSWER_READY) {
        if (answer_items(f->related) > 0)
            put_related(f, d);
        return;
    }
    detail_blank(d);
    detail_heading(d, "Related resources");
    if (err->kind == ERR_NONE)
        detail_text(d, STYLE_RUNNING, "..");
    else
        detail_text(d, err->kind == ERR_DENIED ? STYLE_WARN : STYLE_ERROR, err->text);
}

static void put_fix(const struct audit_finding *a, struct detail *d)
{
    const struct check *c = a->check_name != NULL ? check_find(a->check_name) : NULL;
    detail_blank(d);
    detail_heading(d, "How to fix it");
    if (c == NULL) {
        detail_text(
            d, STYLE_DIM,
            _("This check is newer than this program; the developer guide describes it."));
        return;
    }
    detail_text(d, STYLE_DIM, i18n_text(c->looks_at));
    for (size_t i = 0; c->fix[i] != NULL; i++) {
        char label[16];
        snprintf(label, sizeof label, "%zu", i + 1);
        detail_field(d, label, STYLE_TEXT, i18n_text(c->fix[i]));
    }
}

static void put_command(const struct operation *op, const void *input, struct detail *d)
{
    struct buf text = BUF_INIT(CLI_MAX);
    operation_aws_cli(op, input, &text);
    struct str rest = {buf_text(&text), text.len};
    while (rest.n > 0) {
        struct str line = str_cut(rest, '\n', &rest);
        struct buf z = BUF_INIT(CLI_MAX);
        buf_put(&z, line.p, line.n);
        detail_code(d, STYLE_TEXT, buf_text(&z));
        buf_free(&z);
    }
    buf_free(&text);
}

static void put_commands(const struct finding *f, const struct audit_finding *a,
                         struct detail *d)
{
    struct describe_audit_finding_input in = {.finding_id = f->id};
    const struct resource_identifier *r = identifier(a);
    detail_blank(d);
    detail_heading(d, "The same without picket");
    put_command(&op_describe_audit_finding, &in, d);
    if (resource_kind(r) == RESOURCE_CERTIFICATE && r->device_certificate_id != NULL) {
        struct update_certificate_input off = {.certificate_id = r->device_certificate_id,
                                               .new_status = "INACTIVE"};
        detail_blank(d);
        detail_text(d, STYLE_DIM, _("Stops every device that uses this certificate:"));
        put_command(&op_update_certificate, &off, d);
    }
}

static void fill_unknown(const struct finding *f, struct detail *d)
{
    const struct err *err = answer_err(f->itself);
    detail_heading(d, "Finding");
    detail_field(d, "finding", STYLE_TEXT, f->id);
    if (err->kind == ERR_NONE) {
        detail_text(d, STYLE_RUNNING, _("loading .."));
        return;
    }
    detail_text(d, STYLE_ERROR, err->text);
    if (err->advice[0] != '\0')
        detail_text(d, STYLE_DIM, err->advice);
    if (err->status == 404)
        detail_text(d, STYLE_DIM, _("Findings are kept for 90 days."));
}

static void fill(void *ctx, struct detail *d)
{
    const struct finding *f = ctx;
    const struct audit_finding *a = record(f);
    if (a == NULL) {
        fill_unknown(f, d);
        return;
    }
    put_head(f, a, d);
    if (f->about != NULL) {
        detail_blank(d);
        f->about->spec->fill(f->about, d);
    }
    put_related_state(f, d);
    put_fix(a, d);
    put_commands(f, a, d);
}

static void follow(struct finding *f)
{
    if (f->stale)
        refill(&f->pane, fill, f);
    f->stale = false;
}

static void draw(void *state, struct surface *body)
{
    struct finding *f = state;
    follow(f);
    detail_draw(&f->pane, body);
}

static void open_on_this(struct finding *f, const char *screen)
{
    const struct audit_finding *a = record(f);
    struct buf key = BUF_INIT(8192);
    struct frozen *set = frozen_new(app_now_ms(f->app));

    if (a != NULL && a->check_name != NULL && resource_key(identifier(a), &key) &&
        frozen_add(set, &(struct frozen_finding){
                            .finding = f->id,
                            .check = a->check_name,
                            .key = buf_text(&key),
                            .severity = a->severity,
                            .task = a->task_id,
                            .suppressed = a->is_suppressed.set && a->is_suppressed.value,
                        })) {
        chosen_open(f->app, screen, set);
    } else {
        frozen_free(set);
        app_message(f->app, MESSAGE_WARN, "what this finding is about is not known");
    }
    buf_free(&key);
}

static const char *why_not(const void *state, const char *action)
{
    static const struct app_change_key keys[] = {
        {"finding.suppress", &op_create_audit_suppression},
        {"finding.mitigate", &op_start_audit_mitigation_actions_task},
    };
    const struct finding *s = state;

    return app_why_not_key(s->app, action, keys, COUNT_OF(keys));
}

static bool act(void *state, const char *action)
{
    struct finding *f = state;
    follow(f);
    app_redraw(f->app);
    if (strcmp(action, "finding.suppress") == 0)
        return open_on_this(f, "suppress"), true;
    if (strcmp(action, "finding.mitigate") == 0)
        return open_on_this(f, "mitigate"), true;
    if (strcmp(action, "finding.open") != 0)
        return detail_do(&f->pane, action);
    const char *target = detail_target(&f->pane);
    if (target != NULL)
        app_openf(f->app, "%s", target);
    return true;
}

static void status(const void *state, struct screen_status *out)
{
    const struct finding *f = state;
    bool failed = answer_err(f->itself)->kind != ERR_NONE;
    bool waits = answer_waiting(f->itself) || answer_waiting(f->related) ||
                 (f->about != NULL && about_waiting(f->about));
    out->as_of_ms = answer_as_of_ms(f->itself);
    if (record(f) == NULL)
        out->freshness = failed ? SCREEN_FAILED : SCREEN_LOADING;
    else
        out->freshness = failed ? SCREEN_STALE : waits ? SCREEN_LOADING : SCREEN_LIVE;
}

static void crumb(const void *state, struct buf *out)
{
    const struct finding *f = state;
    buf_printf(out, _("Finding %.8s"), f->id);
}

static bool raw(const void *state, struct buf *out)
{
    const struct finding *f = state;
    struct str body = answer_body(f->itself, 0);
    buf_put(out, body.p, body.n);
    return body.n > 0;
}

static const struct binding bindings[] = {
    {"<Enter>", "finding.open", N_("open what is selected"), N_("open"), 10},
    {"s", "finding.suppress", N_("suppress this finding for a while"), N_("suppress"), 11},
    {"m", "finding.mitigate", N_("mitigate this finding"), N_("mitigate"), 12},
    {0},
};

const struct screen_spec finding_screen = {
    .name = "finding",
    .title = N_("Finding"),
    .argument = "ID",
    .about = N_("one finding, the device behind it, and how to fix it"),
    DETAIL_CALLS,
    .bindings = bindings,
    .open = open_finding,
    .close = close_finding,
    .draw = draw,
    .act = act,
    .why_not = why_not,
    .status = status,
    .crumb = crumb,
    .shown = shown,
    .refresh = refresh,
    .raw = raw,
};
