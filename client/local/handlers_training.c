#include "client/local/handlers.h"
#include "client/local/models.h"
#include "client/local/profiles.h"

static bool summaries(struct call *c, struct err *err)
{
    const struct get_behavior_model_training_summaries_input *in = c->input;
    const char *profile = in->security_profile_name;
    struct page page;
    int64_t id;

    return (profile == NULL ||
            profile_rows_id(call_registry(c), profile, c->arena, &id, err)) &&
           call_page(c, &page, err) &&
           models_summaries(c->service->models, in, &page, call_now_ms(c), c->arena, c->output,
                            err);
}

const struct handler handlers_training[] = {
    {"GetBehaviorModelTrainingSummaries", summaries},
    {NULL, NULL},
};
