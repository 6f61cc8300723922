#include "client/net/call_log.h"

#include "client/base/i18n.h"

struct call_record *call_log_add(struct call_log *log)
{
    uint64_t id = ++log->last_id;
    struct call_record *row = &log->rows[id % CALL_LOG_ROWS];

    *row = (struct call_record){.id = id};
    log->changes++;
    return row;
}

struct call_record *call_log_row(struct call_log *log, uint64_t id)
{
    struct call_record *row = &log->rows[id % CALL_LOG_ROWS];

    return id > 0 && row->id == id ? row : NULL;
}

size_t call_log_count(const struct call_log *log)
{
    return log->last_id < CALL_LOG_ROWS ? (size_t)log->last_id : CALL_LOG_ROWS;
}

const struct call_record *call_log_at(const struct call_log *log, size_t i)
{
    return i < call_log_count(log) ? &log->rows[(log->last_id - i) % CALL_LOG_ROWS] : NULL;
}

const char *call_state_name(enum call_state s)
{
    static const char *const names[] = {
        [CALL_QUEUED] = N_("queued"),       [CALL_IN_FLIGHT] = N_("waiting"),
        [CALL_BACKOFF] = N_("backing off"), [CALL_OK] = N_("ok"),
        [CALL_FAILED] = N_("failed"),       [CALL_CANCELED] = N_("canceled"),
    };

    return i18n_text(names[s]);
}
