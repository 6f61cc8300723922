/*
 * api/tags: tags of audit schedules, mitigation actions, profiles, metrics, dimensions.
 *
 * The service capitalises Key and Value here. Describe calls never return tags.
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/operation.h"

struct tag {
    const char *key;
    const char *value;
};

struct tag_resource_input {
    const char *resource_arn;
    struct list tags; /* of struct tag */
};

struct untag_resource_input {
    const char *resource_arn;
    struct list tag_keys; /* of TagKey */
};

struct list_tags_for_resource_input {
    const char *next_token;
    const char *resource_arn;
};

struct list_tags_for_resource_output {
    const char *next_token;
    struct list tags; /* of struct tag */
};

extern const struct record tag_record;
extern const struct record tag_resource_input_record;
extern const struct record untag_resource_input_record;
extern const struct record list_tags_for_resource_input_record;
extern const struct record list_tags_for_resource_output_record;

extern const struct operation op_tag_resource;
extern const struct operation op_untag_resource;
extern const struct operation op_list_tags_for_resource;
