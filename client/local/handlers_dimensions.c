#include "client/local/definitions.h"
#include "client/local/detect.h"
#include "client/local/profiles.h"

enum { VALUES_MAX = 512 * 1024 }; /* 100 values of 256 characters, written as twelve bytes */

/* The text of one: its values as a JSON array of texts. */
static const struct definition_kind dimensions = {
    .noun = "dimension",
    .title = "Dimension",
    .arn = ARN_DIMENSION,
    .most = DETECT_DIMENSIONS_MAX,
    .used = profile_rows_dimension_used,
    DEFINITION_SQL("dimension", "string_values"),
};

static const char *values_write(struct call *c, struct list values)
{
    const char *const *items = values.items;
    struct buf text = BUF_INIT(VALUES_MAX);
    struct json_writer w = {.out = &text};

    json_open(&w, '[');
    for (size_t i = 0; i < values.n; i++)
        json_put_string(&w, str_of(items[i]));
    json_close(&w, ']');
    const char *out = arena_str(c->arena, buf_text(&text));
    buf_free(&text);
    return out;
}

static bool values_read(struct call *c, const char *text, struct list *out, struct err *err)
{
    const struct json *array = json_parse(str_of(text), c->arena, err);
    size_t n = 0;

    if (array == NULL)
        return false;
    const char **items = arena_alloc(c->arena, json_count(array) + 1, sizeof *items);
    for (const struct json *j = json_first(array); j != NULL; j = json_next(j))
        items[n++] = json_string(j);
    *out = (struct list){n, items};
    return true;
}

static bool create(struct call *c, struct err *err)
{
    const struct create_dimension_input *in = c->input;
    struct create_dimension_output *out = c->output;
    struct definition d = {.name = in->name,
                           .type = in->type,
                           .text = values_write(c, in->string_values),
                           .token = in->client_request_token};

    out->name = in->name;
    out->arn = call_arn(c, ARN_DIMENSION, in->name);
    return definition_create(c, &dimensions, &d, in->tags, err);
}

static bool create_dimension(struct call *c, struct err *err)
{
    return call_transaction(c, create, err);
}

static bool describe_dimension(struct call *c, struct err *err)
{
    const struct describe_dimension_input *in = c->input;
    struct describe_dimension_output *out = c->output;
    struct definition d;

    if (!definition_find(c, &dimensions, in->name, &d, err))
        return false;
    *out = (struct describe_dimension_output){
        .arn = call_arn(c, ARN_DIMENSION, d.name),
        .creation_date = {d.created_ms, true},
        .last_modified_date = {d.modified_ms, true},
        .name = d.name,
        .type = d.type,
    };
    return values_read(c, d.text, &out->string_values, err);
}

static bool update(struct call *c, struct err *err)
{
    const struct update_dimension_input *in = c->input;
    struct update_dimension_output *out = c->output;
    struct definition d;

    if (!definition_update(c, &dimensions, in->name, values_write(c, in->string_values), &d,
                           err))
        return false;
    *out = (struct update_dimension_output){
        .arn = call_arn(c, ARN_DIMENSION, d.name),
        .creation_date = {d.created_ms, true},
        .last_modified_date = {d.modified_ms, true},
        .name = d.name,
        .string_values = in->string_values,
        .type = d.type,
    };
    return true;
}

static bool update_dimension(struct call *c, struct err *err)
{
    return call_transaction(c, update, err);
}

static bool drop(struct call *c, struct err *err)
{
    const struct delete_dimension_input *in = c->input;
    return definition_delete(c, &dimensions, in->name, err);
}

static bool delete_dimension(struct call *c, struct err *err)
{
    return call_transaction(c, drop, err);
}

static bool list_dimensions(struct call *c, struct err *err)
{
    struct list_dimensions_output *out = c->output;
    return definition_list(c, &dimensions, &out->dimension_names, &out->next_token, err);
}

const struct handler handlers_dimensions[] = {
    {"CreateDimension", create_dimension}, {"DescribeDimension", describe_dimension},
    {"UpdateDimension", update_dimension}, {"DeleteDimension", delete_dimension},
    {"ListDimensions", list_dimensions},   {NULL, NULL},
};
