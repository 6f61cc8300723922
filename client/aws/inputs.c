#include "client/aws/inputs.h"

#include <stdlib.h>

#include "client/base/mem.h"
#include "client/base/str.h"

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

char *aws_path(const struct aws_inputs *in, const char *path)
{
    const char *home = aws_env(in, "HOME");

    if (!str_starts(path, "~/"))
        return mem_strdup(path);
    return mem_printf("%s%s", home != NULL ? home : "", path + 1);
}
