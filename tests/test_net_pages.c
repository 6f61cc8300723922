/*
 * net/call and listings: tokens, empty pages, loops, who ends a listing and how, pages that are
 * kept beyond their callback.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/audit.h"
#include "tests/support/call_rig.h"

#define TASK_ID "0123456789abcdef0123456789abcdef"

static const struct client_options audits = {0};

static void list_findings(struct call_rig *r, int max_pages)
{
    char task[] = TASK_ID;
    struct list_audit_findings_input in = {.task_id = task};
    struct call_options o = rig_options(r);

    o.max_pages = max_pages;
    struct call *k = call_start(r->client, &op_list_audit_findings, &in, &o);
    if (r->own != NULL)
        r->own = k;
    memset(task, 'x', sizeof task - 1); /* the input was copied */
}

#define FINDING  "{\"findings\":[{\"findingId\":\"1\"}]"
#define PAGE(t)  FINDING ",\"nextToken\":\"" t "\"}"
#define EMPTY(t) "{\"findings\":[],\"nextToken\":\"" t "\"}"

struct listing {
    const char *name, *bodies[4];
    int max_pages, stop_after;
    enum err_kind kind;
    int pages, requests;
    bool stopped;
};

static const struct listing listings[] = {
    {"one page", {FINDING "}"}, 0, 0, ERR_NONE, 1, 1, false},
    {"a token of null", {FINDING ",\"nextToken\":null}"}, 0, 0, ERR_NONE, 1, 1, false},
    {"an empty token", {PAGE("")}, 0, 0, ERR_NONE, 1, 1, false},
    {"three pages", {PAGE("a+/="), PAGE("b"), FINDING "}"}, 0, 0, ERR_NONE, 3, 3, false},
    {"an empty page between",
     {PAGE("a"), EMPTY("b"), FINDING "}"},
     0,
     0,
     ERR_NONE,
     3,
     3,
     false},
    {"no list at all", {"{}"}, 0, 0, ERR_NONE, 1, 1, false},
    {"the view has enough", {PAGE("a"), PAGE("b"), FINDING "}"}, 0, 2, ERR_NONE, 2, 2, true},
    {"as many as asked for", {PAGE("a"), PAGE("b"), FINDING "}"}, 1, 0, ERR_NONE, 1, 1, true},
    {"the same token again", {PAGE("a"), PAGE("a")}, 0, 0, ERR_DECODE, 2, 2, false},
    {"tokens in a ring", {PAGE("a"), PAGE("b"), PAGE("a")}, 0, 0, ERR_DECODE, 3, 3, false},
    {"the second page broken",
     {PAGE("a"), "{\"findings\":[{\"findingId\":1}]}"},
     0,
     0,
     ERR_DECODE,
     1,
     2,
     false},
};

Test(pages, listings)
{
    for (size_t i = 0; i < COUNT_OF(listings); i++) {
        const struct listing *l = &listings[i];
        struct client_options o = {0};
        struct call_rig *r = calloc(1, sizeof *r);
        char space[4][512];
        for (size_t p = 0; p < 4 && l->bodies[p] != NULL; p++) {
            r->replies[p].bytes = rig_answer(space[p], sizeof space[p], l->bodies[p]);
            r->n_replies = (int)p + 1;
        }
        r->stop_after = l->stop_after;
        rig_open(r, &o);
        list_findings(r, l->max_pages);
        rig_run(r, 1);
        cr_expect_eq(r->result.err.kind, l->kind, "%s: %s", l->name, r->result.err.text);
        cr_expect_eq(r->pages, l->pages, "%s: %d pages", l->name, r->pages);
        cr_expect_eq(r->result.pages, l->pages, "%s", l->name);
        cr_expect_eq(fault_server_requests(r->server), l->requests, "%s", l->name);
        cr_expect_eq(r->result.stopped, l->stopped, "%s", l->name);
        cr_expect_eq(r->badly_signed, 0, "%s: %s", l->name, r->refusal);
        rig_close(r);
        free(r);
    }
}

Test(pages, the_next_page_is_asked_for_like_the_first)
{
    struct client_options o = audits;
    struct call_rig *r = calloc(1, sizeof *r);
    char first[256], second[256];

    r->replies[0].bytes = rig_answer(first, sizeof first, PAGE("a+/="));
    r->replies[1].bytes = rig_answer(second, sizeof second, FINDING "}");
    r->n_replies = 2;
    rig_open(r, &o);
    list_findings(r, 0);
    rig_run(r, 1);
    cr_expect_str_eq(r->bodies[0], "{\"maxResults\":250,\"taskId\":\"" TASK_ID "\"}");
    cr_expect_str_eq(r->bodies[1],
                     "{\"maxResults\":250,\"nextToken\":\"a+/=\",\"taskId\":\"" TASK_ID "\"}");
    rig_close(r);
    free(r);
}

static void endless(void *ctx, const struct fault_request *q, struct fault_reply *reply)
{
    static char space[256], body[128];

    (void)ctx;
    snprintf(body, sizeof body, EMPTY("%d"), q->number);
    reply->bytes = rig_answer(space, sizeof space, body);
}

Test(pages, a_listing_of_empty_pages_ends)
{
    struct client_options o = audits;
    struct call_rig *r = calloc(1, sizeof *r);
    struct endpoint e;
    char url[64];
    struct err err;

    rig_open(r, &o);
    struct fault_server *s = fault_server_new(r->loop, NULL, endless, NULL);
    snprintf(url, sizeof url, "http://127.0.0.1:%d", fault_server_port(s));
    cr_assert(endpoint_parse(url, "eu-west-1", &e, &err));
    struct credentials keys = {0};
    credentials_set(&keys, "AKIDPICKETTEST", "secret", NULL);
    o.iot = &e;
    o.credentials = &keys;
    client_free(r->client);
    r->client = client_new(&o);
    credentials_wipe(&keys);
    list_findings(r, 0);
    rig_run(r, 1);
    cr_expect_eq(r->result.err.kind, ERR_LIMIT, "%s", r->result.err.text);
    cr_expect_eq(r->pages, CALL_EMPTY_PAGES_MAX + 1);
    client_free(r->client);
    r->client = NULL;
    fault_server_free(s);
    rig_close(r);
    free(r);
}

struct taker {
    struct call_rig *rig;
    struct arena *arena;
    const struct list_audit_findings_output *output;
};

static enum call_next take_arena(void *ctx, struct call_page *page)
{
    struct taker *t = ctx;

    if (t->arena == NULL) {
        t->arena = page->arena;
        t->output = page->output;
        page->arena = NULL;
    }
    return CALL_MORE;
}

static void taker_done(void *ctx, const struct call_result *result)
{
    struct taker *t = ctx;

    (void)result;
    t->rig->done++;
}

Test(pages, a_page_can_be_kept)
{
    struct client_options o = audits;
    struct call_rig *r = calloc(1, sizeof *r);
    struct taker t = {.rig = r};
    struct list_audit_findings_input in = {.task_id = TASK_ID};
    struct call_options co = {.on_page = take_arena, .on_done = taker_done, .ctx = &t};
    char first[256], second[256];

    r->replies[0].bytes = rig_answer(first, sizeof first, PAGE("a"));
    r->replies[1].bytes = rig_answer(second, sizeof second, FINDING "}");
    r->n_replies = 2;
    rig_open(r, &o);
    call_start(r->client, &op_list_audit_findings, &in, &co);
    rig_run(r, 1);
    rig_close(r);
    const struct audit_finding *f = t.output->findings.items;
    cr_expect_eq(t.output->findings.n, 1);
    cr_expect_str_eq(f->finding_id, "1");
    arena_free(t.arena);
    free(r);
}

Test(pages, a_call_may_be_ended_from_its_own_page)
{
    for (int drop = 0; drop < 2; drop++) {
        struct client_options o = audits;
        struct call_rig *r = calloc(1, sizeof *r);
        char space[256];
        r->replies[0].bytes = rig_answer(space, sizeof space, PAGE("a"));
        r->n_replies = 1;
        r->drop_own = drop == 1;
        rig_open(r, &o);
        r->own = (struct call *)(void *)r; /* not NULL: list_findings() keeps the handle */
        list_findings(r, 0);
        for (int i = 0; i < 1000 && r->pages == 0; i++)
            rig_turns(r, 1);
        rig_turns(r, 20);
        cr_expect_eq(r->pages, 1);
        cr_expect_eq(r->done, drop == 1 ? 0 : 1);
        cr_expect_eq(client_pending(r->client), 0);
        if (drop == 0)
            cr_expect_eq(r->result.err.kind, ERR_CANCELED);
        rig_close(r);
        free(r);
    }
}
