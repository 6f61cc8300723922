#include <criterion/criterion.h>

#include "client/api/json.h"

static void expect(const char *text, size_t n, const char *message)
{
    struct arena *a = arena_new();
    struct err err = {0};
    const struct json *j = json_parse((struct str){text, n}, a, &err);

    if (message == NULL)
        cr_assert_not_null(j, "%.60s: %s", text, err.text);
    else
        cr_assert(j == NULL && strstr(err.text, message) != NULL, "%.60s: %s", text,
                  j != NULL ? "was read" : err.text);
    arena_free(a);
}

Test(api_json, what_is_read_and_what_is_refused)
{
    static const struct {
        const char *text;
        const char *message; /* NULL: is read */
    } rows[] = {
        {"{}", NULL},
        {" [1, -2.5e3, \"x\", true, false, null, {\"a\": {}}]\r\n\t", NULL},
        {"\"\\\\u0000\"", NULL}, /* a backslash, then plain text */
        {"\"\\ud83d\\ude00\"", NULL},
        {"{\"a\":1,\"A\":2,\"aa\":3}", NULL},
        {"", "nothing there"},
        {"   ", "at byte"},
        {"{}x", "something follows"},
        {"{} {}", "something follows"},
        {"[1,", "it breaks off"},
        {"{\"findings\":[{\"findingId\":\"x\"", "it breaks off"},
        {"[1,]", "not what may stand here"},
        {"nul", "at byte 0"},
        {"'a'", "at byte 0"},
        {"{\"a\":1,\"b\":2,\"a\":3}", "the key \"a\" stands twice"},
        {"[{\"x\":{\"\":1,\"\":2}}]", "the key \"\" stands twice"},
        {"\"\\u0000\"", "a NUL character"},
        {"{\"a\\u0000b\":1}", "a NUL character"},
        {"\"\\ud800\"", "at byte"},
        {"\"\xff\"", "not UTF-8"},
        {"\"\xed\xa0\x80\"", "not UTF-8"},
        {"\"\xc0\xaf\"", "not UTF-8"},
        {"\"12345678\x01\"", "a control character"},
        {"[1e999]", "out of range"},
        {"{\"a\" 1}", "at byte"},
        {"[1 2]", "at byte"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect(rows[i].text, strlen(rows[i].text), rows[i].message);
    expect("[1]\0[2]", 7, "a control character");
}

Test(api_json, bounds)
{
    struct buf b = BUF_INIT(JSON_MAX_BYTES + 100);

    for (int depth = JSON_MAX_DEPTH - 1; depth <= JSON_MAX_DEPTH + 1; depth++) {
        buf_reset(&b);
        for (int i = 0; i < depth; i++)
            buf_putc(&b, '[');
        buf_putc(&b, '1');
        for (int i = 0; i < depth; i++)
            buf_putc(&b, ']');
        expect(b.data, b.len, depth <= JSON_MAX_DEPTH ? NULL : "nested deeper");
    }
    buf_reset(&b);
    for (int i = 0; i < 100000; i++)
        buf_putc(&b, '[');
    expect(b.data, b.len, "at byte");
    buf_reset(&b);
    buf_puts(&b, "[1");
    for (int i = 2; i < JSON_MAX_NODES; i++)
        buf_puts(&b, ",1");
    buf_puts(&b, "]");
    expect(b.data, b.len, NULL);
    b.data[b.len - 1] = ',';
    buf_puts(&b, "1]");
    expect(b.data, b.len, "more than 200000 values");
    buf_reset(&b);
    buf_putc(&b, '"');
    while (b.len < JSON_MAX_BYTES)
        buf_putc(&b, 'x');
    buf_putc(&b, '"');
    expect(b.data, b.len, "at most 8388608 are read");
    buf_free(&b);
}

Test(api_json, duplicates_in_large_objects)
{
    struct buf b = BUF_INIT(1 << 20);

    for (int twice = -1; twice < 2000; twice += 667) {
        buf_reset(&b);
        for (int i = 0; i < 2000; i++)
            buf_printf(&b, "%s\"key%d\":1", i == 0 ? "{" : ",", i);
        if (twice >= 0)
            buf_printf(&b, ",\"key%d\":2", twice);
        buf_putc(&b, '}');
        expect(b.data, b.len, twice < 0 ? NULL : "stands twice");
    }
    buf_free(&b);
}

Test(api_json, every_byte_before_every_word_boundary)
{
    for (int at = 0; at < 20; at++) {
        char text[32] = "\"01234567890123456789\"";

        expect(text, strlen(text), NULL);
        text[1 + at] = '\x1f';
        expect(text, strlen(text), "a control character");
        text[1 + at] = (char)0x80;
        expect(text, strlen(text), "not UTF-8");
    }
}

Test(api_json, reading)
{
    struct arena *a = arena_new();
    struct err err = {0};
    const struct json *j = json_parse(
        STR("{\"n\":-2.5,\"s\":\"x\\n\",\"Name\":1,\"name\":2,\"l\":[1,2,3],\"t\":true,"
            "\"z\":null}"),
        a, &err);

    cr_assert_not_null(j, "%s", err.text);
    cr_assert_eq(json_type(j), JSON_OBJECT);
    cr_assert_eq(json_count(j), 7);
    cr_assert_float_eq(json_number(json_get(j, "n")), -2.5, 0);
    cr_assert_str_eq(json_string(json_get(j, "s")), "x\n");
    cr_assert_float_eq(json_number(json_get(j, "name")), 2, 0); /* case counts */
    cr_assert_null(json_get(j, "NAME"));
    cr_assert_eq(json_count(json_get(j, "l")), 3);
    cr_assert(json_is_true(json_get(j, "t")));
    cr_assert_eq(json_type(json_get(j, "z")), JSON_NULL);
    cr_assert_str_eq(json_name(json_first(j)), "n");
    cr_assert_null(json_first(json_get(j, "n")));
    arena_free(a);
}

Test(api_json, times_are_of_our_era)
{
    static const struct {
        const char *text;
        int64_t ms; /* -1: none */
    } rows[] = {
        {"{\"t\":0}", 0},
        {"{\"t\":1795357080123}", 1795357080123},
        {"{\"t\":253402300799999}", JSON_TIME_MAX_MS},
        {"{\"t\":253402300800000}", -1},
        {"{\"t\":1e61}", -1},
        {"{\"t\":-1}", -1},
        {"{\"t\":\"1\"}", -1},
        {"{\"t\":null}", -1},
        {"{}", -1},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena *a = arena_new();
        struct err err;
        int64_t ms = -1;
        const struct json *j = json_parse(str_of(rows[i].text), a, &err);
        cr_assert_eq(json_time(json_get(j, "t"), &ms), rows[i].ms >= 0, "%s", rows[i].text);
        cr_assert_eq(ms, rows[i].ms, "%s", rows[i].text);
        arena_free(a);
    }
}

Test(api_json, writing)
{
    struct buf b = BUF_INIT(1000);
    struct json_writer w = {&b, false};

    json_open(&w, '{');
    json_key(&w, "a\"b");
    json_open(&w, '[');
    json_put_int(&w, -7);
    json_put_double(&w, 0.1);
    json_put_double(&w, 1e22);
    json_put_double(&w, 1.0 / 3);
    json_put_double(&w, 1e308 * 10);
    json_put_bool(&w, false);
    json_put_null(&w);
    json_put_time(&w, 1560161017172);
    json_put_time(&w, -1);
    json_open(&w, '[');
    json_close(&w, ']');
    json_put_string(&w, STR("\\ \" \n \x01 \x7f \xe6\x9d\xb1 \xff \xe6\x9d"));
    json_close(&w, ']');
    json_key(&w, "c");
    json_open(&w, '{');
    json_close(&w, '}');
    json_close(&w, '}');
    cr_assert_str_eq(b.data, "{\"a\\\"b\":[-7,0.1,1e+22,0.3333333333333333,null,false,null,"
                             "1560161017.172,-0.001,[],"
                             "\"\\\\ \\\" \\n \\u0001 \x7f \xe6\x9d\xb1 \xef\xbf\xbd "
                             "\xef\xbf\xbd\xef\xbf\xbd\"],\"c\":{}}");
    buf_free(&b);
}

Test(api_json, pretty)
{
    struct arena *a = arena_new();
    struct err err = {0};
    struct buf b = BUF_INIT(1000);
    const struct json *j = json_parse(
        STR("{\"b\":[1,{\"x\":\"\\u00e9\"},[]],\"a\":{},\"t\":1560161017.172}"), a, &err);

    cr_assert_not_null(j, "%s", err.text);
    json_pretty(j, &b);
    cr_assert_str_eq(b.data,
                     "{\n  \"b\": [\n    1,\n    {\n      \"x\": \"\xc3\xa9\"\n    },\n    []\n"
                     "  ],\n  \"a\": {},\n  \"t\": 1560161017.172\n}\n");
    buf_free(&b);
    arena_free(a);
}
