#include "client/net/tape.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/base/files.h"
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
    else if (!files_write_fd(t->fd, buf_text(&t->line), t->line.len))
        (void)err_sys(&err, errno, "the recording %s cannot be written and ends here", t->path);
    else {
        t->written += t->line.len;
        return;
    }
    give_up(t, &err);
}

/* ---- secrets: one pass, as answers are long and may hold many ---- */

/* How many bytes of the client's own keys stand here; 0: none. */
static size_t key_at(const struct buf *text, size_t at, const struct credentials *c)
{
    const char *const keys[] = {c->access_key_id, c->secret, c->session_token};

    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        const size_t n = keys[i] != NULL ? strlen(keys[i]) : 0;

        if (n > 0 && n <= text->len - at && memcmp(text->data + at, keys[i], n) == 0)
            return n;
    }
    return 0;
}

/* A member whose name is, or ends like, one of these has just ended. */
static bool is_secret_member(const struct buf *text, size_t end)
{
    static const char *const names[] = {"SecretAccessKey", "SessionToken", "SecretKey",
                                        "PrivateKey",      "Password",     "AccessToken",
                                        "RefreshToken",    "ClientSecret"};

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        const size_t n = strlen(names[i]);

        if (n <= end && strncasecmp(text->data + end - n, names[i], n) == 0)
            return true;
    }
    return false;
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

void tape_redact(struct buf *text, const struct credentials *credentials)
{
    struct buf out = BUF_INIT(text->max);
    size_t from, to;

    for (size_t at = 0; at < text->len;) {
        const char c = text->data[at];
        const size_t n = key_at(text, at, credentials);

        if (n > 0) {
            buf_puts(&out, TAPE_REMOVED);
            at += n;
        } else if ((c == '"' || c == '>') && is_secret_member(text, at) &&
                   value_after(text, at, &from, &to)) {
            buf_put(&out, text->data + at, from - at);
            buf_puts(&out, TAPE_REMOVED);
            at = to;
        } else {
            buf_putc(&out, c);
            at++;
        }
    }
    buf_wipe(text);
    *text = out;
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

void tape_begin(struct tape *t, const struct tape_head *head)
{
    struct json_writer w = {.out = &t->line};

    if (t->begun || t->fd < 0)
        return;
    t->begun = true;
    t->started_ms = head->started_ms;
    buf_reset(&t->line);
    json_open(&w, '{');
    json_int_member(&w, "tape", TAPE_VERSION);
    json_int_member(&w, "started", head->started_ms);
    json_opt_text_member(&w, "context", head->context);
    json_opt_text_member(&w, "region", head->region);
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
    json_opt_text_member(w, "error", err_kind_name(err->kind));
    json_opt_text_member(w, "text", err->text);
}

static void put_head(struct json_writer *w, const struct http_result *r)
{
    json_int_member(w, "status", r->status);
    json_opt_text_member(w, "type", r->error_type);
    json_opt_text_member(w, "request", r->request_id);
    if (r->date_ms > 0)
        json_int_member(w, "date", r->date_ms);
    if (r->service_ms > 0)
        json_int_member(w, "clock", r->service_ms);
    if (r->retry_after_ms >= 0)
        json_int_member(w, "retry", r->retry_after_ms);
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
    json_int_member(&w, "at", note->asked_ms - t->started_ms);
    json_int_member(&w, "took", note->answered_ms - note->asked_ms);
    json_opt_text_member(&w, "operation", note->op->name);
    put_input(&w, note);
    put_failure(&w, &note->result->err);
    put_head(&w, note->result);
    put_body(&w, note);
    json_close(&w, '}');
    put_line(t);
}
