#include "views/alarm_groups.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/alarms.h"

static const struct {
    const char *word;
    int column;
} groupings[ALARM_GROUPINGS] = {
    [ALARMS_SINGLE] = {"", ALARM_ID},
    [ALARMS_BY_BEHAVIOR] = {N_("behaviour"), ALARM_BEHAVIOR},
    [ALARMS_BY_THING] = {N_("thing"), ALARM_THING},
    [ALARMS_BY_PROFILE] = {N_("profile"), ALARM_PROFILE},
};

const char *alarm_grouping_word(enum alarm_grouping g)
{
    return groupings[g].word;
}

enum alarm_grouping alarm_grouping_of(const char *word)
{
    for (int g = ALARMS_BY_BEHAVIOR; g < ALARM_GROUPINGS; g++)
        if (strcmp(groupings[g].word, word) == 0)
            return (enum alarm_grouping)g;
    return ALARMS_SINGLE;
}

/* ---- a row ---- */

enum { G_NAME, G_ALARMS, G_THINGS, G_NEWEST, G_UNVERIFIED, G_COLUMNS };

struct group {
    const char *name;
    int64_t alarms, things, unverified;
    struct opt_time newest;
};

static const struct field fields[] = {
    {.name = "name", .is = {.type = FIELD_STR}, .offset = offsetof(struct group, name)},
    {.name = "newest", .is = {.type = FIELD_TIME}, .offset = offsetof(struct group, newest)},
};
static const struct record group_record = {"AlarmGroup", sizeof(struct group), fields,
                                           COUNT_OF(fields)};

#define NUMBER(member)                                            \
    static bool member##_number(const void *record, int64_t *out) \
    {                                                             \
        *out = ((const struct group *)record)->member;            \
        return true;                                              \
    }
NUMBER(alarms)
NUMBER(things)
NUMBER(unverified)

static const struct column columns[G_COLUMNS] = {
    [G_NAME] = {.name = "name", .path = "name", .kind = COLUMN_TEXT},
    [G_ALARMS] = {.name = "alarms", .kind = COLUMN_INT, .number = alarms_number},
    [G_THINGS] = {.name = "things", .kind = COLUMN_INT, .number = things_number},
    [G_NEWEST] = {.name = "newest", .path = "newest", .kind = COLUMN_TIME},
    [G_UNVERIFIED] = {.name = "unverified", .kind = COLUMN_INT, .number = unverified_number},
};
static const struct table_spec table = {"alarm_groups", &group_record, columns, G_COLUMNS,
                                        G_NAME};

static const struct list_column shapes[] = {
    {.title = N_("NAME"), .name = "name", .width = 30, .min = 12, .flex = 1},
    {.title = N_("ALARMS"), .name = "alarms", .width = 7, .align = ALIGN_RIGHT},
    {.title = N_("THINGS"), .name = "things", .width = 7, .align = ALIGN_RIGHT},
    {.title = N_("UNVERIFIED"), .name = "unverified", .width = 10, .align = ALIGN_RIGHT},
    {.title = N_("NEWEST"),
     .name = "newest",
     .width = 6,
     .fits = LIST_AGE,
     .align = ALIGN_RIGHT},
};
static const struct list_view_column cells[] = {
    {G_NAME, NULL}, {G_ALARMS, NULL}, {G_THINGS, NULL}, {G_UNVERIFIED, NULL}, {G_NEWEST, NULL},
};
static const struct list_view_spec spec = {
    .table = &table,
    .shapes = shapes,
    .cells = cells,
    .n_columns = COUNT_OF(shapes),
    .sort = {{G_ALARMS, SORT_DOWN}, {G_NAME, SORT_UP}},
    .n_sort = 2,
    .empty = N_("No alarm is shown, so there is nothing to group."),
    .thing = N_("groups"),
};

/* ---- counting ---- */

struct count {
    struct group pub;
    struct intern *things;
};

struct counts {
    struct intern *names;
    struct count *items; /* by id of the name */
    size_t cap;
};

static struct count *find(struct counts *c, struct str name)
{
    const uint32_t before = intern_count(c->names), id = intern_id(c->names, name);

    if (id == before) {
        c->items = mem_grow(c->items, &c->cap, (size_t)id + 1, sizeof *c->items);
        c->items[id] = (struct count){.things = intern_new()};
    }
    return &c->items[id];
}

static void count_row(const struct alarm_groups *g, struct counts *c, uint32_t row)
{
    const struct table *t = source_table(g->of->source);
    char scratch[TABLE_SCRATCH];
    struct count *n = find(c, list_view_text(g->of, row, groupings[g->by].column, scratch));
    const struct str thing = list_view_text(g->of, row, ALARM_THING, scratch);
    int64_t ms;

    n->pub.alarms++;
    if (thing.n > 0)
        (void)intern_id(n->things, thing);
    n->pub.unverified += str_eq(list_view_text(g->of, row, ALARM_STATE, scratch), "UNKNOWN");
    if (table_number(t, row, ALARM_SINCE, &ms) && (!n->pub.newest.set || ms > n->pub.newest.ms))
        n->pub.newest = (struct opt_time){ms, true};
}

static void count_all(struct alarm_groups *g)
{
    struct counts c = {.names = intern_new()};

    for (uint32_t i = 0; i < row_index_count(g->of->index); i++)
        count_row(g, &c, row_index_row(g->of->index, i));
    source_begin(g->source);
    for (uint32_t id = 0; id < intern_count(c.names); id++) {
        struct count *n = &c.items[id];

        n->pub.name = intern_text(c.names, id);
        n->pub.things = intern_count(n->things);
        (void)!source_row(g->source, &n->pub); /* fewer than the alarms */
        intern_free(n->things);
    }
    source_end(g->source, SOURCE_END_COMPLETE, NULL);
    free(c.items);
    intern_free(c.names);
}

void alarm_groups_follow(struct alarm_groups *g)
{
    const uint64_t revision = row_index_revision(g->of->index);

    if (g->by == ALARMS_SINGLE || (g->counted == g->by && g->revision == revision))
        return;
    count_all(g);
    g->counted = g->by;
    g->revision = revision;
}

void alarm_groups_init(struct alarm_groups *g, struct app *app, const struct list_view *of)
{
    *g = (struct alarm_groups){.of = of};
    g->source = source_new(&(struct source_options){.loop = app_loop(app), .spec = &table});
    list_view_init(&g->view, app, &spec, g->source);
}

void alarm_groups_free(struct alarm_groups *g)
{
    list_view_free(&g->view);
    source_free(g->source);
}
