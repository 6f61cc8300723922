#include "client/aws/inputs.h"

#include <stdlib.h>

const char *aws_env(const struct aws_inputs *in, const char *name)
{
    const char *value = in->env != NULL ? in->env(in->env_ctx, name) : getenv(name);

    return value != NULL && value[0] != '\0' ? value : NULL;
}

const char *aws_profile(const struct aws_inputs *in)
{
    const char *name = in->profile;

    if (name == NULL)
        name = aws_env(in, "AWS_PROFILE");
    if (name == NULL)
        name = aws_env(in, "AWS_DEFAULT_PROFILE");
    return name != NULL ? name : "default";
}
