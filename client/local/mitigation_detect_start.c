#include "client/local/mitigation_detect.h"
#include "client/local/mitigation_inside.h"

enum {
    REQUEST_MAX = 64 * 1024, /* of one as JSON: 25 ids, five names and little else */
};

struct order {
    const struct start_detect_mitigation_actions_task_input *in;
    const char *request; /* as JSON */
    int64_t task;        /* row, once it is there */
};

/* ---- what may be asked ---- */

static bool check_target(const struct start_detect_mitigation_actions_task_input *in,
                         struct err *err)
{
    const struct detect_mitigation_actions_task_target *t = in->target;
    const struct violation_event_occurrence_range *r = in->violation_event_occurrence_range;

    if ((t->violation_ids.items != NULL) == (t->security_profile_name != NULL))
        return fault(err, API_INVALID_REQUEST,
                     "target must have either violationIds or securityProfileName.");
    if (t->behavior_name != NULL && t->security_profile_name == NULL)
        return fault(err, API_INVALID_REQUEST, "behaviorName needs securityProfileName.");
    return r == NULL || r->start_time.ms <= r->end_time.ms ||
           fault(err, API_INVALID_REQUEST,
                 "violationEventOccurrenceRange begins after its end.");
}

static bool has_row(struct mitigation *m, const char *sql_literal, const char *text, bool *out,
                    struct err *err)
{
    struct db_stmt *s = db_query(m->db, sql_literal, err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, text);
    if (!db_step(s, out, err))
        return false;
    db_reset(s);
    return true;
}

/* A profile that is gone may have left violations. */
static bool check_profile(struct mitigation *m, const char *name, struct err *err)
{
    bool there;

    return has_row(m,
                   "SELECT 1 FROM security_profile WHERE name = ?1 UNION ALL"
                   " SELECT 1 FROM detect_behavior WHERE profile = ?1 LIMIT 1",
                   name, &there, err) &&
           (there ||
            fault(err, API_INVALID_REQUEST, "Security profile %s does not exist.", name));
}

/* *again: the same request once more, which is answered as the first one was. */
static bool check_earlier(struct mitigation *m, const struct order *o, bool *again,
                          struct err *err)
{
    struct db_stmt *s =
        db_query(m->db, "SELECT request FROM detect_task WHERE task_id = ?", err);
    bool named, tokened;

    *again = false;
    if (s == NULL)
        return false;
    db_bind_text(s, 1, o->in->task_id);
    if (!db_step(s, &named, err))
        return false;
    *again = named && strcmp(db_text(s, 0), o->request) == 0;
    db_reset(s);
    if (*again)
        return true;
    if (named)
        return fault(err, API_TASK_ALREADY_EXISTS, "There is already a task %s.",
                     o->in->task_id);
    return has_row(m, "SELECT 1 FROM detect_task WHERE token = ?", o->in->client_request_token,
                   &tokened, err) &&
           (!tokened || fault(err, API_INVALID_REQUEST,
                              "clientRequestToken was used for another task: give every task "
                              "its own."));
}

static bool check_running(struct mitigation *m, struct err *err)
{
    int64_t running;

    return mitigation_number(
               m, "SELECT count(*) FROM detect_task WHERE status = 'IN_PROGRESS' AND id >= ?",
               0, &running, err) &&
           (running < DETECT_TASKS_RUNNING_MAX ||
            fault(err, API_LIMIT_EXCEEDED,
                  "There are already %d mitigation tasks of violations in progress: wait for"
                  " one to end, or cancel one.",
                  DETECT_TASKS_RUNNING_MAX));
}

/* ---- writing it down ---- */

static bool insert_task(struct mitigation *m, struct order *o, struct err *err)
{
    struct db_stmt *s = db_query(m->db,
                                 "INSERT INTO detect_task(task_id, token, request, status,"
                                 " start_ms, planned, total, done, span_ms, executed, skipped,"
                                 " failed) VALUES(?, ?, ?, 'IN_PROGRESS', ?, ?, 0, 0, 0, 0, 0,"
                                 " 0)",
                                 err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, o->in->task_id);
    db_bind_text(s, 2, o->in->client_request_token);
    db_bind_text(s, 3, o->request);
    db_bind_int(s, 4, mitigation_now_ms(m));
    db_bind_int(s, 5, o->in->target->violation_ids.items != NULL ? -1 : 0);
    if (!db_run(s, err))
        return false;
    o->task = db_last_id(m->db);
    return true;
}

static bool check_fit(struct mitigation *m, const char *name, struct err *err)
{
    struct db_stmt *s =
        db_query(m->db, "SELECT type FROM mitigation_action WHERE name = ?", err);
    bool there;

    if (s == NULL)
        return false;
    db_bind_text(s, 1, name);
    if (!db_step(s, &there, err))
        return false;
    const struct mitigation_kind *kind =
        there ? mitigation_find(arena_str(m->arena, db_text(s, 0))) : NULL;
    db_reset(s);
    if (kind == NULL)
        return fault(err, API_INVALID_REQUEST, "Mitigation action %s does not exist.", name);
    const char *why = mitigation_alarm_misfit(mitigation_type_of(kind), m->arena);
    return why == NULL ||
           fault(err, API_INVALID_REQUEST, "Mitigation action %s: %s", name, why);
}

static bool insert_actions(struct mitigation *m, const struct order *o, struct err *err)
{
    const char *const *names = o->in->actions.items;

    for (size_t i = 0; i < o->in->actions.n && i < MITIGATION_STEPS_MAX; i++) {
        for (size_t k = 0; k < i; k++) {
            if (strcmp(names[i], names[k]) == 0)
                return fault(err, API_INVALID_REQUEST, "Mitigation action %s is named twice.",
                             names[i]);
        }
        if (!check_fit(m, names[i], err))
            return false;
        struct db_stmt *s = db_query(m->db,
                                     "INSERT INTO detect_task_action SELECT ?1, ?2, name,"
                                     " action_id, type, params, role_arn FROM mitigation_action"
                                     " WHERE name = ?3",
                                     err);
        if (s == NULL)
            return false;
        db_bind_int(s, 1, o->task);
        db_bind_int(s, 2, (int64_t)i);
        db_bind_text(s, 3, names[i]);
        if (!db_run(s, err))
            return false;
    }
    return true;
}

static bool insert_violation(struct mitigation *m, int64_t task, const char *id,
                             struct err *err)
{
    bool there;

    if (!has_row(m, "SELECT 1 FROM violation WHERE violation_id = ?", id, &there, err))
        return false;
    if (!there)
        return fault(err, API_INVALID_REQUEST, "Violation %s does not exist.", id);
    struct db_stmt *s = db_query(m->db,
                                 "INSERT OR IGNORE INTO detect_task_violation(task,"
                                 " violation_id, thing, open) SELECT ?1, violation_id, thing, 1"
                                 " FROM violation WHERE violation_id = ?2",
                                 err);
    if (s == NULL)
        return false;
    db_bind_int(s, 1, task);
    db_bind_text(s, 2, id);
    return db_run(s, err);
}

static bool insert_violations(struct mitigation *m, const struct order *o, struct err *err)
{
    const struct list *ids = &o->in->target->violation_ids;
    const char *const *items = ids->items;

    for (size_t i = 0; i < ids->n; i++) {
        if (!insert_violation(m, o->task, items[i], err))
            return false;
    }
    return ids->items == NULL || detect_tasks_planned(m, o->task, 0, err);
}

static bool start(struct mitigation *m, const void *input, void *out, struct err *err)
{
    struct order *o = out;
    const char *profile = o->in->target->security_profile_name;
    bool again;

    (void)input;
    if (!check_target(o->in, err) || !check_earlier(m, o, &again, err))
        return false;
    return again ||
           (check_running(m, err) && (profile == NULL || check_profile(m, profile, err)) &&
            insert_task(m, o, err) && insert_actions(m, o, err) &&
            insert_violations(m, o, err));
}

static bool write_request(struct order *o, struct arena *a, struct err *err)
{
    struct buf text = BUF_INIT(REQUEST_MAX);
    struct json_writer w = {.out = &text};

    record_encode(&start_detect_mitigation_actions_task_input_record, o->in, &w);
    bool ok = !text.full || fault(err, API_INVALID_REQUEST,
                                  "The request is longer than %d bytes.", REQUEST_MAX);
    if (ok)
        o->request = arena_str(a, buf_text(&text));
    buf_free(&text);
    return ok;
}

bool detect_tasks_start(struct mitigation *m,
                        const struct start_detect_mitigation_actions_task_input *in,
                        struct arena *arena,
                        struct start_detect_mitigation_actions_task_output *out,
                        struct err *err)
{
    struct order o = {.in = in};

    arena_reset(m->arena);
    if (!write_request(&o, m->arena, err) || !mitigation_transaction(m, start, NULL, &o, err))
        return false;
    out->task_id = arena_str(arena, in->task_id);
    mitigation_wake(m);
    return true;
}
