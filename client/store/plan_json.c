#include "client/store/plan_json.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* ---- flat members: one table for both directions ---- */

struct member {
    const char *name;
    enum { MEMBER_TEXT, MEMBER_NUMBER, MEMBER_SMALL } is; /* char *, int64_t, int */
    size_t offset;
    enum plan_json_part part;
};

#define TEXT(s, m, n)                                              \
    {                                                              \
        (n), MEMBER_TEXT, offsetof(struct s, m), PLAN_JSON_CONTENT \
    }
#define NUMBER(s, m, n)                                              \
    {                                                                \
        (n), MEMBER_NUMBER, offsetof(struct s, m), PLAN_JSON_CONTENT \
    }
#define SMALL(s, m, n)                                              \
    {                                                               \
        (n), MEMBER_SMALL, offsetof(struct s, m), PLAN_JSON_CONTENT \
    }
#define LATER(s, m, n, t)                              \
    {                                                  \
        (n), (t), offsetof(struct s, m), PLAN_JSON_ALL \
    }

static const struct member plan_members[] = {
    TEXT(plan, kind, "kind"),
    TEXT(plan, title, "title"),
    TEXT(plan, verb, "verb"),
    TEXT(plan, context, "context"),
    TEXT(plan, account, "account"),
    TEXT(plan, region, "region"),
    TEXT(plan, ticket, "ticket"),
    TEXT(plan, reason, "reason"),
    TEXT(plan, by, "by"),
    TEXT(plan, no_way_back, "noWayBack"),
    TEXT(plan, then, "then"),
    TEXT(plan, undoes_plan, "undoesPlan"),
    NUMBER(plan, created_ms, "createdAt"),
    NUMBER(plan, computed_ms, "computedAt"),
    NUMBER(plan, undoes, "undoes"),
    NUMBER(plan, pause_ms, "pauseMs"),
    SMALL(plan, stop_after, "stopAfter"),
    NUMBER(plan, reach.targets, "reachTargets"),
    NUMBER(plan, reach.things, "reachThings"),
    NUMBER(plan, reach.online, "reachOnline"),
    SMALL(plan, reach.group_pct, "reachGroupPercent"),
};
static const struct member target_members[] = {
    TEXT(plan_target, id, "id"),
    TEXT(plan_target, text, "text"),
    TEXT(plan_target, before, "before"),
    TEXT(plan_target, after, "after"),
    TEXT(plan_target, left_out, "leftOut"),
    NUMBER(plan_target, things, "things"),
    NUMBER(plan_target, online, "online"),
    SMALL(plan_target, step, "step"),
    TEXT(plan_target, probe.paths, "looksAt"),
    TEXT(plan_target, probe.seen, "seen"),
    LATER(plan_target, drift, "drift", MEMBER_TEXT),
};
static const struct member step_members[] = {
    TEXT(plan_step, text, "text"),
    SMALL(plan_step, wave, "wave"),
    NUMBER(plan_step, undoes, "undoes"),
    LATER(plan_step, result, "result", MEMBER_TEXT),
    LATER(plan_step, entry, "entry", MEMBER_NUMBER),
    LATER(plan_step, failed, "failed", MEMBER_SMALL),
    LATER(plan_step, acted, "acted", MEMBER_SMALL),
};
static const struct member back_members[] = {
    SMALL(plan_back, step, "step"),      TEXT(plan_back, text, "text"),
    TEXT(plan_back, note, "note"),       TEXT(plan_back, probe.paths, "looksAt"),
    TEXT(plan_back, probe.seen, "seen"), SMALL(plan_back, wave, "wave"),
};
static const struct member fact_members[] = {
    TEXT(plan_fact, section, "section"),
    TEXT(plan_fact, label, "label"),
    TEXT(plan_fact, text, "text"),
};

static const struct member thing_members[] = {
    TEXT(plan_thing, name, "name"),
    TEXT(plan_thing, state, "state"),
};

/* ---- writing ---- */

static void put_member(const struct member *m, const void *base, struct json_writer *w)
{
    const void *at = (const char *)base + m->offset;
    const char *text = m->is == MEMBER_TEXT ? *(const char *const *)at : NULL;

    if (m->is == MEMBER_TEXT && text == NULL)
        return;
    json_key(w, m->name);
    if (m->is == MEMBER_TEXT)
        json_put_string(w, str_of(text));
    else
        json_put_int(w, m->is == MEMBER_NUMBER ? *(const int64_t *)at : *(const int *)at);
}

static void put_members(const struct member *members, size_t n, const void *base,
                        enum plan_json_part part, struct json_writer *w)
{
    for (size_t i = 0; i < n; i++)
        if (members[i].part <= part)
            put_member(&members[i], base, w);
}

static void put_call(const char *name, const struct plan_call *c, struct json_writer *w)
{
    if (c->op == NULL)
        return;
    json_key(w, name);
    json_open(w, '{');
    json_text_member(w, "operation", c->op->name);
    if (c->op->input != NULL) {
        json_key(w, "input");
        record_encode_whole(c->op->input, c->input, w);
    }
    json_close(w, '}');
}

static void put_name(const char *name, const char *value, struct json_writer *w)
{
    json_text_member(w, name, value);
}

static void put_targets(const struct plan *p, enum plan_json_part part, struct json_writer *w)
{
    json_key(w, "targets");
    json_open(w, '[');
    for (size_t i = 0; i < p->n_targets; i++) {
        json_open(w, '{');
        put_members(target_members, COUNT_OF(target_members), &p->targets[i], part, w);
        put_call("probe", &p->targets[i].probe.call, w);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void put_steps(const struct plan *p, enum plan_json_part part, struct json_writer *w)
{
    json_key(w, "steps");
    json_open(w, '[');
    for (size_t i = 0; i < p->n_steps; i++) {
        json_open(w, '{');
        put_members(step_members, COUNT_OF(step_members), &p->steps[i], part, w);
        put_call("call", &p->steps[i].call, w);
        if (part == PLAN_JSON_ALL)
            put_name("state", plan_step_state_name(p->steps[i].state), w);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void put_back(const struct plan *p, enum plan_json_part part, struct json_writer *w)
{
    json_key(w, "back");
    json_open(w, '[');
    for (size_t i = 0; i < p->n_back; i++) {
        json_open(w, '{');
        put_members(back_members, COUNT_OF(back_members), &p->back[i], part, w);
        put_call("call", &p->back[i].call, w);
        put_call("probe", &p->back[i].probe.call, w);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void put_facts(const struct plan *p, enum plan_json_part part, struct json_writer *w)
{
    json_key(w, "facts");
    json_open(w, '[');
    for (size_t i = 0; i < p->n_facts; i++) {
        json_open(w, '{');
        put_members(fact_members, COUNT_OF(fact_members), &p->facts[i], part, w);
        json_key(w, "warn");
        json_put_bool(w, p->facts[i].tone == PLAN_WARN);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void put_things(const struct plan *p, enum plan_json_part part, struct json_writer *w)
{
    json_key(w, "things");
    json_open(w, '[');
    for (size_t i = 0; i < p->n_things; i++) {
        json_open(w, '{');
        put_members(thing_members, COUNT_OF(thing_members), &p->things[i], part, w);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void put_approvals(const struct plan *p, struct json_writer *w)
{
    json_key(w, "approvals");
    json_open(w, '[');
    for (size_t i = 0; i < p->n_approvals; i++) {
        json_open(w, '{');
        put_name("by", p->approvals[i].by, w);
        json_int_member(w, "at", p->approvals[i].at_ms);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static const char *const stages[PLAN_STAGES] = {"new", "started", "ended"};

void plan_json_write(const struct plan *p, enum plan_json_part part, struct buf *out)
{
    struct json_writer w = {.out = out};

    json_open(&w, '{');
    json_int_member(&w, "picketPlan", PLAN_JSON_FORMAT);
    put_name("id", p->id, &w);
    put_members(plan_members, COUNT_OF(plan_members), p, part, &w);
    put_facts(p, part, &w);
    put_targets(p, part, &w);
    put_steps(p, part, &w);
    put_back(p, part, &w);
    put_things(p, part, &w);
    if (part == PLAN_JSON_ALL) {
        put_name("stage", stages[p->stage], &w);
        put_approvals(p, &w);
    }
    json_close(&w, '}');
}

/* ---- reading ---- */

struct reader {
    struct plan *plan;
    struct arena *arena; /* of the JSON */
    struct err *err;
};

static bool wrong(struct reader *r, const char *what, const char *name)
{
    return err_set(r->err, ERR_CONFIG, "not a plan of this program: %s '%.60s'", what, name);
}

static bool read_number(struct reader *r, const struct member *m, const struct json *j,
                        void *at)
{
    double v = json_type(j) == JSON_NUMBER ? json_number(j) : 1e300;
    double most = m->is == MEMBER_SMALL ? 1e9 : 9e15;

    if (v < -most || v > most || v != (double)(int64_t)v)
        return wrong(r, "a number is wrong:", m->name);
    if (m->is == MEMBER_SMALL)
        *(int *)at = (int)v;
    else
        *(int64_t *)at = (int64_t)v;
    return true;
}

/* Members that are not there stay as they are. */
static bool read_members(struct reader *r, const struct member *members, size_t n,
                         const struct json *object, void *base)
{
    for (size_t i = 0; i < n; i++) {
        const struct json *j = json_get(object, members[i].name);
        void *at = (char *)base + members[i].offset;

        if (j == NULL)
            continue;
        if (members[i].is != MEMBER_TEXT) {
            if (!read_number(r, &members[i], j, at))
                return false;
        } else if (json_type(j) != JSON_STRING) {
            return wrong(r, "not a text:", members[i].name);
        } else {
            *(const char **)at = json_string(j);
        }
    }
    return true;
}

static const char *text_of(const struct json *object, const char *name)
{
    const struct json *j = json_get(object, name);

    return j != NULL && json_type(j) == JSON_STRING ? json_string(j) : "";
}

static bool read_call(struct reader *r, const struct json *object, const char *name,
                      enum effect effect, struct plan_call *out)
{
    const struct json *j = json_get(object, name), *input;

    if (j == NULL || json_type(j) != JSON_OBJECT)
        return wrong(r, "no call", name);
    out->op = operation_find(text_of(j, "operation"));
    if (out->op == NULL || out->op->effect != effect || out->op->input == NULL)
        return wrong(r, "no such operation:", text_of(j, "operation"));
    void *value = arena_alloc(r->arena, 1, out->op->input->size);

    input = json_get(j, "input");
    if (input == NULL || json_type(input) != JSON_OBJECT)
        return wrong(r, "no input of", out->op->name);
    if (!record_decode_whole(out->op->input, input, r->arena, value, r->err) ||
        !record_validate(out->op->input, value, r->err))
        return err_at(r->err, "%s", out->op->name);
    out->input = value;
    return true;
}

/* Its texts were read with the flat members. */
static bool read_probe(struct reader *r, const struct json *j, const char *of,
                       struct plan_probe *probe)
{
    if (json_get(j, "probe") == NULL)
        return true;
    if (!read_call(r, j, "probe", EFFECT_READ, &probe->call))
        return false;
    return (probe->paths != NULL && probe->seen != NULL) ||
           wrong(r, "a probe without what was seen", of);
}

static bool read_target(struct reader *r, const struct json *j)
{
    struct plan_target t = {.id = "", .text = "", .things = -1, .online = -1, .step = -1};

    if (!read_members(r, target_members, COUNT_OF(target_members), j, &t))
        return false;
    if (!read_probe(r, j, t.id, &t.probe))
        return false;
    plan_add_target(r->plan, &t);
    return true;
}

/* Files say what was sent and done; they cannot make a step that was not reviewed. */
static bool read_step(struct reader *r, const struct json *j)
{
    struct plan_step s = {.text = "", .failed = -1, .acted = -1};
    const char *state = text_of(j, "state");

    if (!read_members(r, step_members, COUNT_OF(step_members), j, &s) ||
        !read_call(r, j, "call", EFFECT_MUTATE, &s.call))
        return false;
    if (s.wave < 0 || s.wave >= PLAN_WAVES_MAX)
        return wrong(r, "no such wave, step", s.text);
    for (int i = 0; i < PLAN_STEP_STATES; i++)
        if (strcmp(state, plan_step_state_name((enum plan_step_state)i)) == 0)
            s.state = (enum plan_step_state)i;
    if (s.state == PLAN_STEP_SENDING) /* the console ended before it knew */
        s.state = PLAN_STEP_UNKNOWN;
    int at = plan_add_step(r->plan, &s);

    r->plan->steps[at].failed = s.failed;
    r->plan->steps[at].acted = s.acted;
    return true;
}

static bool read_back(struct reader *r, const struct json *j)
{
    struct plan_back b = {.step = -1, .text = ""};

    if (!read_members(r, back_members, COUNT_OF(back_members), j, &b) ||
        !read_call(r, j, "call", EFFECT_MUTATE, &b.call))
        return false;
    if (!read_probe(r, j, b.text, &b.probe))
        return false;
    if (b.step < 0 || (size_t)b.step >= r->plan->n_steps)
        return wrong(r, "a way back of no step:", b.text);
    plan_add_back(r->plan, &b);
    return true;
}

static bool read_fact(struct reader *r, const struct json *j)
{
    struct plan_fact f = {.section = "", .label = "", .text = ""};
    const struct json *warn = json_get(j, "warn");

    if (!read_members(r, fact_members, COUNT_OF(fact_members), j, &f))
        return false;
    f.tone = warn != NULL && json_is_true(warn) ? PLAN_WARN : PLAN_PLAIN;
    plan_add_fact(r->plan, &f);
    return true;
}

static bool read_thing(struct reader *r, const struct json *j)
{
    struct plan_thing t = {.name = "", .state = "?"};

    if (!read_members(r, thing_members, COUNT_OF(thing_members), j, &t))
        return false;
    plan_add_thing(r->plan, &t);
    return true;
}

static bool read_approval(struct reader *r, const struct json *j)
{
    int64_t at_ms = 0;

    (void)!json_time(json_get(j, "at"), &at_ms);
    plan_add_approval(r->plan, text_of(j, "by"), at_ms);
    return true;
}

static bool read_list(struct reader *r, const struct json *object, const char *name,
                      bool (*one)(struct reader *r, const struct json *j))
{
    const struct json *list = json_get(object, name);

    if (list == NULL)
        return true;
    if (json_type(list) != JSON_ARRAY || json_count(list) > PLAN_TARGETS_MAX)
        return wrong(r, "not a list, or too long:", name);
    for (const struct json *j = json_first(list); j != NULL; j = json_next(j)) {
        if (json_type(j) != JSON_OBJECT)
            return wrong(r, "not an object in", name);
        if (!one(r, j))
            return false;
    }
    return true;
}

static bool targets_fit(struct reader *r)
{
    for (size_t i = 0; i < r->plan->n_targets; i++)
        if (r->plan->targets[i].step >= (int)r->plan->n_steps)
            return wrong(r, "a target of no step:", r->plan->targets[i].id);
    return true;
}

/* What was read lives in the JSON's arena; the plan keeps copies. */
static void own_texts(struct plan *p)
{
    for (size_t i = 0; i < COUNT_OF(plan_members); i++) {
        const char **at = (const char **)(void *)((char *)p + plan_members[i].offset);

        if (plan_members[i].is == MEMBER_TEXT)
            *at = plan_text(p, *at);
    }
}

static bool read_all(struct reader *r, const struct json *j)
{
    const struct json *format = json_get(j, "picketPlan");
    const char *stage = text_of(j, "stage"), *id = text_of(j, "id");

    if (format == NULL || json_type(format) != JSON_NUMBER)
        return wrong(r, "no member", "picketPlan");
    if (json_number(format) > PLAN_JSON_FORMAT)
        return err_set(r->err, ERR_CONFIG, "the plan was written by a newer picket");
    if (strlen(id) >= PLAN_ID_MAX || id[0] == '\0' ||
        strspn(id, "0123456789abcdef") != strlen(id))
        return wrong(r, "the id is wrong:", id);
    (void)snprintf(r->plan->id, PLAN_ID_MAX, "%s", id);
    for (int i = 0; i < (int)COUNT_OF(stages); i++)
        if (strcmp(stage, stages[i]) == 0)
            r->plan->stage = (enum plan_stage)i;
    return read_members(r, plan_members, COUNT_OF(plan_members), j, r->plan) &&
           read_list(r, j, "facts", read_fact) && read_list(r, j, "steps", read_step) &&
           read_list(r, j, "targets", read_target) && read_list(r, j, "back", read_back) &&
           read_list(r, j, "things", read_thing) &&
           read_list(r, j, "approvals", read_approval) && targets_fit(r);
}

struct plan *plan_json_read(struct str json, struct err *err)
{
    struct reader r = {plan_new("", 0), arena_new(), err};
    const struct json *j = json_parse(json, r.arena, err);
    bool ok = j != NULL;

    if (ok)
        ok = json_type(j) == JSON_OBJECT ? read_all(&r, j) : wrong(&r, "not an object", "");
    own_texts(r.plan);
    arena_free(r.arena);
    if (!ok) {
        plan_free(r.plan);
        return NULL;
    }
    return r.plan;
}
