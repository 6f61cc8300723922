#include "client/local/audit_inside.h"
#include "client/local/tags_store.h"

static bool role_arn(struct audit *a, struct arena *arena, const char **out, struct err *err)
{
    struct db_stmt *s = db_query(a->db, "SELECT role_arn FROM audit_account WHERE id = 1", err);
    bool row;

    if (s == NULL || !db_step(s, &row, err))
        return false;
    *out = row ? arena_str(arena, db_text(s, 0)) : NULL;
    db_reset(s);
    return true;
}

/* ---- describing ---- */

static struct list threshold_list(struct arena *arena, const struct check *check, int64_t days)
{
    struct map_entry *entry = arena_alloc(arena, 1, sizeof *entry);
    const char **value = arena_alloc(arena, 1, sizeof *value);

    *value = arena_printf(arena, "%lld", (long long)days);
    *entry = (struct map_entry){check->threshold, value};
    return (struct list){1, entry};
}

static bool describe_checks(struct audit *a, struct arena *arena, struct list *out,
                            struct err *err)
{
    struct map_entry *entries = arena_alloc(arena, CHECK_COUNT, sizeof *entries);
    struct audit_check_configuration *rows = arena_alloc(arena, CHECK_COUNT, sizeof *rows);
    struct db_stmt *s =
        db_query(a->db, "SELECT enabled, threshold_days FROM audit_check WHERE id = ?", err);
    bool row;

    if (s == NULL)
        return false;
    for (int i = 0; i < CHECK_COUNT; i++) {
        db_bind_int(s, 1, a->check_no[i]);
        if (!db_step(s, &row, err))
            return false;
        rows[i].enabled = (struct opt_bool){db_int(s, 0) != 0, true};
        if (!db_is_null(s, 1))
            rows[i].configuration = threshold_list(arena, &checks[i], db_int(s, 1));
        entries[i] = (struct map_entry){checks[i].name, &rows[i]};
        db_reset(s);
    }
    *out = (struct list){CHECK_COUNT, entries};
    return true;
}

static bool describe_notifications(struct audit *a, struct arena *arena, struct list *out,
                                   struct err *err)
{
    struct db_stmt *s = db_query(
        a->db,
        "SELECT target_arn, role_arn, enabled FROM audit_notification WHERE type = 'SNS'", err);
    bool row;

    if (s == NULL || !db_step(s, &row, err))
        return false;
    if (row) {
        struct map_entry *entry = arena_alloc(arena, 1, sizeof *entry);
        struct audit_notification_target *target = arena_alloc(arena, 1, sizeof *target);
        target->target_arn = db_is_null(s, 0) ? NULL : arena_str(arena, db_text(s, 0));
        target->role_arn = db_is_null(s, 1) ? NULL : arena_str(arena, db_text(s, 1));
        target->enabled = (struct opt_bool){db_int(s, 2) != 0, true};
        *entry = (struct map_entry){"SNS", target};
        *out = (struct list){1, entry};
    }
    db_reset(s);
    return true;
}

bool audit_describe_configuration(struct audit *a, struct arena *arena,
                                  struct describe_account_audit_configuration_output *out,
                                  struct err *err)
{
    struct describe_account_audit_configuration_output made = {0};

    if (!role_arn(a, arena, &made.role_arn, err) ||
        !describe_checks(a, arena, &made.audit_check_configurations, err) ||
        !describe_notifications(a, arena, &made.audit_notification_target_configurations, err))
        return false;
    *out = made;
    return true;
}

/* ---- changing ---- */

static bool read_threshold(const struct check *check, const struct map_entry *entry,
                           int64_t *days, struct err *err)
{
    const char *text = *(const char *const *)entry->value;

    if (check->threshold == NULL || strcmp(entry->key, check->threshold) != 0)
        return fault(err, API_INVALID_REQUEST, "%s has no configuration %s.", check->name,
                     entry->key);
    if (!str_to_int(str_of(text), check->threshold_min, check->threshold_max, days))
        return fault(err, API_INVALID_REQUEST, "%s must be a number from %d to %d.",
                     check->threshold, check->threshold_min, check->threshold_max);
    return true;
}

static bool set_threshold(struct audit *a, enum check_id check,
                          const struct list *configuration, struct err *err)
{
    const struct map_entry *entries = configuration->items;

    for (size_t i = 0; i < configuration->n; i++) {
        int64_t days;
        if (!read_threshold(&checks[check], &entries[i], &days, err))
            return false;
        struct db_stmt *s =
            db_query(a->db, "UPDATE audit_check SET threshold_days = ? WHERE id = ?", err);
        if (s == NULL)
            return false;
        db_bind_int(s, 1, days);
        db_bind_int(s, 2, a->check_no[check]);
        if (!db_run(s, err))
            return false;
    }
    return true;
}

/* What is left from before it was disabled does not come back. */
static bool forget_findings(struct audit *a, int64_t check_no, struct err *err)
{
    return audit_change(a,
                        "DELETE FROM audit_related WHERE finding IN"
                        " (SELECT id FROM audit_finding WHERE check_id = ?)",
                        check_no, err) &&
           audit_change(a, "DELETE FROM audit_finding WHERE check_id = ?", check_no, err);
}

static bool enable(struct audit *a, enum check_id check, struct err *err)
{
    if (!forget_findings(a, a->check_no[check], err))
        return false;
    struct db_stmt *s = db_query(
        a->db,
        "UPDATE audit_check SET enabled = 1, enabled_ms = ? WHERE id = ? AND enabled = 0", err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, audit_now_ms(a));
    db_bind_int(s, 2, a->check_no[check]);
    return db_run(s, err);
}

/* A check that a schedule names stays. */
static bool check_unused(struct audit *a, enum check_id check, struct err *err)
{
    struct db_stmt *s = db_query(a->db,
                                 "SELECT s.name FROM scheduled_audit_check c JOIN"
                                 " scheduled_audit s ON s.id = c.schedule WHERE c.check_id = ?"
                                 " ORDER BY s.id LIMIT 1",
                                 err);
    bool used;

    if (s == NULL)
        return false;
    db_bind_int(s, 1, a->check_no[check]);
    if (!db_step(s, &used, err))
        return false;
    if (used)
        fault(err, API_INVALID_REQUEST,
              "%s is used by scheduled audit %s and cannot be disabled.", checks[check].name,
              db_text(s, 0));
    db_reset(s);
    return !used;
}

/* What was collected for the check goes with it: findings at once for who asks, and from the
 * tables bit by bit, as they may be a hundred thousand (audit_purge). */
static bool disable(struct audit *a, enum check_id check, struct err *err)
{
    int64_t no = a->check_no[check];

    if (!check_unused(a, check, err))
        return false;
    if (a->active != NULL && a->active->check == check)
        audit_drop_active(a); /* its task will find it disabled */
    return audit_change(a, "UPDATE audit_check SET enabled = 0, enabled_ms = NULL WHERE id = ?",
                        no, err) &&
           audit_change(a,
                        "DELETE FROM audit_progress WHERE task_check IN"
                        " (SELECT id FROM audit_task_check WHERE check_id = ?)",
                        no, err);
}

static bool change_check(struct audit *a, const struct map_entry *entry, struct err *err)
{
    const struct audit_check_configuration *c = entry->value;
    enum check_id check;
    int64_t enabled;

    if (!audit_check_named(entry->key, &check, err) ||
        !set_threshold(a, check, &c->configuration, err) ||
        !audit_number(a, "SELECT enabled FROM audit_check WHERE id = ?", a->check_no[check],
                      &enabled, err))
        return false;
    if (!c->enabled.set || c->enabled.value == (enabled != 0))
        return true;
    return c->enabled.value ? enable(a, check, err) : disable(a, check, err);
}

static bool check_role(struct audit *a, const char *arn, struct err *err)
{
    const char *name;

    return arn == NULL || registry_arn_name(a->registry, ARN_IAM_ROLE, arn, &name) ||
           fault(err, API_INVALID_REQUEST, "roleArn is not the ARN of a role in account %s.",
                 registry_account(a->registry));
}

static bool check_target(struct audit *a, const struct audit_notification_target *t,
                         struct err *err)
{
    const char *name;

    if (t->target_arn != NULL &&
        !registry_arn_name(a->registry, ARN_SNS_TOPIC, t->target_arn, &name))
        return fault(err, API_INVALID_REQUEST,
                     "targetArn is not the ARN of an SNS topic in %s of account %s.",
                     registry_region(a->registry), registry_account(a->registry));
    return check_role(a, t->role_arn, err);
}

/* Of the merged target. */
static bool check_complete(struct audit *a, struct err *err)
{
    int64_t incomplete;

    return audit_number(a,
                        "SELECT count(*) FROM audit_notification WHERE enabled = ? AND"
                        " (target_arn IS NULL OR role_arn IS NULL)",
                        1, &incomplete, err) &&
           (incomplete == 0 ||
            fault(err, API_INVALID_REQUEST,
                  "A notification target can be enabled when it has a targetArn and a "
                  "roleArn."));
}

static bool change_notification(struct audit *a, const struct map_entry *entry, struct err *err)
{
    const struct audit_notification_target *t = entry->value;

    if (!check_target(a, t, err))
        return false;
    struct db_stmt *s =
        db_query(a->db,
                 "INSERT INTO audit_notification VALUES(?1, ?2, ?3, ifnull(?4, 0))"
                 " ON CONFLICT(type) DO UPDATE SET"
                 " target_arn = ifnull(?2, target_arn),"
                 " role_arn = ifnull(?3, role_arn), enabled = ifnull(?4, enabled)",
                 err);
    if (s == NULL)
        return false;
    db_bind_text(s, 1, entry->key);
    db_bind_text(s, 2, t->target_arn);
    db_bind_text(s, 3, t->role_arn);
    if (t->enabled.set)
        db_bind_int(s, 4, t->enabled.value);
    else
        db_bind_null(s, 4);
    return db_run(s, err) && check_complete(a, err);
}

static bool set_role(struct audit *a, const char *arn, struct err *err)
{
    struct db_stmt *s =
        db_query(a->db, "INSERT OR REPLACE INTO audit_account VALUES(1, ?)", err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, arn);
    return db_run(s, err);
}

/* The first call must make audits possible: a role, and a check to run. */
static bool check_first(struct audit *a,
                        const struct update_account_audit_configuration_input *in,
                        struct err *err)
{
    const struct map_entry *entries = in->audit_check_configurations.items;
    int64_t configured;

    if (!audit_number(a, "SELECT count(*) FROM audit_account WHERE id = ?", 1, &configured,
                      err))
        return false;
    if (configured > 0)
        return true;
    if (in->role_arn == NULL)
        return fault(err, API_INVALID_REQUEST,
                     "A role ARN must be given when audits are configured for the first time.");
    for (size_t i = 0; i < in->audit_check_configurations.n; i++) {
        const struct audit_check_configuration *c = entries[i].value;
        if (c->enabled.set && c->enabled.value)
            return true;
    }
    return fault(err, API_INVALID_REQUEST,
                 "At least one check must be enabled when audits are configured for the first "
                 "time.");
}

static bool update(struct audit *a, const void *input, void *out, struct err *err)
{
    const struct update_account_audit_configuration_input *in = input;
    const struct map_entry *check_entries = in->audit_check_configurations.items;
    const struct map_entry *targets = in->audit_notification_target_configurations.items;
    bool ok = check_first(a, in, err);

    (void)out;
    ok = ok && check_role(a, in->role_arn, err) &&
         (in->role_arn == NULL || set_role(a, in->role_arn, err));
    for (size_t i = 0; ok && i < in->audit_check_configurations.n; i++)
        ok = change_check(a, &check_entries[i], err);
    for (size_t i = 0; ok && i < in->audit_notification_target_configurations.n; i++)
        ok = change_notification(a, &targets[i], err);
    return ok;
}

bool audit_update_configuration(struct audit *a,
                                const struct update_account_audit_configuration_input *in,
                                struct err *err)
{
    if (!audit_transaction(a, update, in, NULL, err))
        return false;
    audit_wake(a);
    return true;
}

/* ---- deleting ---- */

static bool remove_schedules(struct audit *a, bool wanted, struct err *err)
{
    int64_t n;

    if (!audit_number(a, "SELECT count(*) FROM scheduled_audit WHERE id >= ?", 0, &n, err))
        return false;
    if (n > 0 && !wanted)
        return fault(
            err, API_INVALID_REQUEST,
            "There are scheduled audits. Delete them first or set deleteScheduledAudits.");
    audit_timer_forget(a);
    return tags_remove_below(a->registry,
                             registry_arn(a->registry, ARN_SCHEDULED_AUDIT, "", a->arena),
                             err) &&
           db_exec(a->db, "DELETE FROM scheduled_audit_check; DELETE FROM scheduled_audit",
                   err);
}

static bool delete_all(struct audit *a, const void *input, void *out, struct err *err)
{
    const struct delete_account_audit_configuration_input *in = input;
    int64_t configured;

    (void)out;
    if (!audit_number(a, "SELECT count(*) FROM audit_account WHERE id = ?", 1, &configured,
                      err))
        return false;
    if (configured == 0)
        return fault(err, API_RESOURCE_NOT_FOUND,
                     "Audits are not configured for this account.");
    if (!remove_schedules(
            a, in->delete_scheduled_audits.set && in->delete_scheduled_audits.value, err))
        return false;
    for (int i = 0; i < CHECK_COUNT; i++) {
        if (!disable(a, (enum check_id)i, err))
            return false;
    }
    return db_exec(
        a->db,
        "UPDATE audit_check SET threshold_days = NULL; DELETE FROM audit_notification;"
        "DELETE FROM audit_account",
        err);
}

bool audit_delete_configuration(struct audit *a,
                                const struct delete_account_audit_configuration_input *in,
                                struct err *err)
{
    arena_reset(a->arena);
    if (!audit_transaction(a, delete_all, in, NULL, err))
        return false;
    audit_wake(a);
    return true;
}
