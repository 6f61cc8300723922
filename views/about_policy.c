/* A policy: the document with what the checks mean marked in it, its versions and its
 * targets. */
#include <stdio.h>
#include <string.h>

#include "client/api/policies.h"
#include "client/api/policy_verdict.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/about.h"
#include "views/resource.h"

enum { A_DOCUMENT, A_VERSIONS, A_TARGETS };
enum { TARGETS_SHOWN = 50, NAME_MAX_BYTES = 256 };

/* "FleetDefault:7": policy names have no colon. */
static const char *split(const struct about *a, char name[NAME_MAX_BYTES])
{
    const char *colon = strchr(a->id, ':');
    size_t n = colon != NULL ? (size_t)(colon - a->id) : strlen(a->id);
    if (n >= NAME_MAX_BYTES)
        n = NAME_MAX_BYTES - 1;
    memcpy(name, a->id, n);
    name[n] = '\0';
    return colon != NULL ? colon + 1 : NULL;
}

static void ask(struct about *a)
{
    char name[NAME_MAX_BYTES];
    const char *version = split(a, name);
    struct get_policy_version_input one = {.policy_name = name, .policy_version_id = version};
    struct get_policy_input current = {.policy_name = name};
    if (version != NULL)
        about_ask_once(a, A_DOCUMENT, &op_get_policy_version, &one);
    else
        about_ask_once(a, A_DOCUMENT, &op_get_policy, &current);
    struct list_policy_versions_input versions = {.policy_name = name};
    struct list_targets_for_policy_input targets = {.policy_name = name};
    about_ask_once(a, A_VERSIONS, &op_list_policy_versions, &versions);
    about_ask_once(a, A_TARGETS, &op_list_targets_for_policy, &targets);
}

static bool contains(const size_t *items, size_t n, size_t i)
{
    for (size_t k = 0; k < n; k++)
        if (items[k] == i)
            return true;
    return false;
}

struct verdicts {
    struct policy_broad broad;
    struct policy_misconfigured misconfigured;
};

static void put_lines(struct detail *d, enum style style, const char *indent, const char *text,
                      const char *after)
{
    struct str rest = str_of(text);
    while (rest.n > 0) {
        struct str line = str_cut(rest, '\n', &rest);
        struct buf z = BUF_INIT(16 * 1024);
        buf_puts(&z, indent);
        buf_put(&z, line.p, line.n);
        if (rest.n == 0)
            buf_puts(&z, after);
        detail_code(d, style, buf_text(&z));
        buf_free(&z);
    }
}

static void put_statement(struct detail *d, const struct json *j, size_t i, bool last,
                          const struct verdicts *v, struct arena *arena)
{
    struct buf text = BUF_INIT(256 * 1024);
    bool broad = contains(v->broad.statements, v->broad.n, i);
    bool odd = contains(v->misconfigured.statements, v->misconfigured.n, i);
    if (broad)
        detail_fieldf(d, "! too broad", STYLE_ERROR,
                      _("statement %zu grants %s beyond the device's own"), i + 1,
                      policy_broad_list(v->broad.actions, arena));
    if (odd && v->misconfigured.bypass != NULL && v->misconfigured.bypassed_resource != NULL)
        detail_fieldf(d, "! no effect", STYLE_WARN,
                      _("statement %zu denies %s, but a subscription to %s goes around it"),
                      i + 1, v->misconfigured.bypassed_resource, v->misconfigured.bypass);
    else if (odd)
        detail_fieldf(d, "! no effect", STYLE_WARN,
                      _("statement %zu denies with + or #, which are no wildcards here"),
                      i + 1);
    json_pretty(j, &text);
    put_lines(d,
              broad ? STYLE_ERROR
              : odd ? STYLE_WARN
                    : STYLE_TEXT,
              "    ", buf_text(&text), last ? "" : ",");
    buf_free(&text);
}

static void put_parsed(struct detail *d, const struct json *doc, const struct verdicts *v,
                       struct arena *arena)
{
    const struct json *version = json_get(doc, "Version");
    const struct json *statement = json_get(doc, "Statement");
    detail_code(d, STYLE_TEXT, "{");
    if (version != NULL && json_type(version) == JSON_STRING) {
        struct buf line = BUF_INIT(256);
        buf_printf(&line, "  \"Version\": \"%s\",", json_string(version));
        detail_code(d, STYLE_TEXT, buf_text(&line));
        buf_free(&line);
    }
    detail_code(d, STYLE_TEXT, "  \"Statement\": [");
    if (statement != NULL && json_type(statement) == JSON_ARRAY) {
        size_t i = 0;
        for (const struct json *s = json_first(statement); s != NULL; s = json_next(s), i++)
            put_statement(d, s, i, json_next(s) == NULL, v, arena);
    } else if (statement != NULL) {
        put_statement(d, statement, 0, true, v, arena);
    }
    detail_code(d, STYLE_TEXT, "  ]");
    detail_code(d, STYLE_TEXT, "}");
}

static void put_document(struct detail *d, const char *document)
{
    struct arena *arena = arena_new();
    struct err err;
    struct policy policy;
    struct verdicts v = {0};
    detail_blank(d);
    detail_heading(d, "Document");
    if (document == NULL) {
        detail_field(d, "document", STYLE_DIM, "-");
    } else if (!policy_parse(str_of(document), arena, &policy, &err)) {
        detail_fieldf(d, "!", STYLE_WARN, _("not read as a policy: %s"), err.text);
        put_lines(d, STYLE_TEXT, "", document, "");
    } else {
        const struct json *doc = json_parse(str_of(document), arena, &err);
        policy_find_broad(&policy, arena, &v.broad);
        policy_find_misconfigured(&policy, arena, &v.misconfigured);
        if (doc != NULL)
            put_parsed(d, doc, &v, arena);
    }
    arena_free(arena);
}

static void put_targets(const struct about *a, struct detail *d)
{
    about_count_heading(a, A_TARGETS, "Attached to", d);
    if (about_missing(a, A_TARGETS, "targets", d))
        return;
    size_t n = answer_items(a->answers[A_TARGETS]), certificates = 0, groups = 0;
    for (size_t i = 0; i < n; i++) {
        const char *arn;
        memcpy(&arn, answer_item(a->answers[A_TARGETS], i), sizeof arn);
        certificates += arn != NULL && strstr(arn, ":cert/") != NULL;
        groups += arn != NULL && strstr(arn, ":thinggroup/") != NULL;
    }
    detail_fieldf(d, "targets", n > 0 ? STYLE_TEXT : STYLE_DIM,
                  _("%zu certificates, %zu groups, %zu others"), certificates, groups,
                  n - certificates - groups);
    for (size_t i = 0; i < n && i < TARGETS_SHOWN; i++) {
        const char *arn;
        char target[256];
        memcpy(&arn, answer_item(a->answers[A_TARGETS], i), sizeof arn);
        if (arn == NULL)
            continue;
        bool certificate = strstr(arn, ":cert/") != NULL;
        snprintf(target, sizeof target, "certificate %s", resource_arn_name(arn));
        if (certificate)
            detail_link(d, "certificate", resource_arn_name(arn), target);
        else
            detail_field(d, strstr(arn, ":thinggroup/") != NULL ? "group" : "target",
                         STYLE_TEXT, resource_arn_name(arn));
    }
    if (n > TARGETS_SHOWN)
        detail_fieldf(d, "", STYLE_DIM, _("and %zu more"), n - TARGETS_SHOWN);
}

static void put_versions(const struct about *a, const char *name, struct detail *d)
{
    detail_blank(d);
    detail_heading(d, "Versions");
    if (about_missing(a, A_VERSIONS, "versions", d))
        return;
    const struct list_policy_versions_output *out = about_output(a, A_VERSIONS);
    const struct policy_version *v = out->policy_versions.items;
    for (size_t i = 0; i < out->policy_versions.n; i++) {
        char text[64], target[NAME_MAX_BYTES + 64];
        bool is_default = v[i].is_default_version.set && v[i].is_default_version.value;
        const char *id = v[i].version_id != NULL ? v[i].version_id : "?";
        snprintf(text, sizeof text, "version %s%s", id, is_default ? _(", in force") : "");
        snprintf(target, sizeof target, "policy %s:%s", name, id);
        detail_link(d, "version", text, target);
    }
}

static void fill(const struct about *a, struct detail *d)
{
    char name[NAME_MAX_BYTES];
    const char *version = split(a, name);
    detail_heading(d, "IoT policy");
    detail_field(d, "name", STYLE_TEXT, name);
    if (about_missing(a, A_DOCUMENT, "document", d))
        return;
    if (version != NULL) {
        const struct get_policy_version_output *out = about_output(a, A_DOCUMENT);
        bool is_default = out->is_default_version.set && out->is_default_version.value;
        detail_fieldf(d, "version", is_default ? STYLE_TEXT : STYLE_WARN, "%s, %s", version,
                      is_default ? _("in force") : _("not in force any more"));
        about_time(a, d, "created", out->creation_date);
        put_document(d, out->policy_document);
    } else {
        const struct get_policy_output *out = about_output(a, A_DOCUMENT);
        about_field(d, "version", out->default_version_id);
        about_time(a, d, "changed", out->last_modified_date);
        put_document(d, out->policy_document);
    }
    put_targets(a, d);
    put_versions(a, name, d);
}

const struct about_spec about_policy = {
    .name = "policy", .title = N_("IoT policy"), .ask = ask, .fill = fill};
