#include "client/local/serve.h"

#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/log.h"
#include "client/base/safe.h"
#include "client/local/serve_env.h"
#include "client/local/service.h"

enum {
    EXIT_OK = 0,
    EXIT_FAILED = 1,
    EXIT_USAGE = 2,
    EXIT_CONFIG = 3,
};

static const char usage[] =
    "usage: picket serve [--listen 127.0.0.1:PORT | --socket PATH] [options]\n"
    "\n"
    "Answers the API of AWS IoT Device Defender for a fleet of its own.\n"
    "\n"
    "  --listen ADDRESS  loopback address and port; port 0 takes a free one (127.0.0.1:0)\n"
    "  --socket PATH     a Unix socket in a folder of your own, instead of a port\n"
    "  --state DIR       where the account lives (~/.local/state/picket/local)\n"
    "  --fleet NAME      what a new account starts from: harbour, metro, or a file\n"
    "  --size N          how many things, up to 1000000\n"
    "  --env FILE        write endpoint, region and keys as shell assignments\n"
    "  --clock-speed N   service time runs N times as fast as real time (1)\n"
    "  --no-detect       an account to which Detect is closed\n"
    "  --no-throttle     answer faster than the service's quotas\n"
    "  --progress        say on stderr how far making the fleet is, a line each\n"
    "  --log-file FILE   what was refused and what failed\n"
    "  --help\n";

struct serve_options {
    const char *listen, *socket, *env, *log_file;
    struct service_options service;
    bool progress_lines, help;
};

/* ---- saying things ----------------------------------------------------------------------- */

static int serve_fail(const struct err *err)
{
    struct buf text = BUF_INIT(4096);
    buf_puts(&text, "picket serve: ");
    safe_text(&text, str_of(err->text));
    if (err->where[0]) {
        buf_puts(&text, " (");
        safe_text(&text, str_of(err->where));
        buf_puts(&text, ")");
    }
    buf_puts(&text, "\n");
    if (err->advice[0]) {
        buf_puts(&text, "  ");
        safe_text(&text, str_of(err->advice));
        buf_puts(&text, "\n");
    }
    (void)fputs(buf_text(&text), stderr);
    buf_free(&text);
    if (err->kind == ERR_USAGE)
        return EXIT_USAGE;
    return err->kind == ERR_CONFIG ? EXIT_CONFIG : EXIT_FAILED;
}

static bool progress_tty(void *ctx, int64_t done, int64_t total)
{
    (void)ctx;
    (void)fprintf(stderr, "\rmaking the fleet: %" PRId64 " of %" PRId64 " things%s", done,
                  total, done == total ? "\n" : "");
    return true;
}

/* For whoever started us: "progress DONE TOTAL". */
static bool progress_line(void *ctx, int64_t done, int64_t total)
{
    (void)ctx;
    (void)fprintf(stderr, "progress %" PRId64 " %" PRId64 "\n", done, total);
    return true;
}

/* ---- the command line -------------------------------------------------------------------- */

enum serve_option {
    OPTION_LISTEN = 256,
    OPTION_SOCKET,
    OPTION_STATE,
    OPTION_FLEET,
    OPTION_SIZE,
    OPTION_ENV,
    OPTION_SPEED,
    OPTION_NO_DETECT,
    OPTION_NO_THROTTLE,
    OPTION_PROGRESS,
    OPTION_LOG,
    OPTION_HELP,
};

static const struct option long_options[] = {
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"socket", required_argument, NULL, OPTION_SOCKET},
    {"state", required_argument, NULL, OPTION_STATE},
    {"fleet", required_argument, NULL, OPTION_FLEET},
    {"size", required_argument, NULL, OPTION_SIZE},
    {"env", required_argument, NULL, OPTION_ENV},
    {"clock-speed", required_argument, NULL, OPTION_SPEED},
    {"no-detect", no_argument, NULL, OPTION_NO_DETECT},
    {"no-throttle", no_argument, NULL, OPTION_NO_THROTTLE},
    {"progress", no_argument, NULL, OPTION_PROGRESS},
    {"log-file", required_argument, NULL, OPTION_LOG},
    {"help", no_argument, NULL, OPTION_HELP},
    {NULL, 0, NULL, 0},
};

static bool option_number(struct serve_options *o, int which, const char *text, struct err *err)
{
    if (which == OPTION_SIZE)
        return str_to_int(str_of(text), 1, FLEET_THINGS_MAX, &o->service.things) ||
               err_set(err, ERR_USAGE, "--size must be between 1 and %d, not %.40s",
                       FLEET_THINGS_MAX, text);
    if (str_to_double(str_of(text), &o->service.clock_speed) && o->service.clock_speed > 0 &&
        o->service.clock_speed <= SERVICE_CLOCK_SPEED_MAX)
        return true;
    return err_set(err, ERR_USAGE, "--clock-speed must be above 0 and at most %d, not %.40s",
                   SERVICE_CLOCK_SPEED_MAX, text);
}

static bool option_take(struct serve_options *o, int which, const char *text, struct err *err)
{
    switch (which) {
    case OPTION_LISTEN: o->listen = text; return true;
    case OPTION_SOCKET: o->socket = text; return true;
    case OPTION_STATE: o->service.state_dir = text; return true;
    case OPTION_FLEET: o->service.fleet = text; return true;
    case OPTION_SIZE:
    case OPTION_SPEED: return option_number(o, which, text, err);
    case OPTION_ENV: o->env = text; return true;
    case OPTION_NO_DETECT: o->service.detect = SERVICE_WITHOUT_DETECT; return true;
    case OPTION_NO_THROTTLE: o->service.throttling = SERVICE_UNTHROTTLED; return true;
    case OPTION_PROGRESS: o->progress_lines = true; return true;
    case OPTION_LOG: o->log_file = text; return true;
    case OPTION_HELP: o->help = true; return true;
    default:
        err_set(err, ERR_USAGE, "wrong command line");
        return err_advise(err, "picket serve --help shows what there is");
    }
}

static bool options_read(int argc, char **argv, struct serve_options *o, struct err *err)
{
    int which;
    optind = 1;
    opterr = 1;
    while ((which = getopt_long(argc, argv, "", long_options, NULL)) != -1)
        if (!option_take(o, which, optarg, err))
            return false;
    if (optind < argc)
        return err_set(err, ERR_USAGE, "%.60s: no such argument", argv[optind]);
    if (o->listen && o->socket)
        return err_set(err, ERR_USAGE, "--listen and --socket exclude each other");
    if (!o->listen && !o->socket)
        o->listen = "127.0.0.1:0";
    return true;
}

/* ---- running ----------------------------------------------------------------------------- */

static void on_signal(void *ctx, int signo)
{
    log_write(LOG_INFO, "ending on signal %d", signo);
    loop_stop(ctx);
}

static bool serve_run(struct loop *loop, struct local_service *s, struct httpd *h,
                      const struct serve_options *o, struct err *err)
{
    struct serve_env env = {.endpoint = httpd_endpoint(h),
                            .region = registry_region(s->registry),
                            .keys = &s->keys};
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
    s->endpoint = httpd_endpoint(h);
    for (size_t i = 0; i < COUNT_OF(signals); i++)
        loop_on_signal(loop, signals[i], on_signal, loop);
    if (o->env && !serve_env_write(o->env, &env, err))
        return false;
    if (!o->progress_lines)
        (void)fprintf(stderr, "picket serve: answering on %s\n", httpd_endpoint(h));
    loop_run(loop);
    if (o->env)
        (void)unlink(o->env);
    return true;
}

static bool serve_open(struct loop *loop, const struct serve_options *o, struct err *err)
{
    struct local_service *s = NULL;
    struct httpd *h = NULL;
    if (!service_open(&s, loop, &o->service, err))
        return false;
    bool ok = o->socket ? httpd_listen_unix(&h, loop, o->socket, service_answer, s, err)
                        : httpd_listen_tcp(&h, loop, o->listen, service_answer, s, err);
    ok = ok && serve_run(loop, s, h, o, err);
    httpd_free(h);
    service_close(s);
    return ok;
}

int serve_main(int argc, char **argv)
{
    struct serve_options o = {.service.clock_speed = 1,
                              .service.throttling = SERVICE_THROTTLED};
    struct buf state = BUF_INIT(4096);
    struct err err = {.kind = ERR_NONE};
    bool ok = options_read(argc, argv, &o, &err);
    if (ok && o.help) {
        (void)fputs(usage, stdout);
        return EXIT_OK;
    }
    if (o.progress_lines)
        o.service.progress = progress_line;
    else if (isatty(STDERR_FILENO))
        o.service.progress = progress_tty;
    (void)signal(SIGPIPE, SIG_IGN); /* a client that left is no reason to end */
    ok = ok && (!o.log_file || log_open(o.log_file, LOG_INFO, &err));
    if (ok && !o.service.state_dir) {
        ok = files_xdg(&state, XDG_STATE, "local", &err);
        o.service.state_dir = buf_text(&state);
    }
    if (ok) {
        struct loop *loop = loop_new(&system_clock);
        ok = serve_open(loop, &o, &err);
        loop_free(loop);
    }
    int status = ok ? EXIT_OK : serve_fail(&err);
    buf_free(&state);
    log_close();
    return status;
}
