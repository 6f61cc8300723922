#include "client/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/base/clock.h"
#include "client/base/safe.h"

enum {
    LINE_MAX_BYTES = 4096,
    FILE_MAX_BYTES = 16 * 1024 * 1024, /* a week of debug level; then it stops and says so */
};

/* The log sink: one of the two pieces of mutable global state this program has. */
static struct {
    int fd;
    enum log_level level;
    off_t written;
} sink = {.fd = -1};

static const char *const level_names[] = {"error", "warn", "info", "debug"};

bool log_open(const char *path, enum log_level level, struct err *err)
{
    struct stat st;
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0)
        return err_sys(err, errno, "log file %s", path);
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        (void)close(fd);
        return err_set(err, ERR_IO, "log file %s is not a regular file", path);
    }
    log_close();
    sink.fd = fd;
    sink.level = level;
    sink.written = st.st_size;
    return true;
}

void log_close(void)
{
    if (sink.fd >= 0)
        (void)close(sink.fd);
    sink.fd = -1;
}

bool log_level_parse(const char *name, enum log_level *out)
{
    for (size_t i = 0; i < COUNT_OF(level_names); i++) {
        if (str_eq(str_of(name), level_names[i])) {
            *out = (enum log_level)i;
            return true;
        }
    }
    return false;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (str_lower(c) >= 'a' && str_lower(c) <= 'z') || c == '_';
}

/* What stands after NAME= or NAME: up to a blank or quote; the rest of the line for a header
 * that holds blanks itself. */
static void blank_value(char *p, bool whole_line)
{
    while (*p != '\0' && (is_word(*p) || *p == '-' || *p == '"'))
        p++;
    if (*p != '=' && *p != ':')
        return;
    p += strspn(p, "=: \"");
    for (; *p != '\0' && (whole_line || strchr(" \",", *p) == NULL); p++)
        *p = '*';
}

/* Blanks out values of secret names, and anything shaped like an access key id but its end. */
static void remove_secrets(char *line)
{
    static const char *const names[] = {"secret",    "token",      "password",
                                        "signature", "passphrase", "authorization"};

    for (size_t i = 0; i < COUNT_OF(names); i++)
        for (char *p = line; (p = strcasestr(p, names[i])) != NULL; p++)
            blank_value(p + strlen(names[i]), str_eq(str_of(names[i]), "authorization"));
    for (char *p = line; *p != '\0'; p++) {
        if ((str_starts(p, "AKIA") || str_starts(p, "ASIA")) && (p == line || !is_word(p[-1])))
            for (p += 4; is_word(p[0]) && is_word(p[1]) && is_word(p[2]) && is_word(p[3]) &&
                         is_word(p[4]);
                 p++)
                *p = '*';
    }
}

void log_write(enum log_level level, const char *fmt, ...)
{
    char raw[LINE_MAX_BYTES];
    struct buf line = BUF_INIT(2 * LINE_MAX_BYTES);
    va_list ap;

    if (sink.fd < 0 || level > sink.level || sink.written > FILE_MAX_BYTES)
        return;
    va_start(ap, fmt);
    (void)vsnprintf(raw, sizeof raw, fmt, ap);
    va_end(ap);
    remove_secrets(raw);
    time_iso8601(&line, clock_real_ms(&system_clock));
    buf_printf(&line, " %s ", level_names[level]);
    safe_text(&line, str_of(raw));
    buf_putc(&line, '\n');
    if (sink.written + (off_t)line.len > FILE_MAX_BYTES) {
        buf_reset(&line);
        buf_puts(&line, "log is full; nothing more is written\n");
    }
    ssize_t n = write(sink.fd, line.data, line.len);

    sink.written += n > 0 ? n : FILE_MAX_BYTES;
    buf_free(&line);
}
