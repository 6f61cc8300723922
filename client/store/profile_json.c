#include "client/store/profile_json.h"

#include <string.h>

enum { NAMES_MAX = 1024 };

typedef struct describe_security_profile_output security_profile;

void profile_json_put(const struct profile_state *s, struct buf *out)
{
    struct arena *a = arena_new();
    struct create_security_profile_input in = {
        .security_profile_name = s->what->security_profile_name,
        .security_profile_description = s->what->security_profile_description,
        .behaviors = s->what->behaviors,
        .alert_targets = s->what->alert_targets,
        .additional_metrics_to_retain_v2 = profile_retained(s->what, a),
        .metrics_export_config = s->what->metrics_export_config};
    struct buf flat = BUF_INIT(PROFILE_JSON_MAX), head = BUF_INIT(PROFILE_JSON_MAX);
    struct json_writer w = {.out = &head};
    struct err err;

    record_encode_whole(&create_security_profile_input_record, &in, &w);
    /* the record's object is closed: the targets go in before its last brace */
    buf_put(&flat, buf_text(&head), head.len > 0 ? head.len - 1 : 0);
    w = (struct json_writer){.out = &flat, .need_comma = head.len > 2};
    json_key(&w, "targets");
    json_open(&w, '[');
    for (size_t i = 0; i < s->n_targets; i++)
        json_put_string(&w, str_of(s->targets[i]));
    json_close(&w, ']');
    json_close(&w, '}');
    const struct json *j = json_parse((struct str){buf_text(&flat), flat.len}, a, &err);

    if (j != NULL)
        json_pretty(j, out);
    if (out->len > 0 && out->data[out->len - 1] != '\n')
        buf_putc(out, '\n');
    buf_free(&flat);
    buf_free(&head);
    arena_free(a);
}

/* ---- reading ---- */

/* What the service says of a profile that is there, or of how it was asked. */
static bool is_beside(const char *name)
{
    static const char *const names[] = {"targets", "securityProfileTargets", "tags",
                                        "clientRequestToken"};

    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static void name_unknown(const struct record *r, const char *path, const struct json *object,
                         struct buf *out)
{
    for (const struct json *m = json_first(object); m != NULL; m = json_next(m)) {
        const struct field *f = record_field(r, json_name(m));

        if (f == NULL && !(*path == '\0' && is_beside(json_name(m))))
            buf_printf(out, "%s%s%s", out->len > 0 ? ", " : "", path, json_name(m));
    }
}

static void name_unknown_below(const struct json *object, struct buf *out)
{
    const struct json *list = json_get(object, "behaviors");

    if (list == NULL || json_type(list) != JSON_ARRAY)
        return;
    for (const struct json *b = json_first(list); b != NULL; b = json_next(b)) {
        const struct json *c = json_type(b) == JSON_OBJECT ? json_get(b, "criteria") : NULL;

        if (json_type(b) == JSON_OBJECT)
            name_unknown(&behavior_record, "behaviors.", b, out);
        if (c != NULL && json_type(c) == JSON_OBJECT)
            name_unknown(&behavior_criteria_record, "behaviors.criteria.", c, out);
    }
}

/* ["arn", ...] or [{"arn": "..."}, ...] */
static bool read_targets(const struct json *list, struct arena *a, struct profile_file *out,
                         struct err *err)
{
    if (json_type(list) != JSON_ARRAY)
        return err_set(err, ERR_USAGE, "targets is no list");
    out->targets = arena_alloc(a, json_count(list) + 1, sizeof *out->targets);
    for (const struct json *t = json_first(list); t != NULL; t = json_next(t)) {
        const struct json *arn = json_type(t) == JSON_OBJECT ? json_get(t, "arn") : t;

        if (arn == NULL || json_type(arn) != JSON_STRING)
            return err_set(err, ERR_USAGE, "targets holds something that is no ARN");
        out->targets[out->n_targets++] = arena_str(a, json_string(arn));
    }
    out->has_targets = true;
    return true;
}

bool profile_json_read(struct str text, struct arena *a, struct profile_file *out,
                       struct err *err)
{
    security_profile *p = arena_alloc(a, 1, sizeof *p);
    struct buf unknown = BUF_INIT(NAMES_MAX);
    struct profile_file file = {.what = p, .unknown = ""};
    const struct json *j = json_parse(text, a, err), *targets;

    if (j == NULL)
        return false;
    if (json_type(j) != JSON_OBJECT)
        return err_set(err, ERR_USAGE, "a security profile is a JSON object");
    if (!record_decode_whole(&describe_security_profile_output_record, j, a, p, err))
        return false;
    targets = json_get(j, "targets");
    if (targets == NULL)
        targets = json_get(j, "securityProfileTargets");
    if (targets != NULL && !read_targets(targets, a, &file, err))
        return false;
    name_unknown(&describe_security_profile_output_record, "", j, &unknown);
    name_unknown_below(j, &unknown);
    file.unknown = arena_str(a, buf_text(&unknown));
    buf_free(&unknown);
    *out = file;
    return true;
}
