#include "client/net/tape.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/base/mem.h"

enum { LINE_MAX = 2 * HTTP_BODY_MAX, INPUT_MAX = 1024 * 1024 };

struct tape {
    int fd; /* -1: no further */
    char *path;
    tape_failed_fn *failed;
    void *ctx;
    bool begun;
    int64_t started_ms;
    size_t written;
    struct buf line;
};

/* ---- the file ---- */

struct tape *tape_new(const char *path, tape_failed_fn *failed, void *ctx, struct err *err)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd < 0 && errno == EEXIST) {
        (void)err_set(err, ERR_IO, "%s is there already", path);
        (void)err_advise(err, "name a new file: a recording is never written over another");
        return NULL;
    }
    if (fd < 0) {
        (void)err_sys(err, errno, "%s cannot be made", path);
        return NULL;
    }
    struct tape *t = mem_alloc(1, sizeof *t);

    *t = (struct tape){.fd = fd,
                       .path = mem_strdup(path),
                       .failed = failed,
                       .ctx = ctx,
                       .line = BUF_INIT(LINE_MAX)};
    return t;
}

void tape_free(struct tape *t)
{
    if (t == NULL)
        return;
    if (t->fd >= 0)
        (void)close(t->fd);
    buf_free(&t->line);
    free(t->path);
    free(t);
}

static void give_up(struct tape *t, const struct err *err)
{
    (void)close(t->fd);
    t->fd = -1;
    if (t->failed != NULL)
        t->failed(t->ctx, err);
}

static bool write_all(int fd, const char *p, size_t n)
{
    while (n > 0) {
        const ssize_t done = write(fd, p, n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0)
            return false;
        p += done;
        n -= (size_t)done;
    }
    return true;
}

/* A whole line at once, so that a console that dies leaves whole lines and at most a torn one.
 */
static void put_line(struct tape *t)
{
    struct err err;

    buf_putc(&t->line, '\n');
    if (t->line.full)
        return; /* an answer beyond every bound: as if it had not been asked */
    if (t->written + t->line.len > TAPE_MAX_BYTES)
        (void)err_set(&err, ERR_LIMIT, "the recording %s is 512 MiB long and ends here",
                      t->path);
    else if (!write_all(t->fd, buf_text(&t->line), t->line.len))
        (void)err_sys(&err, errno, "the recording %s cannot be written and ends here", t->path);
    else {
        t->written += t->line.len;
        return;
    }
    give_up(t, &err);
}

/* ---- secrets ---- */

static void replace(struct buf *text, size_t at, size_t n)
{
    const struct str rest = {text->data + at + n, text->len - at - n};
    struct buf out = BUF_INIT(text->max);

    buf_put(&out, text->data, at);
    buf_puts(&out, TAPE_REMOVED);
    buf_put(&out, rest.p, rest.n);
    buf_wipe(text);
    *text = out;
}

static void cut_value(struct buf *text, const char *secret)
{
    const size_t n = secret != NULL ? strlen(secret) : 0;

    if (n == 0)
        return;
    for (size_t at = 0; at + n <= text->len;) {
        const char *hit = memmem(text->data + at, text->len - at, secret, n);

        if (hit == NULL)
            return;
        at = (size_t)(hit - text->data);
        replace(text, at, n);
        at += strlen(TAPE_REMOVED);
    }
}

static size_t skip_blanks(const struct buf *text, size_t at)
{
    while (at < text->len && strchr(" \t\r\n", text->data[at]) != NULL)
        at++;
    return at;
}

/* From behind a member's name; false: no text follows. */
static bool value_after(const struct buf *text, size_t at, size_t *from, size_t *to)
{
    const char end = text->data[at] == '>' ? '<' : '"';

    if (text->data[at] == '"') {
        at = skip_blanks(text, at + 1);
        if (at >= text->len || text->data[at] != ':')
            return false;
        at = skip_blanks(text, at + 1);
    }
    if (at >= text->len || text->data[at] != (end == '<' ? '>' : '"'))
        return false;
    *from = ++at;
    while (at < text->len && text->data[at] != end)
        at += text->data[at] == '\\' && end == '"' ? 2 : 1;
    *to = at < text->len ? at : text->len;
    return *to > *from;
}

static void cut_member(struct buf *text, const char *name)
{
    const size_t n = strlen(name);
    size_t from, to;

    for (size_t at = 0; at + n < text->len; at++) {
        if (strncasecmp(text->data + at, name, n) != 0 ||
            !value_after(text, at + n, &from, &to))
            continue;
        replace(text, from, to - from);
        at = from + strlen(TAPE_REMOVED);
    }
}

void tape_redact(struct buf *text, const struct credentials *credentials)
{
    static const char *const members[] = {"SecretAccessKey", "SessionToken", "SecretKey",
                                          "PrivateKey",      "Password",     "AccessToken",
                                          "RefreshToken",    "ClientSecret"};

    cut_value(text, credentials->access_key_id);
    cut_value(text, credentials->secret);
    cut_value(text, credentials->session_token);
    for (size_t i = 0; i < COUNT_OF(members) && text->len > 0; i++)
        cut_member(text, members[i]);
}

/* ---- what is asked ---- */

void tape_ask(struct tape_ask *out, const struct operation *op, const void *input)
{
    struct json_writer w = {.out = &out->key};

    *out = (struct tape_ask){.key = BUF_INIT(INPUT_MAX)};
    buf_printf(&out->key, "%s ", op->name);
    if (op->input == NULL || input == NULL)
        return;
    char *flat = mem_alloc(1, op->input->size);

    memcpy(flat, input, op->input->size);
    for (size_t i = 0; i < op->input->n_fields; i++) {
        const struct field *f = &op->input->fields[i];
        struct opt_time *time = (struct opt_time *)(void *)(flat + f->offset);

        if (f->is.type != FIELD_TIME || !time->set || out->n_times == TAPE_TIMES_MAX)
            continue;
        out->times[out->n_times++] = time->ms;
        time->ms = 0;
    }
    record_encode_whole(op->input, flat, &w);
    free(flat);
}

/* ---- lines ---- */

static void put_text(struct json_writer *w, const char *name, const char *text)
{
    if (*text == '\0')
        return;
    json_key(w, name);
    json_put_string(w, str_of(text));
}

static void put_ms(struct json_writer *w, const char *name, int64_t ms)
{
    json_key(w, name);
    json_put_int(w, ms);
}

void tape_begin(struct tape *t, const struct tape_head *head)
{
    struct json_writer w = {.out = &t->line};

    if (t->begun || t->fd < 0)
        return;
    t->begun = true;
    t->started_ms = head->started_ms;
    buf_reset(&t->line);
    json_open(&w, '{');
    put_ms(&w, "tape", TAPE_VERSION);
    put_ms(&w, "started", head->started_ms);
    put_text(&w, "context", head->context);
    put_text(&w, "region", head->region);
    json_key(&w, "local");
    json_put_bool(&w, head->loopback);
    json_close(&w, '}');
    put_line(t);
}

static void put_input(struct json_writer *w, const struct tape_note *note)
{
    struct buf text = BUF_INIT(INPUT_MAX);
    struct json_writer input = {.out = &text};

    if (note->op->input == NULL || note->input == NULL)
        return;
    record_encode_whole(note->op->input, note->input, &input);
    tape_redact(&text, note->credentials);
    json_key(w, "input");
    buf_put(w->out, buf_text(&text), text.len);
    w->need_comma = true;
    buf_free(&text);
}

static void put_failure(struct json_writer *w, const struct err *err)
{
    if (err->kind == ERR_NONE)
        return;
    put_text(w, "error", err_kind_name(err->kind));
    put_text(w, "text", err->text);
}

static void put_head(struct json_writer *w, const struct http_result *r)
{
    put_ms(w, "status", r->status);
    put_text(w, "type", r->error_type);
    put_text(w, "request", r->request_id);
    if (r->date_ms > 0)
        put_ms(w, "date", r->date_ms);
    if (r->service_ms > 0)
        put_ms(w, "clock", r->service_ms);
    if (r->retry_after_ms >= 0)
        put_ms(w, "retry", r->retry_after_ms);
}

static void put_body(struct json_writer *w, const struct tape_note *note)
{
    const struct buf *body = &note->result->body;
    struct buf text = BUF_INIT(HTTP_BODY_MAX);

    if (body->len == 0)
        return;
    buf_put(&text, body->data, body->len);
    tape_redact(&text, note->credentials);
    json_key(w, "body");
    json_put_string(w, (struct str){buf_text(&text), text.len});
    buf_free(&text);
}

void tape_note(struct tape *t, const struct tape_note *note)
{
    struct json_writer w = {.out = &t->line};

    if (!t->begun || t->fd < 0)
        return;
    buf_reset(&t->line);
    json_open(&w, '{');
    put_ms(&w, "at", note->asked_ms - t->started_ms);
    put_ms(&w, "took", note->answered_ms - note->asked_ms);
    put_text(&w, "operation", note->op->name);
    put_input(&w, note);
    put_failure(&w, &note->result->err);
    put_head(&w, note->result);
    put_body(&w, note);
    json_close(&w, '}');
    put_line(t);
}
