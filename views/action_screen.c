/* The form of a mitigation action: a new one, or a change of one that is there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/mitigation_lists.h"
#include "client/store/plan_action.h"
#include "views/form_host.h"
#include "views/screens.h"

enum { FIELDS = 13, GROUPS_MAX = 10 /* the service's limit */, FACT_MAX = 2048 };

struct action_form {
    struct form_host host; /* first: FORM_HOST_CALLS */
    struct app *app;
    char *name; /* owned; "": a new one */
    struct form_field fields[FIELDS];
};

static const struct form_choice types[MITIGATION_COUNT] = {
    {.value = "UPDATE_DEVICE_CERTIFICATE", .label = N_("deactivate device certificate")},
    {.value = "ADD_THINGS_TO_THING_GROUP", .label = N_("things to groups")},
    {.value = "REPLACE_DEFAULT_POLICY_VERSION", .label = N_("blank policy")},
    {.value = "UPDATE_CA_CERTIFICATE", .label = N_("deactivate CA")},
    {.value = "ENABLE_IOT_LOGGING", .label = N_("logging")},
    {.value = "PUBLISH_FINDING_TO_SNS", .label = N_("SNS message")},
};
static const struct form_choice levels[] = {
    {.value = "ERROR", .label = N_("ERROR")},
    {.value = "WARN", .label = N_("WARN")},
    {.value = "INFO", .label = N_("INFO")},
    {.value = "DEBUG", .label = N_("DEBUG")},
};
static const struct form_choice overrides[] = {
    {.value = "no", .label = N_("no")},
    {.value = "yes", .label = N_("yes")},
};
/* Which parameters belong to which type. */
static const struct {
    const char *field;
    enum mitigation_type type;
} params[] = {
    {"groups", MITIGATION_ADD_THINGS_TO_THING_GROUP},
    {"override", MITIGATION_ADD_THINGS_TO_THING_GROUP},
    {"level", MITIGATION_ENABLE_IOT_LOGGING},
    {"logging-role", MITIGATION_ENABLE_IOT_LOGGING},
    {"topic", MITIGATION_PUBLISH_FINDING_TO_SNS},
};

static enum mitigation_type type_of(const struct form *f)
{
    const struct mitigation_kind *kind = mitigation_find(form_value(f, "type"));

    return kind != NULL ? mitigation_type_of(kind) : MITIGATION_UPDATE_DEVICE_CERTIFICATE;
}

static const struct describe_mitigation_action_output *known(const struct action_form *s)
{
    const struct described_item *item = described_find(app_actions(s->app), s->name);

    return item != NULL ? item->output : NULL;
}

/* ---- checks ---- */

/* "arn:aws:iam::123456789012:role/name" */
static bool is_arn(const char *text, const char *service, const char *begins)
{
    struct str rest, part = str_cut(str_of(text), ':', &rest);
    bool ok = str_eq(part, "arn");

    part = str_cut(rest, ':', &rest); /* partition */
    ok &= part.n > 0;
    part = str_cut(rest, ':', &rest);
    ok &= str_eq(part, service);
    (void)str_cut(rest, ':', &rest); /* region */
    part = str_cut(rest, ':', &rest);
    ok &= part.n == 12 && strspn(part.p, "0123456789") >= part.n;
    size_t n = strlen(begins);

    return ok && rest.n > n && memcmp(rest.p, begins, n) == 0;
}

static void check_scalar(const struct record *r, const char *member, const char *value,
                         struct form_verdict *v)
{
    const struct field *f = record_field(r, member);
    struct err err;

    if (f->is.scalar != NULL && !scalar_check(f->is.scalar, value, &err))
        buf_puts(v->error, err.text);
}

static void check_groups(const char *value, struct form_verdict *v)
{
    const struct field *f =
        record_field(&add_things_to_thing_group_params_record, "thingGroupNames");
    size_t n = 0;

    for (struct str rest = str_of(value); rest.n > 0; n++) {
        struct str one = str_trim(str_cut(rest, ',', &rest));
        char *name = mem_strndup(one.p, one.n);
        struct err err;

        if (!scalar_check(f->is.of->scalar, name, &err) && v->error->len == 0)
            buf_puts(v->error, err.text);
        free(name);
    }
    if (n == 0)
        buf_puts(v->error, _("which groups? Names, ',' between"));
    else if (n > GROUPS_MAX)
        buf_printf(v->error, _("at most %d groups"), GROUPS_MAX);
}

static bool is_of_type(const struct form *f, const char *name)
{
    for (size_t i = 0; i < COUNT_OF(params); i++)
        if (strcmp(params[i].field, name) == 0)
            return params[i].type == type_of(f);
    return true;
}

static void check_field(void *ctx, const struct form *f, const char *name,
                        struct form_verdict *v)
{
    struct action_form *s = ctx;
    const char *value = form_value(f, name);

    if (!is_of_type(f, name))
        return;
    if (strcmp(name, "name") == 0) {
        check_scalar(&create_mitigation_action_input_record, "actionName", value, v);
        if (*s->name == '\0' && v->error->len == 0 &&
            described_find(app_actions(s->app), value) != NULL)
            buf_puts(v->error, _("there is one of this name"));
    } else if (strcmp(name, "groups") == 0)
        check_groups(value, v);
    else if ((strcmp(name, "role") == 0 || strcmp(name, "logging-role") == 0) &&
             !is_arn(value, "iam", "role/"))
        buf_puts(v->error, "arn:aws:iam::ACCOUNT:role/NAME");
    else if (strcmp(name, "topic") == 0 && !is_arn(value, "sns", ""))
        buf_puts(v->error, "arn:aws:sns:REGION:ACCOUNT:TOPIC");
}

/* ---- the form ---- */

static void fill_params(const struct mitigation_action_params *p, struct form *f)
{
    struct buf groups = BUF_INIT(FACT_MAX);

    if (p->add_things_to_thing_group_params != NULL) {
        const struct list *l = &p->add_things_to_thing_group_params->thing_group_names;

        for (size_t i = 0; i < l->n; i++)
            buf_printf(&groups, "%s%s", i > 0 ? "," : "", ((const char *const *)l->items)[i]);
        (void)form_set(f, "groups", buf_text(&groups));
        (void)form_set(
            f, "override",
            p->add_things_to_thing_group_params->override_dynamic_groups.value ? "yes" : "no");
    }
    if (p->enable_iot_logging_params != NULL) {
        (void)form_set(f, "level", p->enable_iot_logging_params->log_level);
        (void)form_set(f, "logging-role", p->enable_iot_logging_params->role_arn_for_logging);
    }
    if (p->publish_finding_to_sns_params != NULL)
        (void)form_set(f, "topic", p->publish_finding_to_sns_params->topic_arn);
    buf_free(&groups);
}

static void fill(void *ctx, struct form *f)
{
    struct action_form *s = ctx;
    const struct describe_mitigation_action_output *a = *s->name != '\0' ? known(s) : NULL;

    (void)form_set(f, "name", s->name);
    if (a == NULL)
        return;
    if (a->action_type != NULL)
        (void)form_set(f, "type", a->action_type);
    if (a->role_arn != NULL)
        (void)form_set(f, "role", a->role_arn);
    if (a->action_params != NULL)
        fill_params(a->action_params, f);
}

static void say(struct action_form *s)
{
    const struct mitigation_kind *kind = &mitigation_kinds[type_of(s->host.form)];
    struct buf text = BUF_INIT(FACT_MAX);

    buf_printf(&text, _("%s\nFits:"), i18n_text(kind->does));
    if (kind->checks == (1u << CHECK_COUNT) - 1)
        buf_puts(&text, _(" every check"));
    else
        for (int c = 0; c < CHECK_COUNT; c++)
            if (mitigation_fits(mitigation_type_of(kind), (enum check_id)c))
                buf_printf(&text, " %s", checks[c].short_name);
    if (kind->alarms)
        buf_puts(&text, " alarms");
    buf_puts(&text, _("\nThe role must be allowed:"));
    for (size_t i = 0; kind->rights[i] != NULL; i++)
        buf_printf(&text, "%s %s", i > 0 ? "," : "", kind->rights[i]);
    buf_printf(&text, _("\nWay back: %s"), i18n_text(kind->way_back));
    form_set_fact(s->host.form, "does", buf_text(&text), STYLE_DIM);
    buf_free(&text);
}

static void changed(void *ctx)
{
    struct action_form *s = ctx;
    struct form *f = s->host.form;

    form_disable(f, "name", *s->name != '\0' ? _("an action keeps its name") : NULL);
    for (size_t i = 0; i < COUNT_OF(params); i++)
        form_disable(f, params[i].field,
                     params[i].type == type_of(f) ? NULL : _("not of this type"));
    say(s);
}

static struct list groups_of(const struct form *f, struct arena *a)
{
    const char **names = arena_alloc(a, GROUPS_MAX, sizeof *names);
    struct list out = {0, names};

    for (struct str rest = str_of(form_value(f, "groups")); rest.n > 0 && out.n < GROUPS_MAX;) {
        struct str one = str_trim(str_cut(rest, ',', &rest));

        names[out.n++] = arena_strn(a, one.p, one.n);
    }
    return out;
}

static void review(void *ctx)
{
    struct action_form *s = ctx;
    struct form *f = s->host.form;
    const struct describe_mitigation_action_output *was = known(s);

    if (!form_valid(f))
        return;
    struct arena *a = arena_new();
    const struct update_device_certificate_params device = {"DEACTIVATE"};
    const struct update_ca_certificate_params ca = {"DEACTIVATE"};
    const struct replace_default_policy_version_params policy = {"BLANK_POLICY"};
    const struct add_things_to_thing_group_params group = {
        .override_dynamic_groups = {strcmp(form_value(f, "override"), "yes") == 0, true},
        .thing_group_names = groups_of(f, a)};
    const struct enable_iot_logging_params logging = {.log_level = form_value(f, "level"),
                                                      .role_arn_for_logging =
                                                          form_value(f, "logging-role")};
    const struct publish_finding_to_sns_params sns = {form_value(f, "topic")};
    const struct mitigation_action_params by_type[MITIGATION_COUNT] = {
        [MITIGATION_UPDATE_DEVICE_CERTIFICATE] = {.update_device_certificate_params = &device},
        [MITIGATION_UPDATE_CA_CERTIFICATE] = {.update_ca_certificate_params = &ca},
        [MITIGATION_ADD_THINGS_TO_THING_GROUP] = {.add_things_to_thing_group_params = &group},
        [MITIGATION_REPLACE_DEFAULT_POLICY_VERSION] = {.replace_default_policy_version_params =
                                                           &policy},
        [MITIGATION_ENABLE_IOT_LOGGING] = {.enable_iot_logging_params = &logging},
        [MITIGATION_PUBLISH_FINDING_TO_SNS] = {.publish_finding_to_sns_params = &sns},
    };
    const struct action_wish wish = {.name = form_value(f, "name"),
                                     .role = form_value(f, "role"),
                                     .type = type_of(f),
                                     .params = &by_type[type_of(f)]};

    if (*s->name != '\0' && was == NULL)
        app_message(s->app, MESSAGE_ERROR, "The service does not know this action any more.");
    else
        form_host_review(&s->host, *s->name != '\0'
                                       ? plan_action_update(&wish, was, app_now_ms(s->app))
                                       : plan_action_create(&wish, app_now_ms(s->app)));
    arena_free(a);
}

static void pressed(void *ctx, const char *button)
{
    (void)button;
    review(ctx);
}

static struct form_field text_field(const char *name, const char *label, const char *hint,
                                    int width)
{
    return (struct form_field){
        .kind = FORM_TEXT, .name = name, .label = label, .hint = hint, .width = width};
}

static struct form_field radio(const char *name, const char *label,
                               const struct form_choice *choices, size_t n)
{
    return (struct form_field){
        .kind = FORM_RADIO, .name = name, .label = label, .choices = choices, .n_choices = n};
}

static void make_form(struct action_form *s)
{
    char name[200];
    const struct form_field fields[FIELDS] = {
        {.kind = FORM_NOTE,
         .name = "",
         .label = N_("Defines what may be done; no device is changed. Ctrl-X reviews.")},
        text_field("name", "name", N_("letters, digits, _ and -"), 40),
        radio("type", "type", types, COUNT_OF(types)),
        text_field("role", "role", NULL, 0),
        text_field("groups", "groups", N_("up to 10, ',' between"), 40),
        radio("override", N_("dynamic groups"), overrides, COUNT_OF(overrides)),
        radio("level", N_("log level"), levels, COUNT_OF(levels)),
        text_field("logging-role", N_("logging role"), NULL, 0),
        text_field("topic", "SNS topic", NULL, 0),
        {.kind = FORM_HEADING, .name = "", .label = N_("what it does")},
        {.kind = FORM_FACT, .name = "does", .label = ""},
        {.kind = FORM_BUTTON, .name = "review", .label = N_("Review")},
        FORM_HOST_DISCARD_FIELD,
    };

    memcpy(s->fields, fields, sizeof s->fields);
    (void)snprintf(name, sizeof name, "action %s", s->name);
    form_host_make(&s->host, &(struct form_host_options){.name = name,
                                                         .fields = s->fields,
                                                         .n = FIELDS,
                                                         .check = check_field,
                                                         .fill = fill,
                                                         .changed = changed,
                                                         .pressed = pressed,
                                                         .review = review,
                                                         .ctx = s});
}

/* ---- the screen ---- */

static void make_when_ready(struct action_form *s)
{
    if (s->host.form == NULL && described_ready(app_actions(s->app)) &&
        (*s->name == '\0' || known(s) != NULL))
        make_form(s);
    app_redraw(s->app);
}

static void on_actions(void *ctx)
{
    make_when_ready(ctx);
}

static void *open_action(struct app *app, const char *argument, struct err *err)
{
    struct action_form *s = mem_alloc(1, sizeof *s);

    (void)err;
    s->app = app;
    s->name = mem_strdup(argument);
    form_host_init(&s->host, app);
    return s;
}

static void close_action(void *state)
{
    struct action_form *s = state;

    described_unwatch(app_actions(s->app), s);
    form_host_free(&s->host);
    free(s->name);
    free(s);
}

static void shown(void *state)
{
    struct action_form *s = state;

    if (form_host_over(&s->host))
        return;
    described_watch(app_actions(s->app), on_actions, s);
    make_when_ready(s);
}

static void hidden(void *state)
{
    struct action_form *s = state;

    described_unwatch(app_actions(s->app), s);
    form_host_save(&s->host);
}

static bool is_gone(const struct action_form *s)
{
    return described_ready(app_actions(s->app)) && *s->name != '\0' && known(s) == NULL;
}

static void draw(void *state, struct surface *body)
{
    struct action_form *s = state;
    const struct err *err = source_status(described_source(app_actions(s->app))).err;
    struct err gone;

    if (err->kind == ERR_NONE && is_gone(s)) {
        (void)err_set(&gone, ERR_USAGE, "no mitigation action is called %s", s->name);
        (void)err_advise(&gone, ":actions lists them");
        err = &gone;
    }
    form_host_draw_or(&s->host, body, err, _("Asking which actions are defined .."));
}

static void status(const void *state, struct screen_status *out)
{
    const struct action_form *s = state;
    const struct err *err = source_status(described_source(app_actions(s->app))).err;

    *out = (struct screen_status){.freshness = SCREEN_STILL};
    if (s->host.form == NULL)
        out->freshness = err->kind != ERR_NONE || is_gone(s) ? SCREEN_FAILED : SCREEN_LOADING;
    form_host_status(&s->host, out);
}

static void refresh(void *state)
{
    struct action_form *s = state;

    described_refresh(app_actions(s->app));
}

static const struct binding bindings[] = {
    FORM_HOST_BINDINGS,
    {0},
};

const struct screen_spec action_screen = {
    .name = "action",
    .title = N_("Action"),
    .argument = "[NAME]",
    .about = N_("define a mitigation action, or change one"),
    .bindings = bindings,
    .open = open_action,
    .close = close_action,
    .draw = draw,
    .act = form_host_act,
    FORM_HOST_INPUT,
    .status = status,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
};
