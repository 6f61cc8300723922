/*
 * local/serve: `picket serve`, the local service as a program of its own.
 *
 * Listens where it is told, makes state and fleet at the first start, says on stderr where
 * it answers, ends orderly on SIGTERM, SIGINT and SIGHUP. Exit status: 0 ended on request,
 * 1 failed, 2 wrong command line, 3 something of the person's to repair (state, fleet file,
 * folder modes).
 */
#pragma once

/* argv[0] is "serve". Blocks until the end. */
int serve_main(int argc, char **argv);
