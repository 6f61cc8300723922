#include "client/api/policy_role.h"

#include "client/base/i18n.h"

/* A list of different texts that grows in an arena. */
struct names {
    struct arena *arena;
    size_t n, cap;
    const char **items;
};

static void names_add(struct names *to, const char *text)
{
    for (size_t i = 0; i < to->n; i++) {
        if (strcmp(to->items[i], text) == 0)
            return;
    }
    if (to->n == to->cap) {
        size_t cap = to->cap == 0 ? 8 : 2 * to->cap;
        const char **items = arena_alloc(to->arena, cap, sizeof *items);
        for (size_t i = 0; i < to->n; i++)
            items[i] = to->items[i];
        to->items = items;
        to->cap = cap;
    }
    to->items[to->n++] = text;
}

static struct policy_texts names_done(const struct names *n)
{
    return (struct policy_texts){n->n, n->items};
}

static bool parse_document(const struct json *item, struct arena *a, struct policy *out,
                           struct err *err)
{
    if (json_type(item) == JSON_STRING)
        return policy_parse(str_of(json_string(item)), a, out, err);
    return policy_read(item, a, out, err);
}

bool role_parse(struct str text, struct arena *a, struct role_documents *out, struct err *err)
{
    const struct json *list = json_parse(text, a, err);

    if (list == NULL)
        return false;
    if (json_type(list) != JSON_ARRAY)
        return err_set(err, ERR_DECODE, "the role's documents are not a list");
    size_t n = json_count(list);
    if (n > ROLE_MAX_DOCUMENTS)
        return err_set(err, ERR_LIMIT, "the role has more than %d documents",
                       ROLE_MAX_DOCUMENTS);
    struct policy *items = arena_alloc(a, n + 1, sizeof *items);
    const struct json *item = json_first(list);
    for (size_t i = 0; i < n; i++, item = json_next(item)) {
        if (!parse_document(item, a, &items[i], err))
            return false;
    }
    *out = (struct role_documents){n, items};
    return true;
}

/* Adds the patterns by which an Allow statement grants one of the actions. */
static void add_granting(const struct policy_statement *s, const char *const *actions,
                         struct names *to)
{
    for (const char *const *action = actions; *action != NULL; action++) {
        if (s->except_actions && policy_has_action(s, *action))
            names_add(to, _("all but NotAction"));
        for (size_t i = 0; i < s->actions.n && !s->except_actions; i++) {
            if (policy_match_nocase(s->actions.items[i], *action))
                names_add(to, s->actions.items[i]);
        }
    }
}

static void look_at(const struct policy_statement *s, struct arena *a, struct names found[4])
{
    add_granting(s, iot_thing_write_actions, &found[0]);
    add_granting(s, iot_thing_read_actions, &found[1]);
    if (policy_reaches_all_things(s, a))
        add_granting(s, iot_thing_read_actions, &found[2]);
    add_granting(s, iot_other_admin_actions, &found[3]);
}

void role_find_grants(const struct role_documents *r, struct arena *a, struct role_grants *out)
{
    struct names found[4] = {{.arena = a}, {.arena = a}, {.arena = a}, {.arena = a}};
    unsigned data_actions = 0;

    for (size_t d = 0; d < r->n; d++) {
        const struct policy *p = &r->items[d];
        struct policy_broad broad;
        policy_find_broad(p, a, &broad);
        data_actions |= broad.actions;
        for (size_t i = 0; i < p->n; i++) {
            if (!p->statements[i].deny)
                look_at(&p->statements[i], a, found);
        }
    }
    *out = (struct role_grants){
        .write = names_done(&found[0]),
        .read = names_done(&found[1]),
        .broad_read = names_done(&found[2]),
        .other = names_done(&found[3]),
        .data_actions = data_actions,
    };
}

/* Does some Allow statement hold for `test`? */
typedef bool statement_fn(const struct policy_statement *s, const char *text, struct arena *a);

static bool any_allow(const struct role_documents *r, statement_fn *test, const char *text,
                      struct arena *a)
{
    for (size_t d = 0; d < r->n; d++) {
        for (size_t i = 0; i < r->items[d].n; i++) {
            const struct policy_statement *s = &r->items[d].statements[i];
            if (!s->deny && test(s, text, a))
                return true;
        }
    }
    return false;
}

static bool denies_outright(const struct policy_statement *s, const char *action)
{
    if (!s->deny || s->n_conditions > 0 || s->except_resources || !policy_has_action(s, action))
        return false;
    for (size_t i = 0; i < s->resources.n; i++) {
        if (strcmp(s->resources.items[i], "*") == 0)
            return true;
    }
    return false;
}

static bool has_action(const struct policy_statement *s, const char *action, struct arena *a)
{
    (void)a;
    return policy_has_action(s, action);
}

bool role_allows(const struct role_documents *r, const char *action)
{
    for (size_t d = 0; d < r->n; d++) {
        for (size_t i = 0; i < r->items[d].n; i++) {
            if (denies_outright(&r->items[d].statements[i], action))
                return false;
        }
    }
    return any_allow(r, has_action, action, NULL);
}

/* "s3" of "S3:Get*"; NULL: the pattern is not of one service. */
static const char *service_of(const char *pattern, struct arena *a)
{
    const char *colon = strchr(pattern, ':');

    if (colon == NULL || strcspn(pattern, "*?") < (size_t)(colon - pattern))
        return NULL;
    size_t n = (size_t)(colon - pattern);
    char *lower = arena_raw(a, n + 1, 1);
    for (size_t i = 0; i < n; i++)
        lower[i] = str_lower(pattern[i]);
    lower[n] = '\0';
    return lower;
}

struct policy_texts role_services(const struct role_documents *r, struct arena *a, bool *all)
{
    struct names services = {.arena = a};

    *all = false;
    for (size_t d = 0; d < r->n; d++) {
        for (size_t i = 0; i < r->items[d].n; i++) {
            const struct policy_statement *s = &r->items[d].statements[i];
            *all = *all || (!s->deny && s->except_actions);
            for (size_t k = 0; k < s->actions.n && !s->deny && !s->except_actions; k++) {
                const char *service = service_of(s->actions.items[k], a);
                if (service != NULL)
                    names_add(&services, service);
                *all = *all || service == NULL;
            }
        }
    }
    return names_done(&services);
}

static bool grants_service(const struct policy_statement *s, const char *service,
                           struct arena *a)
{
    struct policy_glob everything = policy_glob(arena_printf(a, "%s:*", service), a);

    if (s->except_actions)
        return false;
    for (size_t i = 0; i < s->actions.n; i++) {
        const char *pattern = s->actions.items[i];
        const char *colon = strchr(pattern, ':');
        if (strcmp(pattern, "*") == 0)
            return true;
        if (colon == NULL)
            continue;
        const char *own = service_of(pattern, a);
        const char *folded = own == NULL ? pattern : arena_printf(a, "%s%s", own, colon);
        if (policy_glob_covers(policy_glob(folded, a), everything))
            return true;
    }
    return false;
}

bool role_administers(const struct role_documents *r, const char *service, struct arena *a)
{
    return any_allow(r, grants_service, service, a);
}

struct policy_texts role_auditing_services(const struct role_documents *r, struct arena *a)
{
    static const char *const auditing[] = {"iam",       "cloudtrail", "guardduty",
                                           "inspector", "inspector2", "trustedadvisor"};
    struct names found = {.arena = a};
    bool all;
    struct policy_texts named = role_services(r, a, &all);

    for (size_t i = 0; i < COUNT_OF(auditing); i++) {
        bool hit = all;
        for (size_t k = 0; k < named.n && !hit; k++)
            hit = strcmp(named.items[k], auditing[i]) == 0;
        if (hit)
            names_add(&found, auditing[i]);
    }
    return names_done(&found);
}

const char *policy_texts_list(struct policy_texts t, struct arena *a)
{
    const char *text = "[";

    for (size_t i = 0; i < t.n; i++)
        text = arena_printf(a, "%s%s%s", text, i > 0 ? ", " : "", t.items[i]);
    return arena_printf(a, "%s]", text);
}
