#include "client/store/plan_look.h"

#include <stdlib.h>
#include <string.h>

#include "client/api/audit_mitigation.h"
#include "client/api/schedules.h"
#include "client/api/suppressions.h"

static const struct {
    const struct operation *create, *describe;
} twins[] = {
    {&op_create_scheduled_audit, &op_describe_scheduled_audit},
    {&op_create_mitigation_action, &op_describe_mitigation_action},
    {&op_create_audit_suppression, &op_describe_audit_suppression},
    {&op_start_audit_mitigation_actions_task, &op_describe_audit_mitigation_actions_task},
};

enum { MAP_MAX = 256 /* more entries than any map that a plan looks at */ };

static int by_key(const void *a, const void *b)
{
    const struct map_entry *x = a, *y = b;

    return strcmp(x->key, y->key);
}

/* In the order of the keys: the service promises none. */
static void put_map(const struct element *e, const struct list *map, struct buf *out)
{
    struct map_entry sorted[MAP_MAX];
    struct json_writer w = {.out = out};
    const struct list ordered = {map->n, sorted};

    if (map->n > 0 && map->n <= MAP_MAX) {
        memcpy(sorted, map->items, map->n * sizeof sorted[0]);
        qsort(sorted, map->n, sizeof sorted[0], by_key);
        element_encode(e, &ordered, &w);
    } else {
        element_encode(e, map, &w);
    }
}

static void put_value(const struct element *e, const void *value, struct buf *out)
{
    struct json_writer w = {.out = out};

    if (value == NULL || !element_is_set(e, value))
        buf_putc(out, '-');
    else if (e->type == FIELD_STR || e->type == FIELD_ENUM)
        buf_puts(out, *(const char *const *)value);
    else if (e->type == FIELD_MAP)
        put_map(e, value, out);
    else
        element_encode(e, value, &w);
}

void plan_look_put(const struct plan_probe *p, const void *output, struct buf *out)
{
    for (struct str rest = str_of(p->paths); rest.n > 0;) {
        struct str one = str_cut(rest, ',', &rest);
        struct buf path = BUF_INIT(256);
        const struct element *e;
        const void *value = NULL;

        buf_put(&path, one.p, one.n);
        if (output == NULL ||
            !record_path(p->call.op->output, output, buf_text(&path), &e, &value) ||
            value == NULL)
            buf_putc(out, '-');
        else
            put_value(e, value, out);
        if (rest.n > 0)
            buf_putc(out, ',');
        buf_free(&path);
    }
}

bool plan_look_is_gone(const struct err *err)
{
    return strcmp(err->code, "ResourceNotFoundException") == 0;
}

/* Members of the same name and kind go over. */
static void *copy_named(const struct record *from, const void *in, const struct record *to,
                        struct arena *a)
{
    char *out = arena_alloc(a, 1, to->size);

    for (size_t i = 0; i < to->n_fields; i++) {
        const struct field *f = record_field(from, to->fields[i].name);

        if (f != NULL && f->is.type == to->fields[i].is.type)
            memcpy(out + to->fields[i].offset, (const char *)in + f->offset,
                   f->is.type == FIELD_RECORD ? sizeof(void *) : field_size(&f->is));
    }
    return out;
}

struct plan_call plan_look_settle(const struct plan_call *step, struct arena *a)
{
    for (size_t i = 0; i < COUNT_OF(twins); i++)
        if (twins[i].create == step->op)
            return (struct plan_call){
                twins[i].describe,
                copy_named(step->op->input, step->input, twins[i].describe->input, a)};
    return (struct plan_call){NULL, NULL};
}

static bool same_member(const struct field *f, const void *in, const struct field *g,
                        const void *output)
{
    struct buf a = BUF_INIT(64 * 1024), b = BUF_INIT(64 * 1024);
    const void *want = field_value(f, in), *is = field_value(g, output);

    if (want != NULL)
        put_value(&f->is, want, &a);
    if (is != NULL)
        put_value(&g->is, is, &b);
    bool same = want == NULL || (a.len == b.len && strcmp(buf_text(&a), buf_text(&b)) == 0);

    buf_free(&a);
    buf_free(&b);
    return same;
}

bool plan_look_matches(const struct plan_call *step, const struct operation *read,
                       const void *output)
{
    for (size_t i = 0; i < step->op->input->n_fields; i++) {
        const struct field *f = &step->op->input->fields[i];
        const struct field *g = record_field(read->output, f->name);

        if (g != NULL && !f->token && !same_member(f, step->input, g, output))
            return false;
    }
    return true;
}
