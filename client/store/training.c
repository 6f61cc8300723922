#include "client/store/training.h"

#include <math.h>
#include <stdlib.h>

#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/net/call.h"
#include "client/store/training_shares.h"

struct training {
    struct loop *loop;
    struct client *client;
    struct watched_list *list;
    struct training_shares *shares;
    char *shares_path; /* owned; NULL: not kept */
    int64_t noted_ms;  /* as_of of the rows whose shares are noted */
    int64_t came_ms;   /* the same by the service's clock, which may be a fast one */
};

/* ---- rows -------------------------------------------------------------------------------- */

typedef struct behavior_model_training_summary summary;

static bool key_text(const void *record, struct buf *out)
{
    const summary *s = record;

    buf_printf(out, "%s/%s", s->security_profile_name != NULL ? s->security_profile_name : "",
               s->behavior_name != NULL ? s->behavior_name : "");
    return true;
}

static bool percent_number(const void *record, int64_t *out)
{
    const struct opt_double *p = &((const summary *)record)->datapoints_collection_percentage;

    if (!p->set || !(fabs(p->value) < 1e9))
        return false;
    *out = (int64_t)p->value;
    return true;
}

static bool exact_number(const void *record, int64_t *out)
{
    if (!percent_number(record, out))
        return false;
    *out = llround(((const summary *)record)->datapoints_collection_percentage.value * 1000);
    return true;
}

/* For people: what needs somebody first. */
static const char *const status_order[] = {"EXPIRED", "PENDING_BUILD", "ACTIVE", NULL};

static const struct column columns[TRAINING_COLUMNS] = {
    [TRAINING_KEY] = {.name = "key", .kind = COLUMN_TEXT, .text = key_text, .hidden = true},
    [TRAINING_BEHAVIOR] = {.name = "behaviour", .path = "behaviorName", .kind = COLUMN_TEXT},
    [TRAINING_PROFILE] = {.name = "profile",
                          .path = "securityProfileName",
                          .kind = COLUMN_NAME},
    [TRAINING_STATUS] = {.name = "state",
                         .path = "modelStatus",
                         .kind = COLUMN_RANK,
                         .order = status_order},
    [TRAINING_PERCENT] = {.name = "points", .kind = COLUMN_INT, .number = percent_number},
    [TRAINING_EXACT] = {.name = "exact",
                        .kind = COLUMN_INT,
                        .number = exact_number,
                        .hidden = true},
    [TRAINING_START] = {.name = "start",
                        .path = "trainingDataCollectionStartDate",
                        .kind = COLUMN_TIME},
    [TRAINING_BUILT] = {.name = "built", .path = "lastModelRefreshDate", .kind = COLUMN_TIME},
};
const struct table_spec training_table = {"training", &behavior_model_training_summary_record,
                                          columns, TRAINING_COLUMNS, TRAINING_KEY};

static int64_t now_ms(const struct training *t)
{
    return t->client != NULL ? client_service_now_ms(t->client)
                             : clock_real_ms(loop_clock(t->loop));
}

/* A share says something about when it came. */
static int64_t when_it_came(const struct training *t)
{
    const struct source_status st = source_status(watched_list_source(t->list));

    if (st.as_of_ms != 0 && st.as_of_ms == t->noted_ms)
        return t->came_ms;
    return st.as_of_ms != 0 ? st.as_of_ms : now_ms(t);
}

void training_facts(const struct training *t, uint32_t row, struct training_facts *out)
{
    const struct table *table = source_table(watched_list_source(t->list));
    char scratch[TABLE_SCRATCH];
    int64_t exact;

    *out = (struct training_facts){.now_ms = when_it_came(t)};
    const uint32_t status = table_name_id(table, row, TRAINING_STATUS);
    if (table_text(table, row, TRAINING_STATUS, scratch).n > 0)
        out->status = table_name(table, TRAINING_STATUS, status);
    if (table_number(table, row, TRAINING_EXACT, &exact))
        out->percent = (struct opt_double){(double)exact / 1000, true};
    out->start.set = table_number(table, row, TRAINING_START, &out->start.ms);
    out->built.set = table_number(table, row, TRAINING_BUILT, &out->built.ms);
    if (out->start.set)
        out->n_points =
            training_shares_of(t->shares, table_text(table, row, TRAINING_KEY, scratch),
                               out->start.ms, &out->points);
}

void training_count(const struct training *t, struct training_tally *out)
{
    const struct table *table = source_table(watched_list_source(t->list));
    char scratch[TABLE_SCRATCH];

    *out = (struct training_tally){0};
    for (uint32_t row = 0; row < table_rows(table); row++) {
        const struct str status = table_text(table, row, TRAINING_STATUS, scratch);
        if (str_eq(status, "ACTIVE"))
            out->active++;
        else if (str_eq(status, "PENDING_BUILD"))
            out->pending++;
        else if (str_eq(status, "EXPIRED"))
            out->expired++;
        else
            out->other++;
    }
}

/* ---- shares ------------------------------------------------------------------------------ */

static void save(const struct training *t)
{
    struct err err;

    if (t->shares_path != NULL && !training_shares_save(t->shares, t->shares_path, &err))
        log_write(LOG_WARN, "shares of training data are not kept: %s", err.text);
}

static void note(struct training *t)
{
    const struct table *table = source_table(watched_list_source(t->list));
    const struct source_status st = source_status(watched_list_source(t->list));
    char scratch[TABLE_SCRATCH];
    bool news = false;

    if (st.state != SOURCE_COMPLETE || st.as_of_ms == t->noted_ms)
        return;
    t->noted_ms = st.as_of_ms;
    t->came_ms = now_ms(t);
    for (uint32_t row = 0; row < table_rows(table); row++) {
        struct training_facts f;
        training_facts(t, row, &f);
        const struct training_point p = {f.now_ms, f.percent.value};
        if (f.start.set && f.percent.set)
            news |= training_shares_note(
                t->shares, table_text(table, row, TRAINING_KEY, scratch), f.start.ms, &p);
    }
    if (news)
        save(t);
}

static void on_change(void *ctx)
{
    struct training *t = ctx;

    note(t);
}

/* ---- the shared list --------------------------------------------------------------------- */

struct training *training_new(struct loop *loop)
{
    struct training *t = mem_alloc(1, sizeof *t);

    t->loop = loop;
    t->shares = training_shares_new();
    t->list = watched_list_new(
        &(struct watched_list_options){.loop = loop,
                                       .spec = &training_table,
                                       .op = &op_get_behavior_model_training_summaries,
                                       .poll_ms = TRAINING_POLL_MS,
                                       .on_change = on_change,
                                       .ctx = t});
    return t;
}

void training_free(struct training *t)
{
    if (t == NULL)
        return;
    watched_list_free(t->list);
    training_shares_free(t->shares);
    free(t->shares_path);
    free(t);
}

void training_keep(struct training *t, const char *rows_path, const char *shares_path)
{
    static const struct sort_key order[] = {{TRAINING_STATUS, SORT_UP}};

    free(t->shares_path);
    t->shares_path = mem_strdup(shares_path);
    training_shares_load(t->shares, shares_path);
    source_keep(watched_list_source(t->list), rows_path, order, COUNT_OF(order));
}

struct watched_list *training_list(const struct training *t)
{
    return t->list;
}

void training_connect(struct training *t, struct client *client)
{
    t->client = client;
    watched_list_connect(t->list, client);
}
