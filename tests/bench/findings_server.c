#include "tests/bench/findings_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    FINDING_BYTES_MAX = 1200,
    REQUEST_BYTES_MAX = 64 * 1024,
};

static struct {
    char *bytes;
    size_t n;
} pages[FINDINGS_PAGES_MAX];
static int n_pages;
static time_t started; /* the newest finding; each further one a second older */

static const char *const severities[] = {"CRITICAL", "HIGH", "MEDIUM", "LOW"};

static void die(const char *what)
{
    perror(what);
    exit(1);
}

/* About 800 bytes, as the service's own. */
static const char finding_format[] =
    "{\"findingId\":\"%08x-5b1c-4d2e-8f3a-%012x\","
    "\"taskId\":\"9ccc92231f0e4c3b9a77d1f0aa55e6b1\","
    "\"checkName\":\"CONFLICTING_CLIENT_IDS_CHECK\",\"taskStartTime\":%ld.0,"
    "\"findingTime\":%ld.%03d,\"severity\":\"%s\",\"nonCompliantResource\":{"
    "\"resourceType\":\"CLIENT_ID\","
    "\"resourceIdentifier\":{\"clientId\":\"" FINDINGS_MARK "%06d\"},"
    "\"additionalInfo\":{\"CLIENT_ID_CONFLICTS\":\"%d\","
    "\"FIRST_CONNECTED\":\"1789991111000\","
    "\"LAST_DISCONNECT_REASON\":\"DUPLICATE_CLIENTID\"}},"
    "\"relatedResources\":[{\"resourceType\":\"DEVICE_CERTIFICATE\","
    "\"resourceIdentifier\":{\"deviceCertificateId\":"
    "\"%08x5b1c4d2e8f3a9ccc92231f0e4c3b9a77d1f0aa55e6b1c0ff%08x\"},"
    "\"additionalInfo\":{}}],"
    "\"reasonForNonCompliance\":\"Two connections used the client id at the same time, "
    "site plant-%d.\",\"reasonForNonComplianceCode\":\"DUPLICATE_CLIENT_ID\","
    "\"isSuppressed\":%s}";

static int print_finding(char *out, size_t size, int row)
{
    unsigned mixed = (unsigned)row * 2654435761u;

    return snprintf(out, size, finding_format, mixed, (unsigned)row, (long)started,
                    (long)started - row, row % 1000, severities[row % 4], row, row % 7 + 2,
                    mixed ^ 40503u, (unsigned)row, row % 97, row % 20 == 0 ? "true" : "false");
}

static void make_page(int at, int rows)
{
    size_t size = (size_t)FINDINGS_PAGE * FINDING_BYTES_MAX + 256;
    char *body = malloc(size), *whole = malloc(size + 256);

    if (body == NULL || whole == NULL)
        die("malloc");
    size_t n = (size_t)snprintf(body, size, "{\"findings\":[");
    int end = (at + 1) * FINDINGS_PAGE < rows ? (at + 1) * FINDINGS_PAGE : rows;

    for (int row = at * FINDINGS_PAGE; row < end; row++) {
        n += (size_t)print_finding(body + n, size - n, row);
        body[n++] = row + 1 < end ? ',' : ']';
    }
    n += end < rows
             ? (size_t)snprintf(body + n, size - n, ",\"nextToken\":\"page-%d\"}", at + 1)
             : (size_t)snprintf(body + n, size - n, "}");
    size_t head = (size_t)snprintf(whole, 256,
                                   "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                                   "Content-Length: %zu\r\n\r\n",
                                   n);

    memcpy(whole + head, body, n);
    free(body);
    pages[at].bytes = whole;
    pages[at].n = head + n;
}

static bool send_all(int fd, const char *bytes, size_t n)
{
    while (n > 0) {
        ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);

        if (sent <= 0)
            return false;
        bytes += sent;
        n -= (size_t)sent;
    }
    return true;
}

static bool send_small(int fd, const char *body)
{
    char answer[512];
    int n = snprintf(answer, sizeof answer,
                     "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                     "Content-Length: %zu\r\n\r\n%s",
                     strlen(body), body);

    return send_all(fd, answer, (size_t)n);
}

static bool answer(int fd, const char *request, const char *body)
{
    if (strncmp(request, "POST /audit/findings ", 21) == 0) {
        const char *token = strstr(body, "\"page-");
        long at = token != NULL ? strtol(token + 6, NULL, 10) : 0;

        return at >= 0 && at < n_pages && send_all(fd, pages[at].bytes, pages[at].n);
    }
    if (strncmp(request, "GET /audit/tasks", 16) == 0)
        return send_small(fd, "{\"tasks\":[]}");
    if (strncmp(request, "POST / ", 7) == 0)
        return send_small(fd, "{\"GetCallerIdentityResponse\":{\"GetCallerIdentityResult\":{"
                              "\"Account\":\"000000000000\",\"UserId\":\"AIDABENCH\","
                              "\"Arn\":\"arn:aws:iam::000000000000:user/bench\"}}}");
    return send_small(fd, "{}");
}

static size_t content_length(const char *head)
{
    const char *line = strcasestr(head, "\r\ncontent-length:");

    return line != NULL ? strtoul(line + 17, NULL, 10) : 0;
}

static void *serve_connection(void *arg)
{
    int fd = (int)(intptr_t)arg;
    char *in = calloc(1, REQUEST_BYTES_MAX + 1);
    size_t have = 0;

    for (;;) {
        char *end = in != NULL ? strstr(in, "\r\n\r\n") : NULL;

        if (end != NULL) {
            size_t head = (size_t)(end - in) + 4, want = head + content_length(in);

            if (have >= want) {
                if (!answer(fd, in, in + head))
                    break;
                memmove(in, in + want, have - want + 1);
                have -= want;
                continue;
            }
        }
        ssize_t got = in != NULL ? recv(fd, in + have, REQUEST_BYTES_MAX - have, 0) : 0;

        if (got <= 0)
            break;
        have += (size_t)got;
        in[have] = '\0';
    }
    free(in);
    close(fd);
    return NULL;
}

static void serve(int listener)
{
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        int on = 1;
        pthread_t thread;

        if (fd < 0)
            continue;
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (pthread_create(&thread, NULL, serve_connection, (void *)(intptr_t)fd) == 0)
            pthread_detach(thread);
        else
            close(fd);
    }
}

int findings_server_start(int rows, pid_t *pid)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (listener < 0 || bind(listener, (const struct sockaddr *)&at, sizeof at) != 0 ||
        listen(listener, 16) != 0 || getsockname(listener, (struct sockaddr *)&at, &size) != 0)
        die("listen");
    *pid = fork();
    if (*pid < 0)
        die("fork");
    if (*pid == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        started = time(NULL) - 86400; /* old enough for ages that stand still */
        n_pages = (rows + FINDINGS_PAGE - 1) / FINDINGS_PAGE;
        if (n_pages > FINDINGS_PAGES_MAX)
            _exit(1);
        for (int i = 0; i < n_pages; i++)
            make_page(i, rows);
        serve(listener);
        _exit(0);
    }
    close(listener);
    return ntohs(at.sin_port);
}
