/*
 * support/blast_rig: the local service, a client of it and a memory of devices, in one loop.
 *
 * The service can be told to refuse some paths; every request is counted. Waiting can be
 * skipped: the monotonic clock runs ahead by `ahead_us`. The state is a folder below /tmp,
 * removed at the end.
 */
#pragma once

#include "client/local/httpd.h"
#include "client/local/service.h"
#include "client/store/blast.h"

struct blast_rig {
    struct clock clock; /* first: the clock's own functions find the rest */
    int64_t ahead_us;
    struct loop *loop;
    struct local_service *service;
    struct httpd *httpd;
    struct http *http;
    struct client *client;
    struct devices *devices;
    char *folder;
    /* Requests whose path has this end are answered by this error; NULL: none. */
    const char *refuse_end, *refuse_type;
    int refuse_status;
    /* What the fleet index, which the service has not, says of every thing asked for; NULL: it
     * stays as it is. */
    const char *index_says;
    const char *endless_end; /* a list of names that has always one more page */
    int requests, refused, searches;
    int changes; /* calls of on_change */
};

/* A certificate on three things, as a query for its row id, and for its key. */
#define BLAST_RIG_SHARED                                                                \
    "(SELECT c.id FROM certificate c JOIN thing_principal p ON p.certificate_id = c.id" \
    " WHERE c.status = 'ACTIVE' GROUP BY c.id HAVING count(*) = 3 ORDER BY c.id LIMIT 1)"
#define BLAST_RIG_SHARED_KEY \
    "SELECT 'cert:' || cert_id FROM certificate WHERE id = " BLAST_RIG_SHARED

void blast_rig_open(struct blast_rig *r, int things);
void blast_rig_close(struct blast_rig *r);
/* Changes the account behind the service's back. */
void blast_rig_sql(struct blast_rig *r, const char *sql);
/* The first column of the first row; the text is owned. */
char *blast_rig_text(struct blast_rig *r, const char *sql);
int64_t blast_rig_number(struct blast_rig *r, const char *sql);
/* A blast of these targets; more options by hand before the first turn. */
struct blast *blast_rig_start(struct blast_rig *r, const struct blast_item *items, size_t n);
struct blast *blast_rig_run(struct blast_rig *r, const struct blast_item *items, size_t n);
void blast_rig_settle(struct blast_rig *r, const struct blast *b); /* until it is done */
void blast_rig_changed(void *ctx);
void blast_rig_equal(const char *what, struct blast_number n, int64_t wanted,
                     enum blast_sure sure);
bool blast_rig_says(struct blast *b, const char *part); /* in some sentence */
