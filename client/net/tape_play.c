#include "client/net/tape_play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/files.h"
#include "client/base/map.h"
#include "client/base/mem.h"

enum {
    TOOK_MAX_MS = 60 * 1000,
    AHEAD_MS = 2000, /* asked again a little sooner than it was recorded is the same question */
};

/* One answer, by its line. */
struct entry {
    int64_t at_ms;
    int took_ms;
    int64_t times[TAPE_TIMES_MAX];
    int n_times;
    struct str line; /* in the tape's text */
    struct entry *next;
};

/* All answers to one question, in the order of their asking. */
struct track {
    struct entry *first, *last;
    struct entry *given; /* NULL: none yet */
};

struct tape_player {
    struct clock clock; /* first: the clock is the player */
    double speed;
    int64_t mono_start_us, length_ms;
    struct tape_head head;
    struct buf text;
    struct map *tracks; /* key -> struct track */
    size_t left_out;
};

/* ---- the clock ---- */

static const struct tape_player *player_of(const struct clock *c)
{
    return (const struct tape_player *)(const void *)c;
}

static int64_t mono_us(const struct clock *c)
{
    (void)c;
    return clock_mono_us(&system_clock);
}

static int64_t now_ms(const struct tape_player *p) /* of the tape */
{
    const int64_t us = clock_mono_us(&system_clock) - p->mono_start_us;
    const double ms = (double)us / 1000 * p->speed;

    return ms < (double)p->length_ms ? (int64_t)ms : p->length_ms;
}

static int64_t real_ms(const struct clock *c)
{
    const struct tape_player *p = player_of(c);

    return p->head.started_ms + now_ms(p);
}

/* ---- reading a line ---- */

static int64_t whole(const struct json *object, const char *name, int64_t min, int64_t max,
                     int64_t absent)
{
    const struct json *j = json_get(object, name);

    if (j == NULL || json_type(j) != JSON_NUMBER || json_number(j) < (double)min ||
        json_number(j) > (double)max)
        return absent;
    return (int64_t)json_number(j);
}

static const char *text_of(const struct json *object, const char *name)
{
    const struct json *j = json_get(object, name);

    return j != NULL && json_type(j) == JSON_STRING ? json_string(j) : "";
}

static bool read_head(struct tape_player *p, struct str line, const char *path, struct err *err)
{
    struct arena *arena = arena_new();
    struct err why;
    const struct json *j = json_parse(line, arena, &why);
    const int64_t version =
        j != NULL && json_type(j) == JSON_OBJECT ? whole(j, "tape", 1, INT32_MAX, 0) : 0;
    const struct json *local = version > 0 ? json_get(j, "local") : NULL;

    if (version == TAPE_VERSION) {
        p->head.started_ms = whole(j, "started", 1, HTTP_CLOCK_MAX_MS, 1);
        p->head.loopback =
            local != NULL && json_type(local) == JSON_BOOL && json_is_true(local);
        (void)snprintf(p->head.context, sizeof p->head.context, "%s", text_of(j, "context"));
        (void)snprintf(p->head.region, sizeof p->head.region, "%s", text_of(j, "region"));
    } else if (version > 0) {
        (void)err_set(err, ERR_CONFIG, "%s was recorded by a newer picket", path);
        (void)err_advise(err, "use that one, or a newer one, to replay it");
    } else {
        (void)err_set(err, ERR_CONFIG, "%s is no recording", path);
        (void)err_advise(err, "picket record FILE makes one");
    }
    arena_free(arena);
    return version == TAPE_VERSION;
}

static void keep(struct tape_player *p, const char *key, const struct entry *entry)
{
    struct track *track = map_get(p->tracks, key);
    struct entry *e = mem_alloc(1, sizeof *e);

    *e = *entry;
    if (track == NULL) {
        track = mem_alloc(1, sizeof *track);
        (void)map_put(p->tracks, key, track);
    }
    if (track->last != NULL)
        track->last->next = e;
    else
        track->first = e;
    track->last = e;
    if (e->at_ms > p->length_ms)
        p->length_ms = e->at_ms;
}

static bool read_input(const struct operation *op, const struct json *line, struct arena *a,
                       const void **out)
{
    const struct json *input = json_get(line, "input");
    struct err why;
    void *record;

    *out = NULL;
    if (input == NULL)
        return true;
    if (op->input == NULL || json_type(input) != JSON_OBJECT)
        return false;
    record = arena_alloc(a, 1, op->input->size);
    *out = record;
    return record_decode_whole(op->input, input, a, record, &why);
}

static bool read_entry(struct tape_player *p, struct str line, struct arena *a)
{
    struct err why;
    const struct json *j = json_parse(line, a, &why);
    const struct operation *op = j != NULL && json_type(j) == JSON_OBJECT
                                     ? operation_find(text_of(j, "operation"))
                                     : NULL;
    struct entry e = {.line = line};
    struct tape_ask ask;
    const void *input;

    if (op == NULL || !read_input(op, j, a, &input))
        return false;
    e.at_ms = whole(j, "at", 0, INT32_MAX /* 24 days */, -1);
    e.took_ms = (int)whole(j, "took", 0, TOOK_MAX_MS, 0);
    if (e.at_ms < 0)
        return false;
    tape_ask(&ask, op, input);
    memcpy(e.times, ask.times, sizeof e.times);
    e.n_times = ask.n_times;
    keep(p, buf_text(&ask.key), &e);
    buf_free(&ask.key);
    return true;
}

/* ---- opening ---- */

static bool read_tape(struct tape_player *p, const char *path, struct err *err)
{
    struct str rest;

    p->text = BUF_INIT(TAPE_MAX_BYTES);
    if (!files_read(path, &p->text, err))
        return false;
    rest = (struct str){buf_text(&p->text), p->text.len};
    if (!read_head(p, str_cut(rest, '\n', &rest), path, err))
        return false;
    struct arena *arena = arena_new();

    while (rest.n > 0) {
        const struct str line = str_cut(rest, '\n', &rest);

        arena_reset(arena);
        if (!read_entry(p, line, arena))
            p->left_out++;
    }
    arena_free(arena);
    return true;
}

struct tape_player *tape_player_new(const char *path, double speed, struct err *err)
{
    struct tape_player *p = mem_alloc(1, sizeof *p);

    *p = (struct tape_player){.clock = {mono_us, real_ms},
                              .speed = speed,
                              .tracks = map_new(),
                              .mono_start_us = clock_mono_us(&system_clock)};
    if (read_tape(p, path, err)) {
        p->mono_start_us = clock_mono_us(&system_clock); /* reading does not count */
        return p;
    }
    tape_player_free(p);
    return NULL;
}

static void free_track(void *value)
{
    struct track *t = value;

    for (struct entry *next; t->first != NULL; t->first = next) {
        next = t->first->next;
        free(t->first);
    }
    free(t);
}

void tape_player_free(struct tape_player *p)
{
    if (p == NULL)
        return;
    map_free(p->tracks, free_track);
    buf_free(&p->text);
    free(p);
}

const struct tape_head *tape_player_head(const struct tape_player *p)
{
    return &p->head;
}

const struct clock *tape_player_clock(const struct tape_player *p)
{
    return &p->clock;
}

double tape_player_speed(const struct tape_player *p)
{
    return p->speed;
}

int64_t tape_player_length_ms(const struct tape_player *p)
{
    return p->length_ms;
}

size_t tape_player_left_out(const struct tape_player *p)
{
    return p->left_out;
}

/* ---- answering ---- */

static int64_t distance(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

/* A day is no answer to a question about a week. */
static bool as_long(const struct entry *e, const struct tape_ask *ask)
{
    if (ask->n_times < 2)
        return true;
    const int64_t recorded = distance(e->times[1], e->times[0]);
    const int64_t asked = distance(ask->times[1], ask->times[0]);

    return distance(recorded, asked) <= asked / 10 + AHEAD_MS;
}

/* The one whose times are nearest; of equals the latest that was there by then. */
static struct entry *nearest(const struct track *t, const struct tape_ask *ask, int64_t now)
{
    struct entry *best = NULL;
    int64_t best_off = INT64_MAX;

    for (struct entry *e = t->first; e != NULL; e = e->next) {
        int64_t off = 0;

        for (int i = 0; i < ask->n_times; i++)
            off += distance(e->times[i], ask->times[i]);
        if (!as_long(e, ask) || off > best_off || (off == best_off && e->at_ms > now))
            continue;
        best = e;
        best_off = off;
    }
    return best;
}

/* The one after the one before, unless it lies ahead; what is overdue is passed over. */
static struct entry *in_order(const struct track *t, int64_t now)
{
    struct entry *e = t->given != NULL ? t->given->next : t->first;

    if (e == NULL || (t->given != NULL && e->at_ms > now + AHEAD_MS))
        return t->given;
    while (e->next != NULL && e->next->at_ms <= now)
        e = e->next;
    return e;
}

static struct entry *find(struct tape_player *p, const struct operation *op, const void *input)
{
    struct entry *e = NULL;
    struct tape_ask ask;

    tape_ask(&ask, op, input);
    struct track *t = map_get(p->tracks, buf_text(&ask.key));

    if (t != NULL && ask.n_times > 0)
        e = nearest(t, &ask, now_ms(p));
    else if (t != NULL)
        e = t->given = in_order(t, now_ms(p));
    buf_free(&ask.key);
    return e;
}

static enum err_kind kind_of(const char *name)
{
    for (int kind = ERR_NONE + 1; kind <= ERR_CANCELED; kind++)
        if (strcmp(err_kind_name((enum err_kind)kind), name) == 0)
            return (enum err_kind)kind;
    return ERR_NONE;
}

static void fill(const struct json *j, struct http_result *out)
{
    const char *body = text_of(j, "body");
    const enum err_kind failed = kind_of(text_of(j, "error"));

    out->status = (int)whole(j, "status", 0, 999, 0);
    out->date_ms = whole(j, "date", 0, HTTP_CLOCK_MAX_MS, 0);
    out->service_ms = whole(j, "clock", 0, HTTP_CLOCK_MAX_MS, 0);
    out->retry_after_ms = whole(j, "retry", 0, INT32_MAX, -1);
    (void)snprintf(out->error_type, sizeof out->error_type, "%s", text_of(j, "type"));
    (void)snprintf(out->request_id, sizeof out->request_id, "%s", text_of(j, "request"));
    buf_puts(&out->body, body);
    out->received = out->body.len;
    if (failed != ERR_NONE)
        (void)err_set(&out->err, failed, "%s", text_of(j, "text"));
}

void tape_player_answer(struct tape_player *p, const struct operation *op, const void *input,
                        struct http_result *out, int *took_ms)
{
    const struct entry *e = find(p, op, input);
    struct arena *arena;
    struct err why;

    *out = (struct http_result){.retry_after_ms = -1, .body = BUF_INIT(HTTP_BODY_MAX)};
    *took_ms = 0;
    if (e == NULL) {
        (void)err_set(&out->err, ERR_USAGE, "this was not asked while it was recorded");
        (void)err_advise(&out->err, "Esc goes back to what was");
        out->hopeless = true;
        return;
    }
    arena = arena_new();
    const struct json *j = json_parse(e->line, arena, &why);

    if (j == NULL)
        bug("a line that was read once cannot be read again: %s", why.text);
    fill(j, out);
    *took_ms = (int)((double)e->took_ms / p->speed);
    out->total_ms = e->took_ms;
    arena_free(arena);
}
