#include "client/store/group_policies.h"

#include <stdlib.h>
#include <string.h>

#include "client/api/groups.h"
#include "client/api/policies.h"
#include "client/api/policy.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/plan_look.h"

enum { TEXT_MAX = 1024, TEXTS_SAID = 3 };

struct policy_seen {
    char *name;         /* owned */
    char *text;         /* owned; what it does; NULL: not known */
    enum group_cut cut; /* of it alone */
};

struct group {
    struct group_policies *owner;
    char *name;                     /* owned */
    struct call *call;              /* one after the other */
    const struct operation *asking; /* which */
    struct policy_seen policies[GROUP_POLICIES_MAX];
    size_t n, next; /* policies; the one that is asked about */
    bool listed, more, gone, failed;
    char *arn; /* owned; NULL: not known yet */
};

struct group_policies {
    struct client *client;
    group_policies_fn *on_change;
    void *ctx;
    struct group *groups[GROUP_POLICIES_GROUPS_MAX];
    size_t n;
};

/* ---- one document ---- */

static bool is_everything(const char *resource)
{
    return strcmp(resource, "*") == 0 || policy_match(resource, "arn:aws:iot:r:1:client/x");
}

static bool on_everything(const struct policy_statement *s)
{
    for (size_t i = 0; i < s->resources.n; i++)
        if (is_everything(s->resources.items[i]))
            return !s->except_resources;
    return false;
}

static void put_texts(const struct policy_texts *t, struct buf *out)
{
    for (size_t i = 0; i < t->n && i < TEXTS_SAID; i++)
        buf_printf(out, "%s%s", i > 0 ? ", " : "", t->items[i]);
    if (t->n > TEXTS_SAID)
        buf_printf(out, _(" and %zu more"), t->n - TEXTS_SAID);
}

static void put_statement(const struct policy_statement *s, struct buf *out)
{
    const char *but = s->except_actions ? _(" all but") : "";
    const char *except = s->except_resources ? _("all but ") : "";
    struct buf actions = BUF_INIT(TEXT_MAX), resources = BUF_INIT(TEXT_MAX);

    put_texts(&s->actions, &actions);
    put_texts(&s->resources, &resources);
    buf_puts(out, out->len > 0 ? ", " : "");
    buf_printf(out, s->deny ? _("denies%s %s on %s%s") : _("allows%s %s on %s%s"), but,
               buf_text(&actions), except, buf_text(&resources));
    if (s->n_conditions > 0)
        buf_puts(out, _(" under conditions"));
    buf_free(&actions);
    buf_free(&resources);
}

static bool cuts_off(const struct policy_statement *s)
{
    return s->deny && s->n_conditions == 0 && policy_has_action(s, "iot:Connect") &&
           on_everything(s);
}

enum group_cut group_policy_judge(struct str document, struct buf *out)
{
    struct arena *a = arena_new();
    enum group_cut cut = GROUP_CUT_NOT;
    struct policy p;
    struct err err;

    if (!policy_parse(document, a, &p, &err)) {
        buf_printf(out, _("cannot be read: %s"), err.text);
        arena_free(a);
        return GROUP_CUT_UNKNOWN;
    }
    for (size_t i = 0; i < p.n; i++) {
        put_statement(&p.statements[i], out);
        if (cuts_off(&p.statements[i]))
            cut = GROUP_CUT_OFF;
        else if (cut != GROUP_CUT_OFF)
            cut = GROUP_CUT_SOME;
    }
    arena_free(a);
    return cut;
}

/* ---- asking ---- */

static void ask(struct group *g);

static void see_list(struct group *g, const struct list_attached_policies_output *out)
{
    const struct policy_summary *p = out->policies.items;

    for (size_t i = 0; i < out->policies.n; i++) {
        if (g->n == GROUP_POLICIES_MAX || p[i].policy_name == NULL)
            g->more = true;
        else
            g->policies[g->n++].name = mem_strdup(p[i].policy_name);
    }
    g->more |= out->next_marker != NULL && *out->next_marker != '\0';
    g->listed = true;
}

static void see_policy(struct policy_seen *p, const struct get_policy_output *out)
{
    struct buf text = BUF_INIT(TEXT_MAX);

    p->cut = group_policy_judge(
        str_of(out->policy_document != NULL ? out->policy_document : ""), &text);
    p->text = mem_strdup(buf_text(&text));
    buf_free(&text);
}

static enum call_next on_page(void *ctx, struct call_page *page)
{
    struct group *g = ctx;

    if (page->op == &op_describe_thing_group) {
        const struct describe_thing_group_output *out = page->output;

        g->arn = mem_strdup(out->thing_group_arn != NULL ? out->thing_group_arn : "");
    } else if (page->op == &op_list_attached_policies) {
        see_list(g, page->output);
    } else {
        see_policy(&g->policies[g->next], page->output);
    }
    return CALL_STOP;
}

static void on_done(void *ctx, const struct call_result *result)
{
    struct group *g = ctx;
    struct group_policies *all = g->owner;
    const bool failed = result->err.kind != ERR_NONE;

    g->call = NULL;
    if (g->asking == &op_get_policy)
        g->next++; /* what one policy says stays unknown; the others are asked */
    else
        g->failed = failed;
    g->gone =
        failed && g->asking == &op_describe_thing_group && plan_look_is_gone(&result->err);
    ask(g);
    all->on_change(all->ctx); /* may free all */
}

static void start(struct group *g, const struct operation *op, const void *input)
{
    g->asking = op;
    g->call = call_start(
        g->owner->client, op, input,
        &(struct call_options){
            .priority = CALL_INTERACTIVE, .on_page = on_page, .on_done = on_done, .ctx = g});
}

static void ask(struct group *g)
{
    if (g->call != NULL || g->failed || g->gone)
        return;
    if (g->arn == NULL)
        start(g, &op_describe_thing_group,
              &(struct describe_thing_group_input){.thing_group_name = g->name});
    else if (!g->listed)
        start(g, &op_list_attached_policies,
              &(struct list_attached_policies_input){.target = g->arn,
                                                     .recursive = {true, true}});
    else if (g->next < g->n)
        start(g, &op_get_policy,
              &(struct get_policy_input){.policy_name = g->policies[g->next].name});
}

struct group_policies *group_policies_new(struct client *client, group_policies_fn *on_change,
                                          void *ctx)
{
    struct group_policies *g = mem_alloc(1, sizeof *g);

    g->client = client;
    g->on_change = on_change;
    g->ctx = ctx;
    return g;
}

void group_policies_free(struct group_policies *g)
{
    if (g == NULL)
        return;
    for (size_t i = 0; i < g->n; i++) {
        struct group *one = g->groups[i];

        call_drop(one->call);
        for (size_t k = 0; k < one->n; k++) {
            free(one->policies[k].name);
            free(one->policies[k].text);
        }
        free(one->name);
        free(one->arn);
        free(one);
    }
    free(g);
}

static const struct group *find(const struct group_policies *g, const char *name)
{
    for (size_t i = 0; i < g->n; i++)
        if (strcmp(g->groups[i]->name, name) == 0)
            return g->groups[i];
    return NULL;
}

void group_policies_want(struct group_policies *g, const char *group)
{
    if (find(g, group) != NULL || g->n == GROUP_POLICIES_GROUPS_MAX)
        return;
    struct group *one = mem_alloc(1, sizeof *one);

    one->owner = g;
    one->name = mem_strdup(group);
    g->groups[g->n++] = one;
    ask(one);
}

/* ---- what is known ---- */

static enum group_cut cut_of(const struct group *g)
{
    bool some = false, unknown = g->more || !g->listed || g->next < g->n;

    if (g->gone)
        return GROUP_CUT_GONE;
    for (size_t i = 0; i < g->n; i++) {
        if (g->policies[i].cut == GROUP_CUT_OFF)
            return GROUP_CUT_OFF; /* a Deny counts whatever the others say */
        some |= g->policies[i].cut == GROUP_CUT_SOME;
        unknown |= g->policies[i].text == NULL || g->policies[i].cut == GROUP_CUT_UNKNOWN;
    }
    if (unknown)
        return GROUP_CUT_UNKNOWN;
    return some ? GROUP_CUT_SOME : GROUP_CUT_NOT;
}

enum group_cut group_policies_cut(const struct group_policies *g, const char *group)
{
    const struct group *one = find(g, group);

    return one != NULL ? cut_of(one) : GROUP_CUT_UNKNOWN;
}

void group_policies_text(const struct group_policies *g, const char *group, struct buf *out)
{
    static const char *const words[] = {
        [GROUP_CUT_UNKNOWN] = N_("not everything is known of its policies"),
        [GROUP_CUT_OFF] = N_("devices in it are cut off"),
        [GROUP_CUT_SOME] = N_("devices in it can still connect, as far as this group goes"),
        [GROUP_CUT_NOT] = N_("no policy is attached: what a device may do stays as it is"),
        [GROUP_CUT_GONE] = N_("there is no such group"),
    };
    const struct group *one = find(g, group);

    if (one == NULL || (one->call != NULL && !one->listed)) {
        buf_puts(out, _("its policies are being asked for"));
        return;
    }
    for (size_t i = 0; i < one->n; i++)
        buf_printf(out, _("%spolicy %s %s"), i > 0 ? "; " : "", one->policies[i].name,
                   one->policies[i].text != NULL ? one->policies[i].text : _("(not known)"));
    buf_printf(out, "%s%s", one->n > 0 ? ": " : "", i18n_text(words[cut_of(one)]));
}
