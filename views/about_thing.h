/*
 * views/about_thing: which answer is which of what about_thing and about_client ask
 * (views/about).
 */
#pragma once

#include "client/api/groups.h"
#include "client/api/things.h"
#include "views/about.h"

enum about_thing_answer {
    ABOUT_THING,
    ABOUT_THING_PRINCIPALS, /* of const char *: ARNs */
    ABOUT_THING_GROUPS,     /* of struct group_name_and_arn */
    ABOUT_THING_CONNECTION,
};
