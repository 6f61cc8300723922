/* The forms of a custom metric and of a dimension: new ones, or a change of one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/enums.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/plan_metric.h"
#include "views/form_host.h"
#include "views/profile_common.h"
#include "views/screens.h"

enum { NAME_WIDTH = 40, FIELDS_MAX = 8, VALUES_MAX = 100, TEXT_MAX = 32 * 1024 };

struct named_form;

/* What the two differ in. */
struct named_form_spec {
    const char *view, *word; /* "edit-metric", "metric" */
    struct described *(*list)(const struct app *app);
    const struct form_field *fields;
    size_t n_fields;
    size_t (*users)(const struct described *profiles, const char *name, struct buf *out);
    void (*fill)(const struct named_form *s, struct form *f);
    void (*check)(const struct named_form *s, const char *name, const char *value,
                  struct form_verdict *v);
    void (*fit)(const struct named_form *s, struct form *f);
    /* NULL: nothing would change. */
    struct plan *(*plan)(const struct named_form *s, const struct form *f);
    const struct operation *create, *update;
};

struct named_form {
    struct form_host host; /* first: FORM_HOST_CALLS */
    struct app *app;
    const struct named_form_spec *spec;
    char *name; /* owned; "": a new one */
};

static const void *known(const struct named_form *s)
{
    const struct described_item *item =
        *s->name != '\0' ? described_find(s->spec->list(s->app), s->name) : NULL;

    return item != NULL ? item->output : NULL;
}

static void check_scalar(const struct record *r, const char *member, const char *value,
                         struct form_verdict *v)
{
    const struct field *f = record_field(r, member);
    const struct scalar *scalar = f->is.type == FIELD_LIST ? f->is.of->scalar : f->is.scalar;
    struct err err;

    if (v->error->len == 0 && !scalar_check(scalar, value, &err))
        buf_puts(v->error, err.text);
}

/* ---- a custom metric ---- */

static const struct form_choice types[] = {
    {.value = "number", .label = N_("number")},
    {.value = "number-list", .label = N_("numbers")},
    {.value = "string-list", .label = N_("texts")},
    {.value = "ip-address-list", .label = N_("IP addresses")},
};
static const struct form_field metric_fields[] = {
    {.kind = FORM_NOTE,
     .name = "",
     .label =
         N_("Devices report it under this name. Name and type never change. Ctrl-X reviews.")},
    {.kind = FORM_TEXT,
     .name = "name",
     .label = N_("name"),
     .hint = N_("letters digits : _ -  not aws:"),
     .width = NAME_WIDTH},
    {.kind = FORM_RADIO,
     .name = "type",
     .label = N_("type"),
     .choices = types,
     .n_choices = COUNT_OF(types)},
    {.kind = FORM_TEXT, .name = "title", .label = N_("title"), .width = NAME_WIDTH},
    {.kind = FORM_FACT, .name = "used", .label = N_("used by")},
    {.kind = FORM_BUTTON, .name = "review", .label = N_("Review")},
    FORM_HOST_DISCARD_FIELD,
};

static void fill_metric(const struct named_form *s, struct form *f)
{
    const struct describe_custom_metric_output *m = known(s);

    (void)form_set(f, "name", s->name);
    (void)form_set(f, "type", m != NULL && m->metric_type != NULL ? m->metric_type : "number");
    (void)form_set(f, "title", m != NULL && m->display_name != NULL ? m->display_name : "");
}

static void check_metric(const struct named_form *s, const char *name, const char *value,
                         struct form_verdict *v)
{
    if (strcmp(name, "name") == 0) {
        check_scalar(&create_custom_metric_input_record, "metricName", value, v);
        if (v->error->len == 0 && str_starts(value, "aws:"))
            buf_puts(v->error, _("names that begin with aws: are the service's own"));
        else if (v->error->len == 0 && *s->name == '\0' &&
                 described_find(app_custom_metrics(s->app), value) != NULL)
            buf_puts(v->error, _("there is one of this name"));
    } else if (strcmp(name, "title") == 0 && *value != '\0') {
        check_scalar(&create_custom_metric_input_record, "displayName", value, v);
    }
}

static void fit_metric(const struct named_form *s, struct form *f)
{
    form_disable(f, "type", *s->name != '\0' ? _("a metric keeps its type") : NULL);
}

static struct plan *plan_metric(const struct named_form *s, const struct form *f)
{
    const struct describe_custom_metric_output *was = known(s);
    const char *title = form_value(f, "title");
    const struct metric_wish wish = {form_value(f, "name"), form_value(f, "type"),
                                     *title != '\0' ? title : NULL};

    if (was == NULL)
        return plan_metric_create(&wish, app_now_ms(s->app));
    if (strcmp(was->display_name != NULL ? was->display_name : "", title) == 0)
        return NULL;
    return plan_metric_update(was, title, app_profiles(s->app), app_now_ms(s->app));
}

static const struct named_form_spec metric_form = {
    .view = "edit-metric",
    .word = N_("metric"),
    .list = app_custom_metrics,
    .fields = metric_fields,
    .n_fields = COUNT_OF(metric_fields),
    .users = profiles_using_metric,
    .fill = fill_metric,
    .check = check_metric,
    .fit = fit_metric,
    .plan = plan_metric,
    .create = &op_create_custom_metric,
    .update = &op_update_custom_metric,
};

/* ---- a dimension ---- */

static const struct form_field dimension_fields[] = {
    {.kind = FORM_NOTE,
     .name = "",
     .label = N_("Topics that a behavior's metric counts. + # and ${iot:ClientId} may stand in "
                 "a filter. Ctrl-X reviews.")},
    {.kind = FORM_TEXT,
     .name = "name",
     .label = N_("name"),
     .hint = N_("letters digits : _ -  max 128"),
     .width = NAME_WIDTH},
    {.kind = FORM_TEXT,
     .name = "values",
     .label = N_("topic filters"),
     .hint = N_("1 to 100, ',' between")},
    {.kind = FORM_FACT, .name = "used", .label = N_("used by")},
    {.kind = FORM_BUTTON, .name = "review", .label = N_("Review")},
    FORM_HOST_DISCARD_FIELD,
};

static void fill_dimension(const struct named_form *s, struct form *f)
{
    const struct describe_dimension_output *d = known(s);
    const char *const *values = d != NULL ? d->string_values.items : NULL;
    struct buf text = BUF_INIT(TEXT_MAX);

    for (size_t i = 0; d != NULL && i < d->string_values.n; i++)
        buf_printf(&text, "%s%s", i > 0 ? ", " : "", values[i] != NULL ? values[i] : "");
    (void)form_set(f, "name", s->name);
    (void)form_set(f, "values", buf_text(&text));
    buf_free(&text);
}

static struct list values_of(const char *text, struct arena *a)
{
    const char **values = arena_alloc(a, VALUES_MAX + 1, sizeof *values);
    struct list out = {0, values};

    for (struct str rest = str_of(text); rest.n > 0 && out.n <= VALUES_MAX;) {
        const struct str one = str_trim(str_cut(rest, ',', &rest));

        if (one.n > 0)
            values[out.n++] = arena_strn(a, one.p, one.n);
    }
    return out;
}

static void check_values(const char *text, struct form_verdict *v)
{
    struct arena *a = arena_new();
    const struct list values = values_of(text, a);
    const char *const *value = values.items;

    for (size_t i = 0; i < values.n; i++)
        check_scalar(&create_dimension_input_record, "stringValues", value[i], v);
    if (values.n == 0)
        buf_puts(v->error, _("which topics?"));
    else if (values.n > VALUES_MAX && v->error->len == 0)
        buf_printf(v->error, _("at most %d topic filters"), VALUES_MAX);
    arena_free(a);
}

static void check_dimension(const struct named_form *s, const char *name, const char *value,
                            struct form_verdict *v)
{
    if (strcmp(name, "values") == 0) {
        check_values(value, v);
    } else if (strcmp(name, "name") == 0) {
        check_scalar(&create_dimension_input_record, "name", value, v);
        if (v->error->len == 0 && *s->name == '\0' &&
            described_find(app_dimensions(s->app), value) != NULL)
            buf_puts(v->error, _("there is one of this name"));
    }
}

static void fit_dimension(const struct named_form *s, struct form *f)
{
    (void)s;
    (void)f;
}

static bool same_values(const struct list *a, const struct list *b)
{
    const char *const *x = a->items, *const *y = b->items;

    for (size_t i = 0; i < a->n && i < b->n; i++)
        if (x[i] == NULL || strcmp(x[i], y[i]) != 0)
            return false;
    return a->n == b->n;
}

static struct plan *plan_dimension(const struct named_form *s, const struct form *f)
{
    const struct describe_dimension_output *was = known(s);
    struct arena *a = arena_new();
    const struct list values = values_of(form_value(f, "values"), a);
    struct plan *p = NULL;

    if (was == NULL)
        p = plan_dimension_create(form_value(f, "name"), &values, app_now_ms(s->app));
    else if (!same_values(&was->string_values, &values))
        p = plan_dimension_update(was, &values, app_profiles(s->app), app_now_ms(s->app));
    arena_free(a);
    return p;
}

static const struct named_form_spec dimension_form = {
    .view = "edit-dimension",
    .word = N_("dimension"),
    .list = app_dimensions,
    .fields = dimension_fields,
    .n_fields = COUNT_OF(dimension_fields),
    .users = profiles_using_dimension,
    .fill = fill_dimension,
    .check = check_dimension,
    .fit = fit_dimension,
    .plan = plan_dimension,
    .create = &op_create_dimension,
    .update = &op_update_dimension,
};

/* ---- the form ---- */

static void fill(void *ctx, struct form *f)
{
    const struct named_form *s = ctx;

    s->spec->fill(s, f);
}

static void check_field(void *ctx, const struct form *f, const char *name,
                        struct form_verdict *v)
{
    const struct named_form *s = ctx;

    s->spec->check(s, name, form_value(f, name), v);
}

static void changed(void *ctx)
{
    struct named_form *s = ctx;
    struct buf users = BUF_INIT(TEXT_MAX);
    char why[64];

    (void)snprintf(why, sizeof why, _("a %s keeps its name"), i18n_text(s->spec->word));
    form_disable(s->host.form, "name", *s->name != '\0' ? why : NULL);
    s->spec->fit(s, s->host.form);
    if (*s->name != '\0' && s->spec->users(app_profiles(s->app), s->name, &users) == 0)
        buf_puts(&users, described_ready(app_profiles(s->app)) ? _("no profile") : "..");
    form_set_fact(s->host.form, "used", buf_text(&users), STYLE_DIM);
    buf_free(&users);
}

static void review(void *ctx)
{
    struct named_form *s = ctx;

    if (!form_valid(s->host.form))
        return;
    if (*s->name != '\0' && known(s) == NULL) {
        app_message(s->app, MESSAGE_ERROR, "The service does not know this %s any more.",
                    i18n_text(s->spec->word));
        return;
    }
    struct plan *p = s->spec->plan(s, s->host.form);

    if (p != NULL)
        form_host_review(&s->host, p);
    else
        app_message(s->app, MESSAGE_INFO, "Nothing was changed: there is nothing to send.");
}

static void pressed(void *ctx, const char *button)
{
    (void)button;
    review(ctx);
}

static void on_change(void *ctx)
{
    struct named_form *s = ctx;
    char draft[200];

    if (s->host.form != NULL) {
        changed(s);
    } else if (described_ready(s->spec->list(s->app)) &&
               (*s->name == '\0' || known(s) != NULL)) {
        (void)snprintf(draft, sizeof draft, "%s %s", s->spec->view, s->name);
        form_host_make(&s->host, &(struct form_host_options){.name = draft,
                                                             .fields = s->spec->fields,
                                                             .n = s->spec->n_fields,
                                                             .check = check_field,
                                                             .fill = fill,
                                                             .changed = changed,
                                                             .pressed = pressed,
                                                             .review = review,
                                                             .ctx = s});
    }
    app_redraw(s->app);
}

/* ---- the screens ---- */

static void *open_form(struct app *app, const struct named_form_spec *spec,
                       const char *argument, struct err *err)
{
    struct named_form *s;

    if (!app_may_prepare(app, *argument == '\0' ? spec->create : spec->update, err))
        return NULL;
    s = mem_alloc(1, sizeof *s);
    s->app = app;
    s->spec = spec;
    s->name = mem_strdup(argument);
    form_host_init(&s->host, app);
    return s;
}

static void *open_metric(struct app *app, const char *argument, struct err *err)
{
    return open_form(app, &metric_form, argument, err);
}

static void *open_dimension(struct app *app, const char *argument, struct err *err)
{
    return open_form(app, &dimension_form, argument, err);
}

static void close_form(void *state)
{
    struct named_form *s = state;

    described_unwatch(s->spec->list(s->app), s);
    described_unwatch(app_profiles(s->app), s);
    form_host_free(&s->host);
    free(s->name);
    free(s);
}

static void shown(void *state)
{
    struct named_form *s = state;

    if (form_host_over(&s->host))
        return;
    described_watch(s->spec->list(s->app), on_change, s);
    described_watch(app_profiles(s->app), on_change, s);
    on_change(s);
}

static void hidden(void *state)
{
    struct named_form *s = state;

    described_unwatch(s->spec->list(s->app), s);
    described_unwatch(app_profiles(s->app), s);
    form_host_save(&s->host);
}

static void draw(void *state, struct surface *body)
{
    struct named_form *s = state;
    const struct err *err = source_status(described_source(s->spec->list(s->app))).err;
    struct err gone;

    if (err->kind == ERR_NONE && *s->name != '\0' && known(s) == NULL &&
        described_ready(s->spec->list(s->app))) {
        (void)err_set(&gone, ERR_USAGE, "no %s is called %s", i18n_text(s->spec->word),
                      s->name);
        (void)err_advise(&gone, ":%ss lists them", s->spec->word);
        err = &gone;
    }
    form_host_draw_or(&s->host, body, err, _("Asking what is defined .."));
}

static void status(const void *state, struct screen_status *out)
{
    const struct named_form *s = state;

    *out = (struct screen_status){.freshness = SCREEN_STILL};
    if (s->host.form == NULL)
        out->freshness = described_freshness(s->spec->list(s->app));
    form_host_status(&s->host, out);
}

static void crumb(const void *state, struct buf *out)
{
    const struct named_form *s = state;

    if (*s->name != '\0')
        buf_printf(out, _("Change %.40s"), s->name);
    else
        buf_printf(out, _("New %s"), i18n_text(s->spec->word));
}

static const struct binding bindings[] = {FORM_HOST_BINDINGS, {0}};

#define NAMED_FORM_CALLS                                                            \
    .bindings = bindings, .widget = SCREEN_FORM, .close = close_form, .draw = draw, \
    .act = form_host_act, .why_not = form_host_why_not, .key = form_host_key,       \
    .typing = form_host_typing, .paste = form_host_paste, .hidden = hidden,         \
    .save = form_host_save, .status = status, .crumb = crumb, .shown = shown

const struct screen_spec edit_metric_screen = {
    .name = "edit-metric",
    .title = N_("Custom metric"),
    .argument = "[NAME]",
    .about = N_("define a custom metric, or change its title"),
    .open = open_metric,
    NAMED_FORM_CALLS,
};

const struct screen_spec edit_dimension_screen = {
    .name = "edit-dimension",
    .title = N_("Dimension"),
    .argument = "[NAME]",
    .about = N_("define a dimension, or change its topic filters"),
    .open = open_dimension,
    NAMED_FORM_CALLS,
};
