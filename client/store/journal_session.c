/* Which consoles live: each holds one byte of a lock file as long as its process does. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/store/journal_inside.h"

enum {
    SILENT_MS = 60 * 60 * 1000, /* where nothing can be locked: longer than any request takes */
    RECOVER_MAX = 1000,         /* entries at once; the others the next time */
};

static struct flock byte_of(int64_t session)
{
    return (struct flock){
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = (off_t)session, .l_len = 1};
}

void journal_session_start(struct journal *j)
{
    char *path = mem_printf("%s.lock", j->path);
    uint64_t number = 0;

    j->session = 0;
    j->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    free(path);
    if (j->lock < 0 || getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        return;
    int64_t session = (int64_t)(number >> 2) | 1;
    struct flock own = byte_of(session);
    if (fcntl(j->lock, F_OFD_SETLK, &own) == 0)
        j->session = session;
}

void journal_session_end(struct journal *j)
{
    if (j->lock >= 0)
        (void)close(j->lock);
    j->lock = -1;
    j->session = 0;
}

static bool is_dead(const struct journal *j, int64_t session, int64_t began_ms)
{
    struct flock held = byte_of(session);

    if (session == j->session && session != 0)
        return false;
    if (session != 0 && j->lock >= 0 && fcntl(j->lock, F_OFD_GETLK, &held) == 0)
        return held.l_type == F_UNLCK;
    return clock_real_ms(j->clock) - began_ms > SILENT_MS;
}

/* Entries of the dead, at most RECOVER_MAX. */
static bool find_dead(struct journal *j, int64_t *entries, size_t *n, struct err *err)
{
    struct db_stmt *s = db_query(j->db, "SELECT entry,session,time_ms FROM pending", err);
    bool row = true, ok = s != NULL;

    *n = 0;
    while (ok && *n < RECOVER_MAX && (ok = db_step(s, &row, err)) && row)
        if (is_dead(j, db_int(s, 1), db_int(s, 2)))
            entries[(*n)++] = db_int(s, 0);
    if (s != NULL)
        db_reset(s);
    return ok;
}

static bool end_all(struct journal *j, const int64_t *entries, size_t n, struct err *err)
{
    static const struct journal_outcome unknown = {
        .state = JOURNAL_UNKNOWN,
        .answer = "the console ended before an answer came",
    };

    for (size_t i = 0; i < n; i++)
        if (!journal_end_inside(j, entries[i], &unknown, err) &&
            (err->kind != ERR_USAGE || !journal_drop_pending(j, entries[i], err)))
            return false; /* ERR_USAGE: nothing is pending there, whatever the table says */
    return true;
}

void journal_recover(struct journal *j)
{
    int64_t *dead = mem_alloc(RECOVER_MAX, sizeof *dead);
    struct err err = {0};
    size_t n;
    bool ok = find_dead(j, dead, &n, &err);

    if (ok && n > 0) {
        /* Once more with the lock held: another console may have been here meanwhile. */
        ok = db_begin(j->db, &err) && find_dead(j, dead, &n, &err) &&
             end_all(j, dead, n, &err) && db_commit(j->db, &err);
        if (!ok)
            db_rollback(j->db);
    }
    if (!ok)
        log_write(LOG_WARN, "journal: what dead consoles left stays: %s", err.text);
    free(dead);
}
