/* What is typed after `/` against a plain reading of the same rule, row by row. */
#include <criterion/criterion.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "client/store/filter.h"
#include "client/store/table.h"

struct row {
    const char *id, *check, *severity, *resource;
    struct opt_time found;
    struct opt_int count;
    struct opt_time ends;
};
static const struct field fields[] = {
    {.name = "id", .is = {.type = FIELD_STR}, .offset = offsetof(struct row, id)},
    {.name = "check", .is = {.type = FIELD_STR}, .offset = offsetof(struct row, check)},
    {.name = "severity", .is = {.type = FIELD_ENUM}, .offset = offsetof(struct row, severity)},
    {.name = "resource", .is = {.type = FIELD_STR}, .offset = offsetof(struct row, resource)},
    {.name = "found", .is = {.type = FIELD_TIME}, .offset = offsetof(struct row, found)},
    {.name = "count", .is = {.type = FIELD_INT}, .offset = offsetof(struct row, count)},
    {.name = "ends", .is = {.type = FIELD_TIME}, .offset = offsetof(struct row, ends)},
};
static const struct record record = {"Row", sizeof(struct row), fields, COUNT_OF(fields)};

static const char *const severity_order[] = {"CRITICAL", "HIGH", "MEDIUM", "LOW", NULL};

/* As screens say it: another text for the same name. */
static const char *shown(const char *text)
{
    return strcmp(text, "POLICY_WIDE") == 0 ? "QX_7" : NULL;
}

static const struct column columns[] = {
    {.name = "id", .path = "id", .kind = COLUMN_ID, .hidden = true},
    {.name = "check", .path = "check", .kind = COLUMN_NAME, .shown = shown},
    {.name = "sev", .path = "severity", .kind = COLUMN_RANK, .order = severity_order},
    {.name = "res", .path = "resource", .kind = COLUMN_TEXT},
    {.name = "found", .path = "found", .kind = COLUMN_TIME},
    {.name = "n", .path = "count", .kind = COLUMN_INT},
    {.name = "ends", .path = "ends", .kind = COLUMN_TIME, .ahead = true},
};
static const struct table_spec spec = {"rows", &record, columns, COUNT_OF(columns), 0};

#define NOW (INT64_C(1000) * 3600 * 1000)

static const struct row rows[] = {
    {"ab01",
     "CERT_SHARED",
     "CRITICAL",
     "3f9a0c1d",
     {NOW - 3600 * 1000, true},
     {5, true},
     {NOW + 3600 * 1000, true}},
    {"cd02",
     "POLICY_WIDE",
     "HIGH",
     "FleetDefault",
     {NOW - 9 * 3600 * 1000, true},
     {2911, true},
     {NOW + 72 * 3600 * 1000, true}},
    {"ef03",
     "CERT_AGE",
     "LOW",
     "3f9a0c1e",
     {NOW - 60 * 1000, true},
     {0, false},
     {NOW - 60 * 1000, true}},
    {"1204", "CLIENT_ID", "HIGH", "gw-Osaka:12", {0, false}, {10, true}, {0, false}},
    {"1305", "", "", "", {0, false}, {0, false}, {0, false}},
};

static struct table *few(void)
{
    struct table *t = table_new(&spec);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        cr_assert(table_append(t, &rows[i]));
    return t;
}

Test(store_filter, grammar)
{
    static const struct {
        const char *text;
        const char *hits; /* one digit a row that matches */
    } cases[] = {
        {"", "01234"},
        {"cert", "02"},
        {"CERT", "02"},
        {"Cert", ""},
        {"fleet", "1"},
        {"Fleet", "1"},
        {"FLEET", ""},
        {"3f9a", "02"},
        {"3f9a shared", "0"},
        {"osaka|fleet", "13"},
        {"!cert", "134"},
        {"high !osaka", "1"},
        {"!cert|high", "134"},
        {"sev>=high", "013"},
        {"sev>HIGH", "0"},
        {"sev<high", "2"},
        {"sev<=high", "123"},
        {"sev:hi", "13"},
        {"check=cert_age", "2"},
        {"check:cert res:1e", "2"},
        {"res=3f9a0c1", ""},
        {"res:", "01234"},
        {"ab01", ""},
        {"id:b0", "0"},
        {"id=cd02", "1"},
        {"n>5", "13"},
        {"n>=5", "013"},
        {"n<10", "0"},
        {"found<2h", "02"},
        {"found>2h", "1"},
        {"found<=30m", "2"},
        {"gw-osaka:12", "3"},
        {"osaka:1", "3"},
        {"check:qx_7", "1"},
        {"qx_", "1"},
        {"!check=QX_7", "0234"},
        {"!", "01234"},
        {"sev:high|critical", "013"},
        {"sev=high|low", "123"},
        {"n:5", "0"},
        {"n=10|5", "03"},
        {"!n:5", "1234"},
        {"found:2h", "02"},
        {"found=30m", "2"},
        {"ends<2d", "02"},
        {"ends>2d", "1"},
        {"ends:90m", "02"},
        {"~^3f9a.*[de]$", "02"},
        {"~^cert_(age|shared)$", "02"},
        {"check~^.{8}$", "2"},
        {"~Osaka", "3"},
        {"!~cert", "134"},
        {"res~fleet|osaka", "13"},
        {"=ctshrd", "0"},
        {"=flt", "1"},
        {"=FlD", "1"},
        {"\"gw-osaka:12\"", "3"},
        {"res:\"a|b\"", ""},
        {"check:\"cert_\"|policy", "012"},
        /* half typed */
        {"sev>=", "01234"},
        {"!sev:", "01234"},
        {"~", "01234"},
        {"~(cert", "01234"},
        {"!~[a", "01234"},
        {"=", "01234"},
        {"cert ~(", "02"},
        {"\"cert", "02"},
        {"high|", "13"},
        {"ends<", "01234"},
        /* what would take long is not tried */
        {"~(a)\\1", "01234"},
        {"~a{65}", "01234"},
        {"~((a{9}){9}){9}", "01234"},
        {"|", "01234"},
        {"   high   osaka  ", "3"},
    };
    struct table *t = few();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct filter *f = filter_new(&spec);
        struct err err = {0};
        cr_assert(filter_set(f, cases[i].text, NOW, &err), "%s: %s", cases[i].text, err.text);
        filter_run(f, t, 1);
        char got[8] = "";
        for (uint32_t r = 0; r < COUNT_OF(rows); r++)
            if (filter_matches(f, r))
                snprintf(got + strlen(got), 2, "%u", r);
        cr_expect_str_eq(got, cases[i].hits, "/%s", cases[i].text);
        cr_expect_eq(filter_hits(f), strlen(cases[i].hits), "/%s: %u", cases[i].text,
                     filter_hits(f));
        filter_free(f);
    }
    table_free(t);
}

Test(store_filter, what_cannot_be_read_is_refused_and_changes_nothing)
{
    static const char *const bad[] = {"sev>=urgent", "n>many", "found<soon",       "check>a",
                                      "found<2y",    "n:many", "sev:high|found<2y"};
    struct filter *f = filter_new(&spec);
    struct err err;
    cr_assert(filter_set(f, "cert", NOW, &err));
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        cr_expect_not(filter_set(f, bad[i], NOW, &err), "%s", bad[i]);
        cr_expect_eq(err.kind, ERR_USAGE);
        cr_expect_str_eq(filter_text(f), "cert");
    }
    char big[FILTER_TEXT_MAX + 2];
    memset(big, 'a', sizeof big - 1);
    big[sizeof big - 1] = '\0';
    cr_expect_not(filter_set(f, big, NOW, &err));
    big[0] = '\0';
    for (int i = 0; i <= FILTER_NEEDLES_MAX; i++)
        snprintf(big + 2 * i, 3, "a ");
    cr_expect_not(filter_set(f, big, NOW, &err));
    filter_free(f);
}

/* Texts made of few letters, so that patterns really occur, across chunks and word borders. */
static void random_text(unsigned *seed, char *out, size_t max)
{
    static const char letters[] = "abcABC01";
    size_t n = (size_t)rand_r(seed) % max;
    for (size_t i = 0; i < n; i++)
        out[i] = letters[rand_r(seed) % 8];
    out[n] = '\0';
}

static bool plain_contains(const char *text, const char *pattern)
{
    bool exact = strpbrk(pattern, "ABC") != NULL;
    return *text != '\0' && (exact ? strstr(text, pattern) : strcasestr(text, pattern)) != NULL;
}

enum { MANY = 10000 };

static void same_as_plain(struct filter *f, char (*texts)[2][40], const char *pattern,
                          uint32_t n)
{
    uint32_t hits = 0;
    for (uint32_t r = 0; r < n; r++) {
        bool want =
            plain_contains(texts[r][0], pattern) || plain_contains(texts[r][1], pattern);
        hits += want;
        cr_assert_eq(filter_matches(f, r), want, "/%s row %u \"%s\" \"%s\"", pattern, r,
                     texts[r][0], texts[r][1]);
    }
    cr_assert_eq(filter_hits(f), hits, "/%s", pattern);
}

Test(store_filter, agrees_with_strcasestr_while_typing_and_while_loading)
{
    static char texts[MANY + 1][2][40];
    unsigned seed = 7;
    struct table *t = table_new(&spec);
    struct filter *f = filter_new(&spec);
    struct err err;
    uint32_t n = 0;
    for (int round = 0; round < 40; round++) {
        for (int i = 0; i < MANY / 40; i++, n++) {
            random_text(&seed, texts[n][0], 40);
            random_text(&seed, texts[n][1], 3);
            struct row r = {.id = "0", .resource = texts[n][0], .check = texts[n][1]};
            cr_assert(table_append(t, &r));
        }
        char pattern[8];
        random_text(&seed, pattern, 6);
        if (pattern[0] == '\0')
            continue;
        for (size_t typed = 1; typed <= strlen(pattern); typed++) {
            char part[8] = "";
            memcpy(part, pattern, typed);
            cr_assert(filter_set(f, part, NOW, &err));
            filter_run(f, t, 1);
            same_as_plain(f, texts, part, n);
        }
        /* rows that come while the pattern stays */
        struct row r = {.id = "0", .resource = pattern};
        snprintf(texts[n][0], 40, "%s", pattern);
        texts[n][1][0] = '\0';
        n++;
        cr_assert(table_append(t, &r));
        filter_run(f, t, 1);
        same_as_plain(f, texts, pattern, n);
        n--;
        table_free(t);
        t = table_new(&spec);
        for (uint32_t i = 0; i < n; i++) {
            struct row again = {.id = "0", .resource = texts[i][0], .check = texts[i][1]};
            cr_assert(table_append(t, &again));
        }
        filter_run(f, t, 2 + (uint64_t)round);
        same_as_plain(f, texts, pattern, n);
    }
    filter_free(f);
    table_free(t);
}

/* Every beginning of every filter can stand in the prompt for a moment. */
Test(store_filter, what_is_half_typed_is_no_error)
{
    static const char *const texts[] = {"sev:high|critical ~^3f9a.*[de]$ !\"gw osaka\" =abc",
                                        "check~(cert|pol)_.{3}", "!n:1 ends"};
    struct filter *f = filter_new(&spec);
    struct table *t = few();

    for (size_t i = 0; i < COUNT_OF(texts); i++)
        for (size_t n = 0; n <= strlen(texts[i]); n++) {
            char part[128] = "";
            struct err err = {0};

            memcpy(part, texts[i], n);
            cr_expect(filter_set(f, part, NOW, &err), "%s: %s", part, err.text);
            filter_run(f, t, 1);
        }
    filter_free(f);
    table_free(t);
}

/* What the prompt lets pass on the way to something else is not what a script meant. */
Test(store_filter, what_nobody_types_on_is_checked)
{
    static const struct {
        const char *text, *says; /* NULL: it is fine */
    } checked[] = {
        {"", NULL},
        {"sev>=high found<2h n>5", NULL},
        {"sev:high|critical !check:cert", NULL},
        {"check~(cert|pol)_.{3} =abc ~^3f", NULL},
        {"res=", NULL}, /* cells that are empty */
        {"arn:aws:iot cert:3f9a thing/x=1", NULL},
        {"\"sve:high\" re:x", NULL},
        {"check:\"a b\"", NULL},
        {"found<", "nothing stands behind found<"},
        {"res:x sev>", "nothing stands behind sev>"},
        {"sev:high|", NULL},
        {"check:", "nothing stands behind check:"},
        {"!", "nothing stands behind !"},
        {"\"", "nothing stands behind \""},
        {"res:\"gw osaka", "the quote of res:\"gw"},
        {"~[a", "~[a is no regular expression"},
        {"check~(cert", "check~(cert is no regular expression"},
        {"sve:high", "no column is called sve; the nearest is sev"},
        {"res:x|chekc=A", NULL}, /* the column is that of the alternative before */
        {"res:x !chekc=A", "the nearest is check"},
        {"foun<2h", "the nearest is found"},
        {"sev>=hgh", "sev has no value like \"hgh\""},
        {"found<2x", "found needs an age"},
    };

    for (size_t i = 0; i < COUNT_OF(checked); i++) {
        struct err err = {0};
        const bool ok = filter_check(&spec, checked[i].text, NOW, &err);

        cr_expect_eq(ok, checked[i].says == NULL, "%s: %s", checked[i].text, err.text);
        if (checked[i].says != NULL)
            cr_expect(strstr(err.text, checked[i].says) != NULL, "%s: %s", checked[i].text,
                      err.text);
    }
}

Test(store_filter, an_unknown_value_comes_with_the_nearest)
{
    struct err err = {0};

    cr_assert_not(filter_check(&spec, "sev>=hgh", NOW, &err));
    cr_expect_str_eq(err.advice, "the nearest is HIGH");
}
