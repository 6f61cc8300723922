#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/local/audit.h"
#include "client/local/detect.h"
#include "client/local/device_report.h"
#include "client/local/mitigation.h"
#include "client/local/models.h"
#include "client/local/scenarios.h"
#include "client/local/service.h"
#include "client/local/state_lock.h"

static const char default_fleet[] = "harbour";

/* ---- the fleet --------------------------------------------------------------------------- */

static bool fleet_make(struct local_service *s, const struct service_options *o,
                       const struct fleet *fleet, struct err *err)
{
    struct fleet_options how = {.things = o->things,
                                .now_ms = service_clock_now_ms(s->clock),
                                .progress = o->progress,
                                .ctx = o->progress_ctx};
    log_write(LOG_INFO, "making fleet %s", fleet_name(fleet));
    return fleet_generate(fleet, s->registry, &how, err);
}

/* The fleet of an older state gets the actions and profiles that its description has by now.
 * One whose description is gone stays as it is: both can be made through the API. */
static bool fleet_renew(struct local_service *s, const char *name, struct err *err)
{
    struct err gone;
    bool lacks;
    if (!fleet_lacks_parts(s->registry, &lacks, err))
        return false;
    if (!lacks)
        return true;
    struct fleet *fleet = fleet_load(name, &gone);
    if (!fleet) {
        log_write(LOG_WARN, "no mitigation actions and security profiles for fleet %s: %s",
                  name, gone.text);
        return true;
    }
    bool ok = fleet_add_parts(fleet, s->registry, service_clock_now_ms(s->clock), err);
    fleet_free(fleet);
    return ok;
}

/* What is there stays what it is: a state never changes its fleet. */
static bool fleet_same(const struct service_options *o, const char *present, struct err *err)
{
    if (!o->fleet)
        return true;
    struct fleet *asked = fleet_load(o->fleet, err);
    if (!asked)
        return false;
    bool same = strcmp(fleet_name(asked), present) == 0;
    if (!same) {
        err_set(err, ERR_CONFIG, "%.150s holds the fleet %.60s, not %.60s", o->state_dir,
                present, fleet_name(asked));
        err_advise(err, "give --state another folder for the other fleet");
    }
    fleet_free(asked);
    return same;
}

static bool fleet_prepare(struct local_service *s, const struct service_options *o,
                          struct err *err)
{
    struct arena *arena = arena_new();
    const char *present;
    bool ok = fleet_present(s->registry, arena, &present, err);
    if (ok && present) {
        ok = fleet_same(o, present, err) && fleet_renew(s, o->fleet ? o->fleet : present, err);
    } else if (ok) {
        struct fleet *fleet = fleet_load(o->fleet ? o->fleet : default_fleet, err);
        ok = fleet && fleet_make(s, o, fleet, err);
        fleet_free(fleet);
    }
    arena_free(arena);
    return ok;
}

/* ---- the clock --------------------------------------------------------------------------- */

static void on_clock_timer(void *ctx);

static void clock_timer_start(struct local_service *s)
{
    s->clock_timer = loop_add_timer(s->loop, INT64_C(1000) * (SERVICE_CLOCK_LEASE_MS / 3),
                                    on_clock_timer, s);
}

static void on_clock_timer(void *ctx)
{
    struct local_service *s = ctx;
    struct err err;
    if (!service_clock_save(s->clock, &err))
        log_write(LOG_ERROR, "cannot save the service clock: %s", err.text);
    clock_timer_start(s);
}

/* ---- open, close ------------------------------------------------------------------------- */

static bool audits_start(struct local_service *s, struct err *err)
{
    struct audit_options o = {.registry = s->registry,
                              .clock = s->clock,
                              .collect_ms = AUDIT_COLLECT_MS,
                              .pace_ms = AUDIT_PACE_MS};
    if (!audit_open(&s->audit, &o, err) || !audit_seed(s->audit, err))
        return false;
    audit_attach(s->audit, s->loop);
    return true;
}

static bool mitigations_start(struct local_service *s, const char *state_dir, struct err *err)
{
    char *outbox = mem_printf("%s/outbox.ndjson", state_dir);
    struct mitigation_options o = {.registry = s->registry,
                                   .clock = s->clock,
                                   .audit = s->audit,
                                   .pace_ms = MITIGATION_PACE_MS,
                                   .outbox = outbox};
    bool ok = mitigation_open(&s->mitigation, &o, err);
    free(outbox);
    if (ok)
        mitigation_attach(s->mitigation, s->loop);
    return ok;
}

static void on_alert(void *ctx)
{
    mitigation_on_message(ctx);
}

static bool detect_start(struct local_service *s, struct err *err)
{
    if (s->detect_closed)
        return true; /* nobody gets as far as to ask for it */
    if (!models_open(&s->models, s->registry, service_clock_now_ms(s->clock), err))
        return false;
    struct detect_options o = {.registry = s->registry,
                               .clock = s->clock,
                               .models = s->models,
                               .scenarios = s->scenarios,
                               .reports = s->reports};
    if (!detect_open(&s->detect, &o, err))
        return false;
    detect_on_message(s->detect, on_alert, s->mitigation);
    if (!detect_begin(s->detect, DETECT_BEGIN_US, err))
        return false;
    detect_attach(s->detect, s->loop);
    return true;
}

static bool parts_open(struct local_service *s, const struct service_options *o,
                       struct err *err)
{
    struct registry_options account = {.account = NULL};
    double speed = o->clock_speed > 0 ? o->clock_speed : 1;
    return files_mkdirs(o->state_dir, err) && state_lock(o->state_dir, &s->lock_fd, err) &&
           keys_open(o->state_dir, &s->keys, err) &&
           registry_open(&s->registry, o->state_dir, &account, err) &&
           service_clock_open(&s->clock, s->registry, loop_clock(s->loop), speed, err) &&
           fleet_prepare(s, o, err) && scenarios_open(&s->scenarios, s->registry, err) &&
           device_reports_open(&s->reports, s->registry, err) && audits_start(s, err) &&
           mitigations_start(s, o->state_dir, err) && detect_start(s, err);
}

bool service_open(struct local_service **out, struct loop *loop,
                  const struct service_options *o, struct err *err)
{
    struct local_service *s = mem_alloc(1, sizeof *s);
    s->loop = loop;
    s->lock_fd = -1;
    s->endpoint = "";
    s->detect_closed = o->detect == SERVICE_WITHOUT_DETECT;
    if (!parts_open(s, o, err)) {
        service_close(s);
        return false;
    }
    if (o->throttling == SERVICE_THROTTLED)
        s->throttle = throttle_new();
    clock_timer_start(s);
    *out = s;
    return true;
}

void service_close(struct local_service *s)
{
    struct err err;
    if (!s)
        return;
    loop_remove_timer(s->clock_timer);
    detect_close(s->detect);
    models_close(s->models);
    mitigation_close(s->mitigation);
    audit_close(s->audit);
    device_reports_close(s->reports);
    scenarios_close(s->scenarios);
    if (s->clock && !service_clock_save(s->clock, &err))
        log_write(LOG_ERROR, "cannot save the service clock: %s", err.text);
    service_clock_free(s->clock);
    registry_close(s->registry);
    throttle_free(s->throttle);
    keys_wipe(&s->keys);
    if (s->lock_fd >= 0)
        close(s->lock_fd);
    free(s);
}
