#include "views/selection.h"

#include <string.h>

#include "client/api/json.h"
#include "views/list_view.h"
#include "views/regions.h"

enum { RECORD_MAX = 16 * 1024 * 1024, DEPTH_MAX = 6 /* records of the API nest less */ };

/* As its region knows it. */
static bool put_plain_id(struct list_view *list, struct buf *out)
{
    const struct table *t = source_table(list->source);
    char scratch[TABLE_SCRATCH];
    uint32_t row;

    if (!list_view_current(list, &row))
        return false;
    const struct str key = table_text(t, row, table_spec(t)->key, scratch);
    const struct str plain = regions_plain_key(t, row, key);

    buf_put(out, plain.p, plain.n);
    return true;
}

bool selection_id(struct app *app, struct buf *out)
{
    struct list_view *list = app_list_below(app);
    const char *argument = strchr(app_view_below(app), ' ');

    if (list != NULL)
        return put_plain_id(list, out);
    if (argument == NULL)
        return false;
    const char *name = strstr(argument, " name:");

    buf_puts(out, name != NULL ? name + strlen(" name:") : argument + 1);
    return true;
}

bool selection_is_home(struct app *app, struct err *err)
{
    struct list_view *list = app_list_below(app);
    uint32_t row;

    return list == NULL || list->is_behind || !list_view_current(list, &row) ||
           region_is_home(list, row, err);
}

static bool put_column(struct list_view *list, struct str name, struct buf *out)
{
    const struct table *t = source_table(list->source);
    const int column = table_column(table_spec(t), name);
    char scratch[TABLE_SCRATCH];
    uint32_t row;

    if (column < 0 || !list_view_current(list, &row))
        return false;
    const enum column_kind kind = table_spec(t)->columns[column].kind;

    if (kind == COLUMN_TIME || kind == COLUMN_INT)
        return false;
    const struct str text = table_text(t, row, column, scratch);

    buf_put(out, text.p, text.n);
    return text.n > 0;
}

static const char *find_text(const struct json *record, struct str name, int depth)
{
    for (const struct json *m = json_first(record); m != NULL; m = json_next(m))
        if (json_type(m) == JSON_STRING && str_eq(name, json_name(m)))
            return json_string(m);
    for (const struct json *m = depth > 0 ? json_first(record) : NULL; m != NULL;
         m = json_next(m)) {
        const char *text = find_text(m, name, depth - 1);

        if (text != NULL)
            return text;
    }
    return NULL;
}

static bool put_member(struct app *app, struct str name, struct buf *out)
{
    struct buf record = BUF_INIT(RECORD_MAX);
    struct arena *arena = arena_new();
    struct err err;
    const struct json *json =
        app_raw_below(app, &record)
            ? json_parse((struct str){buf_text(&record), record.len}, arena, &err)
            : NULL;
    const char *text = json != NULL ? find_text(json, name, DEPTH_MAX) : NULL;
    const bool found = text != NULL && *text != '\0';

    if (found)
        buf_puts(out, text);
    arena_free(arena);
    buf_free(&record);
    return found;
}

bool selection_value(struct app *app, struct str name, struct buf *out)
{
    struct list_view *list = app_list_below(app);

    if (str_eq(name, "id") && list == NULL)
        return selection_id(app, out);
    return (list != NULL && put_column(list, name, out)) || put_member(app, name, out);
}
