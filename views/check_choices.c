#include "views/check_choices.h"

#include <string.h>

#include "client/base/i18n.h"
#include "views/severity_cell.h"

struct maker {
    struct app *app;
    const struct describe_account_audit_configuration_output *configuration;
    enum check_choices_for what;
    const char *but;
    struct arena *arena;
    struct form_choice *choices;
    size_t n;
};

const struct audit_check_configuration *check_configured(
    const struct describe_account_audit_configuration_output *c, const char *check)
{
    const struct map_entry *e = c->audit_check_configurations.items;

    for (size_t i = 0; e != NULL && i < c->audit_check_configurations.n; i++)
        if (strcmp(e[i].key, check) == 0)
            return e[i].value;
    return NULL;
}

static const char *why_disabled(const struct maker *m, const char *check)
{
    const struct audit_check_configuration *one = check_configured(m->configuration, check);

    if (m->configuration->role_arn == NULL && m->what == CHECKS_TO_RUN)
        return _("audit is not set up in this account: no role");
    if (one == NULL &&
        (m->what == CHECKS_TO_RUN || m->configuration->audit_check_configurations.n > 0))
        return _("not offered in this region");
    return m->what == CHECKS_TO_ENABLE || one->enabled.value ? NULL
                                                             : _("not enabled in this account");
}

const char *check_last_result(const struct app *app, const char *check, struct arena *a)
{
    const struct audit_runs *runs = app_runs(app);

    for (size_t i = 0; i < audit_runs_count(runs); i++) {
        const struct audit_check_details *d = audit_run_check(audit_runs_at(runs, i), check);

        if (d == NULL || d->check_run_status == NULL)
            continue;
        if (strcmp(d->check_run_status, "COMPLETED_NON_COMPLIANT") == 0)
            return arena_printf(a, _("last %lld of %lld"),
                                (long long)d->non_compliant_resources_count.value,
                                (long long)d->total_resources_count.value);
        if (strcmp(d->check_run_status, "COMPLETED_COMPLIANT") == 0)
            return _("last clean");
        if (strcmp(d->check_run_status, "FAILED") == 0)
            return _("last failed");
    }
    return _("never run");
}

const char *check_label(const char *name, struct arena *a)
{
    const struct check *check = check_find(name);
    const enum severity severity = check != NULL ? check->severity : SEVERITY_UNKNOWN;

    return arena_printf(a, "%c  %s", severity_letter(severity),
                        check != NULL ? i18n_text(check->title) : name);
}

static const char *note(const struct maker *m, const char *check)
{
    const char *last = check_last_result(m->app, check, m->arena);
    struct buf also = BUF_INIT(1024);

    if (m->but != NULL && schedules_holding(app_schedules(m->app), check, m->but, &also))
        last = arena_printf(m->arena, _("%s, in %s"), last, buf_text(&also));
    buf_free(&also);
    return last;
}

static void add(struct maker *m, const char *name)
{
    const struct check *check = check_find(name);

    m->choices[m->n++] = (struct form_choice){
        .value = arena_str(m->arena, name),
        .label = check_label(name, m->arena),
        .note = note(m, name),
        .disabled = why_disabled(m, name),
        .style = severity_style(check != NULL ? check->severity : SEVERITY_UNKNOWN),
    };
}

const struct form_choice *check_choices(
    struct app *app, const struct describe_account_audit_configuration_output *configuration,
    enum check_choices_for what, const char *but, struct arena *a, size_t *n)
{
    const struct map_entry *e = configuration->audit_check_configurations.items;
    const size_t listed = configuration->audit_check_configurations.n;
    struct maker m = {
        .app = app, .configuration = configuration, .what = what, .but = but, .arena = a};

    m.choices = arena_alloc(a, CHECK_COUNT + listed, sizeof *m.choices);
    for (int severity = 0; severity <= SEVERITY_UNKNOWN; severity++)
        for (size_t i = 0; i < CHECK_COUNT; i++)
            if ((int)checks[i].severity == severity)
                add(&m, checks[i].name);
    for (size_t i = 0; i < listed; i++)
        if (check_find(e[i].key) == NULL)
            add(&m, e[i].key);
    *n = m.n;
    return m.choices;
}

size_t check_choices_enabled(const struct form_choice *c, size_t n)
{
    size_t enabled = 0;

    for (size_t i = 0; i < n; i++)
        enabled += c[i].disabled == NULL;
    return enabled;
}

void check_choices_put_all(const struct form_choice *c, size_t n, struct buf *out)
{
    for (size_t i = 0; i < n; i++) {
        if (c[i].disabled != NULL)
            continue;
        if (out->len > 0)
            buf_putc(out, ',');
        buf_puts(out, c[i].value);
    }
}
