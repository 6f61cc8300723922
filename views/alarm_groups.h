/*
 * views/alarm_groups: the shown alarms, one row a behaviour, device or profile.
 *
 * Counted from the rows another list shows, filter included, whenever those change. Owned by
 * the screen that embeds it.
 */
#pragma once

#include "views/list_view.h"

enum alarm_grouping {
    ALARMS_SINGLE,
    ALARMS_BY_BEHAVIOR,
    ALARMS_BY_THING,
    ALARMS_BY_PROFILE,
    ALARM_GROUPINGS
};
const char *alarm_grouping_word(enum alarm_grouping g);          /* "behaviour", .. */
enum alarm_grouping alarm_grouping_of(const char *word) NONNULL; /* _SINGLE: none of them */

struct alarm_groups {
    struct list_view view; /* first: LIST_VIEW_CALLS */
    const struct list_view *of;
    enum alarm_grouping by;
    struct source *source;
    uint64_t revision; /* what was counted last */
    enum alarm_grouping counted;
};

void alarm_groups_init(struct alarm_groups *g, struct app *app,
                       const struct list_view *of) NONNULL;
void alarm_groups_free(struct alarm_groups *g) NONNULL; /* what is inside */
/* Counts again when the rows or their filter moved. */
void alarm_groups_follow(struct alarm_groups *g) NONNULL;
