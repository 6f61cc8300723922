#include "client/store/plan_look.h"

#include <stdlib.h>
#include <string.h>

#include "client/api/custom_metrics.h"
#include "client/api/detect_mitigation.h"
#include "client/api/dimensions.h"
#include "client/api/profiles.h"
#include "client/api/schedules.h"
#include "client/api/suppressions.h"
#include "client/base/i18n.h"

static const struct {
    const struct operation *create, *describe;
} twins[] = {
    {&op_create_scheduled_audit, &op_describe_scheduled_audit},
    {&op_create_mitigation_action, &op_describe_mitigation_action},
    {&op_create_audit_suppression, &op_describe_audit_suppression},
    {&op_create_security_profile, &op_describe_security_profile},
    {&op_create_custom_metric, &op_describe_custom_metric},
    {&op_create_dimension, &op_describe_dimension},
    {&op_start_audit_mitigation_actions_task, &op_describe_audit_mitigation_actions_task},
    {&op_start_detect_mitigation_actions_task, &op_describe_detect_mitigation_actions_task},
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

/* The item of a list of records whose text member is `want`; NULL: none. */
static const void *find_item(const struct element *e, const void *value, const char *member,
                             const char *want)
{
    const struct list *l = value;
    const struct element *item = e->type == FIELD_LIST ? e->of : NULL;
    const struct field *f =
        item != NULL && item->type == FIELD_RECORD ? record_field(item->record, member) : NULL;

    for (size_t i = 0; f != NULL && value != NULL && i < l->n; i++) {
        const void *one = list_item(item, l, i);
        const void *text = field_value(f, one);

        if (text != NULL && strcmp(*(const char *const *)text, want) == 0)
            return one;
    }
    return NULL;
}

/* Where a path begins: the output, or the item it names. The path is cut up in place. */
struct place_in {
    const struct record *record;
    const void *base;
    const char *path;
};

static bool enter_list(struct place_in *at, char *path)
{
    char *open = strchr(path, '['), *shut = open != NULL ? strchr(open, ']') : NULL;
    char *is = shut != NULL ? strchr(open, '=') : NULL;
    const struct element *e;
    const void *value = NULL;

    if (is == NULL || is > shut || shut[1] != '.')
        return true; /* no list in it */
    *open = *is = *shut = '\0';
    if (at->base == NULL || !record_path(at->record, at->base, path, &e, &value))
        return false;
    at->base = find_item(e, value, open + 1, is + 1);
    if (at->base == NULL)
        return false;
    at->record = e->of->record;
    at->path = shut + 2;
    return true;
}

static bool see_path(const struct plan_probe *p, const void *output, struct str one,
                     struct buf *out)
{
    struct str absent, name = str_cut(one, '|', &absent);
    const bool has_default = name.n < one.n;
    struct buf path = BUF_INIT(1024);
    const struct element *e = NULL;
    const void *value = NULL;

    buf_put(&path, name.p, name.n);
    buf_putc(&path, '\0');
    struct place_in at = {p->call.op->output, output, path.data};
    const bool listed = enter_list(&at, path.data);
    const bool found = listed && at.base != NULL &&
                       record_path(at.record, at.base, at.path, &e, &value) && value != NULL &&
                       element_is_set(e, value);

    if (found)
        put_value(e, value, out);
    else if (has_default)
        buf_put(out, absent.p, absent.n);
    else
        buf_putc(out, '-');
    buf_free(&path);
    return listed;
}

bool plan_look_see(const struct plan_probe *p, const void *output, struct buf *out)
{
    bool listed = true;

    for (struct str rest = str_of(p->paths); rest.n > 0;) {
        struct str one = str_cut(rest, ',', &rest);

        listed &= see_path(p, output, one, out);
        if (rest.n > 0)
            buf_putc(out, ',');
    }
    return listed;
}

void plan_look_put(const struct plan_probe *p, const void *output, struct buf *out)
{
    (void)plan_look_see(p, output, out);
}

/* Values that are absent or empty say nothing. */
static void say_seen(const char *seen, struct buf *out)
{
    const char *between = "";

    for (struct str rest = str_of(seen); rest.n > 0;) {
        struct str one = str_trim(str_cut(rest, ',', &rest));

        if (one.n == 0)
            continue;
        buf_puts(out, between);
        buf_put(out, one.p, one.n);
        between = ", ";
    }
}

void plan_look_say_drift(const struct plan_target *t, struct buf *out)
{
    buf_puts(out, _("was "));
    say_seen(t->probe.seen, out);
    buf_puts(out, _(", is now "));
    say_seen(t->drift[0] == PLAN_LOOK_GONE[0] ? _("gone") : t->drift, out);
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
