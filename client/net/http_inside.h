/*
 * net/http_inside: what http.c and http_answer.c share. No other file includes it.
 *
 * A transfer is in the list of its http from start to end; it is with curl from its first turn
 * of the loop on (start NULL), which hands over what arrives and says how it ended.
 */
#pragma once

#include <curl/curl.h>

#include "client/net/http.h"

struct http {
    struct loop *loop;
    CURLM *multi; /* NULL until the first transfer runs */
    struct loop_timer *timer;
    struct http_transfer *all; /* every transfer alive */
    struct watch *watches;     /* every socket curl asked about */
};

struct http_transfer {
    struct http *http;
    struct http_transfer *next, **link;
    struct loop_timer *start; /* not with curl yet */
    CURL *easy;
    struct curl_slist *headers;
    char *method, *url, *unix_path, *ca_file;
    struct buf request;
    enum http_repeat repeat;
    int connect_ms, total_ms;
    http_done_fn *done;
    void *ctx;

    size_t header_bytes;
    int64_t content_length; /* -1: not seen in this answer */
    bool head_over;         /* the blank line after the last answer's headers was seen */
    enum refusal { TAKEN, BODY_TOO_LONG, HEADERS_TOO_LONG, TWO_LENGTHS } refusal;
    struct http_result result;
    char message[CURL_ERROR_SIZE];
};

/* http_answer.c */
/* CURLOPT_HEADERFUNCTION and CURLOPT_WRITEFUNCTION; ctx is the transfer. */
size_t http_on_header(char *p, size_t size, size_t n, void *ctx) NONNULL;
size_t http_on_body(char *p, size_t size, size_t n, void *ctx) NONNULL;
void http_explain(struct http_transfer *t, CURLcode code) NONNULL; /* fills result.err */
void http_measure(struct http_transfer *t) NONNULL;                /* status, times */
