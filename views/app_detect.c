/* What screens share of Detect. */
#include "views/app_inside.h"
#include "views/kept.h"

static void on_hours(void *ctx)
{
    app_redraw(ctx);
}

static void on_access(void *ctx)
{
    app_redraw(ctx);
}

void app_detect_new(struct app *a)
{
    a->detect_access = detect_access_new(on_access, a);
    a->alarms = alarms_new(a->loop);
    a->training = training_new(a->loop);
    a->alarm_hours = alarm_hours_new(a->loop, on_hours, a);
}

void app_history_context(const struct app *a, const char *fleet, struct buf *out)
{
    buf_printf(out, "%s %s %s", a->context.name, a->context.region, a->context.endpoint);
    if (fleet != NULL && *fleet != '\0')
        buf_printf(out, " %s", fleet);
}

void app_detect_keep(struct app *a, const char *fleet)
{
    struct buf path = BUF_INIT(4096), shares = BUF_INIT(4096), context = BUF_INIT(8192);

    if (kept_path(&a->context, "alarms", &path))
        alarms_keep(a->alarms, buf_text(&path));
    buf_reset(&path);
    if (kept_path(&a->context, "training", &path) &&
        kept_path(&a->context, "training shares", &shares))
        training_keep(a->training, buf_text(&path), buf_text(&shares));
    buf_reset(&path);
    kept_history(&a->context, "alarms.db", &path);
    app_history_context(a, fleet, &context);
    a->alarm_history = alarm_history_new(a->loop, buf_text(&path), buf_text(&context));
    a->alarm_recorder = alarm_recorder_new(a->loop, a->alarm_history);
    buf_free(&path);
    buf_free(&shares);
    buf_free(&context);
}

void app_detect_free(struct app *a)
{
    alarm_recorder_free(a->alarm_recorder);
    alarm_history_free(a->alarm_history);
    watched_list_free(a->alarms);
    training_free(a->training);
    alarm_hours_free(a->alarm_hours);
    if (a->client != NULL)
        client_set_watch(a->client, NULL);
    detect_access_free(a->detect_access);
}

void app_detect_connect(struct app *a, struct client *client)
{
    if (a->client != NULL && a->client != client)
        client_set_watch(a->client, NULL);
    detect_access_connect(a->detect_access, client);
    watched_list_connect(a->alarms, client);
    training_connect(a->training, client);
    alarm_recorder_connect(a->alarm_recorder, client);
    alarm_hours_connect(a->alarm_hours, client);
}

void app_detect_set_paused(struct app *a)
{
    watched_list_set_paused(a->alarms, a->paused);
    watched_list_set_paused(training_list(a->training), a->paused);
    alarm_recorder_set_paused(a->alarm_recorder, a->paused);
    if (a->paused) /* who looks follows again when it is shown */
        alarm_hours_set_pace(a->alarm_hours, ALARM_HOURS_STILL);
}

struct alarm_history *app_alarm_history(const struct app *a)
{
    return a->alarm_history;
}

struct alarm_recorder *app_alarm_recorder(const struct app *a)
{
    return a->alarm_recorder;
}

struct watched_list *app_alarms(const struct app *a)
{
    return a->alarms;
}

struct alarm_hours *app_alarm_hours(const struct app *a)
{
    return a->alarm_hours;
}

int64_t app_service_ms(const struct app *a)
{
    return a->client != NULL ? client_service_now_ms(a->client) : app_now_ms(a);
}

int64_t app_seen_ms(const struct app *a)
{
    return a->seen_ms;
}

struct training *app_training(const struct app *a)
{
    return a->training;
}

struct detect_access *app_detect_access(const struct app *a)
{
    return a->detect_access;
}
