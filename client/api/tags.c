#include "client/api/tags.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field tag_fields[] = {
    REQUIRED(tag, key, "Key", IS_TEXT_OF(scalar_tag_key)),
    ROW(tag, value, "Value", IS_TEXT_OF(scalar_tag_value)),
};
RECORD(tag, "Tag");

static const struct field tag_resource_input_fields[] = {
    REQUIRED(tag_resource_input, resource_arn, "resourceArn", IS_TEXT),
    REQUIRED(tag_resource_input, tags, "tags", IS_LIST(IS_RECORD(tag_record))),
};
RECORD(tag_resource_input, "TagResourceRequest");

static const struct field untag_resource_input_fields[] = {
    REQUIRED(untag_resource_input, resource_arn, "resourceArn", IS_TEXT),
    REQUIRED(untag_resource_input, tag_keys, "tagKeys", IS_LIST(IS_TEXT_OF(scalar_tag_key))),
};
RECORD(untag_resource_input, "UntagResourceRequest");

static const struct field list_tags_for_resource_input_fields[] = {
    QUERY(list_tags_for_resource_input, next_token, "nextToken", IS_TEXT),
    QUERY_REQUIRED(list_tags_for_resource_input, resource_arn, "resourceArn", IS_TEXT),
};
RECORD(list_tags_for_resource_input, "ListTagsForResourceRequest");

static const struct field list_tags_for_resource_output_fields[] = {
    ROW(list_tags_for_resource_output, next_token, "nextToken", IS_TEXT),
    ROW(list_tags_for_resource_output, tags, "tags", IS_LIST(IS_RECORD(tag_record))),
};
RECORD(list_tags_for_resource_output, "ListTagsForResourceResponse");

const struct operation op_tag_resource = {
    .name = "TagResource",
    .method = HTTP_POST,
    .uri = "/tags",
    .input = &tag_resource_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(THROTTLING) | ERROR_BIT(LIMIT_EXCEEDED),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListTagsForResource", NULL},
};

const struct operation op_untag_resource = {
    .name = "UntagResource",
    .method = HTTP_POST,
    .uri = "/untag",
    .input = &untag_resource_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(THROTTLING),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListTagsForResource", NULL},
};

const struct operation op_list_tags_for_resource = {
    .name = "ListTagsForResource",
    .method = HTTP_GET,
    .uri = "/tags",
    .input = &list_tags_for_resource_input_record,
    .output = &list_tags_for_resource_output_record,
    .paging = {"nextToken", "nextToken", "tags", NULL, 0},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(THROTTLING),
    .calls_per_second = 10,
};
