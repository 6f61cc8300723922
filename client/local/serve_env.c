#include "client/local/serve_env.h"

#include <string.h>

#include "client/base/files.h"

/* In single quotes when a shell would take it apart. */
static void assign(struct buf *out, const char *name, const char *value)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:/.-_[]";
    buf_printf(out, "%s=", name);
    if (value[strspn(value, plain)] == '\0') {
        buf_puts(out, value);
    } else {
        buf_putc(out, '\'');
        for (; *value; value++)
            if (*value == '\'')
                buf_puts(out, "'\\''");
            else
                buf_putc(out, *value);
        buf_putc(out, '\'');
    }
    buf_putc(out, '\n');
}

bool serve_env_write(const char *path, const struct serve_env *env, struct err *err)
{
    const struct {
        const char *name, *value;
    } assignments[] = {
        {"AWS_ENDPOINT_URL", env->endpoint},  {"AWS_ENDPOINT_URL_IOT", env->endpoint},
        {"AWS_REGION", env->region},          {"AWS_DEFAULT_REGION", env->region},
        {"AWS_ACCESS_KEY_ID", env->keys->id}, {"AWS_SECRET_ACCESS_KEY", env->keys->secret},
    };
    struct buf text = BUF_INIT(16 * 1024);
    for (size_t i = 0; i < COUNT_OF(assignments); i++)
        assign(&text, assignments[i].name, assignments[i].value);
    buf_puts(&text, "export");
    for (size_t i = 0; i < COUNT_OF(assignments); i++)
        buf_printf(&text, " %s", assignments[i].name);
    buf_puts(&text, "\n");
    bool ok = files_write(path, text.data, text.len, err);
    explicit_bzero(text.data, text.len);
    buf_free(&text);
    return ok;
}
