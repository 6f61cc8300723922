#include "client/store/plan_audit.h"

#include "client/api/audit.h"
#include "client/api/check.h"
#include "client/base/i18n.h"

struct list plan_audit_names(const char *text, struct arena *a)
{
    struct str rest = str_of(text);
    const char **names = arena_alloc(a, rest.n / 2 + 1, sizeof *names);
    size_t n = 0;

    while (rest.n > 0) {
        struct str one = str_cut(rest, ',', &rest);

        if (one.n > 0)
            names[n++] = arena_strn(a, one.p, one.n);
    }
    return (struct list){n, names};
}

static void add_check(struct plan *p, const char *name, int step)
{
    const struct check *check = check_find(name);

    plan_add_target(p,
                    &(struct plan_target){.id = name,
                                          .text = name,
                                          .after = check != NULL ? i18n_text(check->title) : "",
                                          .things = -1,
                                          .online = -1,
                                          .step = step});
}

struct plan *plan_audit_start(const struct list *names, int64_t now_ms)
{
    struct plan *p = plan_new("audit", now_ms);
    const struct start_on_demand_audit_task_input in = {.target_check_names = *names};
    const char *const *name = names->items;

    p->title =
        plan_printf(p, _("Start an audit of %zu check%s"), names->n, names->n == 1 ? "" : "s");
    p->verb = plan_text(p, _("Start the audit"));
    p->then = plan_text(p, "report {taskId}");
    p->no_way_back =
        plan_text(p, _("A running audit can be canceled; nothing is to be undone."));
    plan_add_fact(p, &(struct plan_fact){"what it does", "reads",
                                         _("the account's resources; no device is changed"),
                                         PLAN_PLAIN});
    int step =
        plan_add_step(p, &(struct plan_step){.text = _("on-demand audit"),
                                             .call = {&op_start_on_demand_audit_task, &in}});

    for (size_t i = 0; i < names->n; i++)
        add_check(p, name[i], step);
    return p;
}
