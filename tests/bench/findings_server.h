/*
 * bench/findings_server: a peer that sends ListAuditFindings pages as fast as it can.
 *
 * Pages of 250, made once when it starts; any other request gets an empty object. It checks
 * nothing: it exists so that a measurement shows the client's cost alone.
 * Runs in a child process on a free port of 127.0.0.1, one thread a connection.
 */
#pragma once

#include <sys/types.h>

enum {
    FINDINGS_PAGE = 250, /* the API's largest */
    FINDINGS_PAGES_MAX = 4000,
};

/* In every finding's resource identifier, and nowhere else. */
#define FINDINGS_MARK "bench-gw-"

/* Returns the port. The child dies with its parent or by kill(*pid). Exits on error. */
int findings_server_start(int rows, pid_t *pid);
