/*
 * store/mitigation_lists: the account's mitigation actions as a store/described list.
 *
 * A list item has no type, so each is described. Facts: API reference of
 * ListMitigationActions.
 */
#pragma once

#include "client/store/mitigation_tasks.h"

extern const struct described_spec mitigation_actions_spec;

enum mitigation_action_column {
    ACTION_NAME,
    ACTION_TYPE,
    ACTION_PARAMS,
    ACTION_ROLE,
    ACTION_FITS, /* short names of checks */
    ACTION_CHANGED,
    ACTION_COLUMNS
};
extern const struct table_spec mitigation_actions_table;
