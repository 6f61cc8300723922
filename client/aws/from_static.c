/* Keys that are there: in the environment, in a profile of the shared files. */
#include "client/aws/provider.h"

static enum key_next environment(struct key_step *s, struct err *err)
{
    return credentials_from_environment(s->in, &s->keys, err) ? KEY_HAVE : KEY_FAILED;
}

static enum key_next profile(struct key_step *s, struct err *err)
{
    return credentials_from_profile(s->files, s->link->profile, &s->keys, err) ? KEY_HAVE
                                                                               : KEY_FAILED;
}

const struct provider provider_environment = {"environment", environment, NULL};
const struct provider provider_profile = {"keys", profile, NULL};
