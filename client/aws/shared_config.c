#include "client/aws/shared_config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/files.h"
#include "client/base/map.h"
#include "client/base/mem.h"

/* A section is a map from key to struct buf. */
struct shared_config {
    struct map *sections[SECTION_KINDS];
    struct map *with_keys; /* profiles that have keys in the credentials file */
    char *config_path, *credentials_path;
};

enum file_kind { FILE_CONFIG, FILE_CREDENTIALS };

/* Where a parse stands. */
struct reader {
    struct shared_config *config;
    enum file_kind file;
    const char *name;
    int line;
    struct map *bare_default; /* "[default]" of the config file; "[profile default]" beats it */
    bool in_section;          /* also in one whose name is skipped */
    struct map *section;      /* NULL: skipped */
    struct str title;
    bool in_property, nested; /* the same for a property */
    struct buf *value;
};

static void value_free(void *p)
{
    struct buf *b = p;

    buf_wipe(b);
    free(b);
}

static void section_free(void *p)
{
    map_free(p, value_free);
}

static bool is_name(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = str_lower(s.p[i]);
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!plain && (c == '\0' || strchr("-/.%@_:+", c) == NULL))
            return false;
    }
    return s.n > 0;
}

static bool complain(const struct reader *r, struct err *err, const char *text)
{
    err_set(err, ERR_CONFIG, "%s:%d: %s", r->name, r->line, text);
    return err_at(err, "%s:%d", r->name, r->line);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct map *section_of(struct map *kind, struct str name)
{
    char *key = mem_strndup(name.p, name.n);
    struct map *section = map_get(kind, key);

    if (section == NULL) {
        section = map_new();
        (void)map_put(kind, key, section);
    }
    free(key);
    return section;
}

/* "profile NAME" for word "profile": true and the name. */
static bool prefixed(struct str title, const char *word, struct str *name)
{
    size_t n = strlen(word);

    if (title.n <= n || memcmp(title.p, word, n) != 0 || !is_blank(title.p[n]))
        return false;
    *name = str_trim((struct str){title.p + n, title.n - n});
    return true;
}

static struct map *find_section(struct reader *r, struct str title)
{
    static const struct {
        const char *word;
        enum section_kind kind;
    } words[] = {{"profile", SECTION_PROFILE},
                 {"sso-session", SECTION_SSO_SESSION},
                 {"services", SECTION_SERVICES}};
    struct map **kinds = r->config->sections;
    struct str name;

    if (r->file == FILE_CREDENTIALS)
        return is_name(title) ? section_of(kinds[SECTION_PROFILE], title) : NULL;
    if (str_eq(title, "default"))
        return r->bare_default;
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (prefixed(title, words[i].word, &name))
            return is_name(name) ? section_of(kinds[words[i].kind], name) : NULL;
    return NULL;
}

static bool read_section(struct reader *r, struct str line, struct err *err)
{
    struct str rest = {line.p + 1, line.n - 1};

    if (memchr(rest.p, ']', rest.n) == NULL)
        return complain(r, err, "Profile definition must end with ']'");
    r->title = str_trim(str_cut(rest, ']', &rest));
    r->section = find_section(r, r->title);
    r->in_section = true;
    r->in_property = false;
    return true;
}

/* A comment begins with # or ; after a blank. */
static struct str without_comment(struct str line)
{
    for (size_t i = 1; i < line.n; i++)
        if ((line.p[i] == '#' || line.p[i] == ';') && is_blank(line.p[i - 1]))
            return (struct str){line.p, i};
    return line;
}

static bool read_property(struct reader *r, struct str line, struct err *err)
{
    struct str value, text = without_comment(line), key = str_trim(str_cut(text, '=', &value));

    if (!r->in_section)
        return complain(r, err, "Expected a profile definition");
    if (memchr(text.p, '=', text.n) == NULL)
        return complain(r, err, "Expected an '=' sign defining a property");
    if (key.n == 0)
        return complain(r, err, "Property did not have a name");
    value = str_trim(value);
    r->in_property = true;
    r->nested = value.n == 0;
    r->value = NULL;
    if (r->section == NULL || !is_name(key))
        return true;

    char *name = mem_strndup(key.p, key.n);
    for (char *c = name; *c != '\0'; c++)
        *c = str_lower(*c);
    if (r->file == FILE_CREDENTIALS && strcmp(name, "aws_access_key_id") == 0) {
        char *title = mem_strndup(r->title.p, r->title.n);

        (void)map_put(r->config->with_keys, title, r->config);
        free(title);
    }
    r->value = mem_alloc(1, sizeof *r->value);
    *r->value = BUF_INIT(SHARED_CONFIG_MAX_BYTES);
    buf_put(r->value, value.p, value.n);
    struct buf *old = map_put(r->section, name, r->value);
    if (old != NULL)
        value_free(old);
    free(name);
    return true;
}

static bool read_continuation(struct reader *r, struct str line, struct err *err)
{
    struct str rest, text = str_trim(line);

    if (!r->in_section)
        return complain(r, err, "Expected a profile definition");
    if (!r->in_property)
        return complain(r, err, "Expected a property definition, found continuation");
    if (r->nested) {
        if (memchr(text.p, '=', text.n) == NULL)
            return complain(r, err, "Expected an '=' sign defining a sub-property");
        if (str_trim(str_cut(text, '=', &rest)).n == 0)
            return complain(r, err, "Sub-property did not have a name");
    }
    if (r->value != NULL) {
        buf_putc(r->value, '\n');
        buf_put(r->value, text.p, text.n);
    }
    return true;
}

static bool read_line(struct reader *r, struct str line, struct err *err)
{
    struct str text = str_trim(line);

    if (text.n == 0 || text.p[0] == '#' || text.p[0] == ';')
        return true;
    if (is_blank(line.p[0]))
        return read_continuation(r, line, err);
    if (line.p[0] == '[')
        return read_section(r, line, err);
    return read_property(r, line, err);
}

static bool read_text(struct reader *r, struct str text, struct err *err)
{
    if (text.n > 0 && memchr(text.p, '\0', text.n) != NULL) {
        r->line = 1;
        return complain(r, err, "this is not a text file");
    }
    while (text.n > 0) {
        struct str line = str_cut(text, '\n', &text);
        r->line++;
        if (line.n > 0 && line.p[line.n - 1] == '\r')
            line.n--;
        if (!read_line(r, line, err))
            return false;
    }
    return true;
}

static bool read_config_file(struct shared_config *c, struct str text, const char *name,
                             struct err *err)
{
    struct reader r = {
        .config = c, .file = FILE_CONFIG, .name = name, .bare_default = map_new()};
    bool ok = read_text(&r, text, err);

    if (ok && map_count(r.bare_default) > 0 &&
        map_get(c->sections[SECTION_PROFILE], "default") == NULL) {
        (void)map_put(c->sections[SECTION_PROFILE], "default", r.bare_default);
        r.bare_default = NULL;
    }
    map_free(r.bare_default, value_free);
    return ok;
}

static struct shared_config *config_new(const char *config_name, const char *credentials_name)
{
    struct shared_config *c = mem_alloc(1, sizeof *c);

    for (size_t i = 0; i < SECTION_KINDS; i++)
        c->sections[i] = map_new();
    c->with_keys = map_new();
    c->config_path = mem_strdup(config_name);
    c->credentials_path = mem_strdup(credentials_name);
    return c;
}

bool shared_config_parse(struct str config, const char *config_name, struct str credentials,
                         const char *credentials_name, struct shared_config **out,
                         struct err *err)
{
    struct shared_config *c = config_new(config_name, credentials_name);
    struct reader r = {.config = c, .file = FILE_CREDENTIALS, .name = credentials_name};

    if (read_config_file(c, config, config_name, err) && read_text(&r, credentials, err)) {
        *out = c;
        return true;
    }
    shared_config_free(c);
    return false;
}

void shared_config_free(struct shared_config *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; i < SECTION_KINDS; i++)
        map_free(c->sections[i], section_free);
    map_free(c->with_keys, NULL);
    free(c->config_path);
    free(c->credentials_path);
    free(c);
}

/* ---- the files ---- */

static char *file_path(const struct aws_inputs *in, const char *variable, const char *name)
{
    const char *given = aws_env(in, variable);
    char standard[40];

    snprintf(standard, sizeof standard, "~/.aws/%s", name);
    return aws_path(in, given != NULL ? given : standard);
}

static bool read_file(const char *path, struct buf *out, struct err *err)
{
    struct err why;

    if (files_read(path, out, &why))
        return true;
    if (why.sys == ENOENT || why.sys == ENOTDIR)
        return true; /* no file says as much as an empty one */
    *err = why;
    err->kind = ERR_CONFIG;
    return err_at(err, "%s", path);
}

bool shared_config_load(const struct aws_inputs *in, struct shared_config **out,
                        struct err *err)
{
    char *config = file_path(in, "AWS_CONFIG_FILE", "config");
    char *credentials = file_path(in, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
    struct buf a = BUF_INIT(SHARED_CONFIG_MAX_BYTES), b = BUF_INIT(SHARED_CONFIG_MAX_BYTES);
    bool ok = read_file(config, &a, err) && read_file(credentials, &b, err) &&
              shared_config_parse((struct str){buf_text(&a), a.len}, config,
                                  (struct str){buf_text(&b), b.len}, credentials, out, err);

    buf_wipe(&a);
    buf_wipe(&b);
    free(config);
    free(credentials);
    return ok;
}

/* ---- asking ---- */

bool shared_config_has(const struct shared_config *c, enum section_kind kind,
                       const char *section)
{
    return map_get(c->sections[kind], section) != NULL;
}

bool shared_config_has_keys_file(const struct shared_config *c, const char *profile)
{
    return map_get(c->with_keys, profile) != NULL;
}

const char *shared_config_get(const struct shared_config *c, enum section_kind kind,
                              const char *section, const char *key)
{
    const struct map *s = map_get(c->sections[kind], section);
    const struct buf *value = s != NULL ? map_get(s, key) : NULL;

    return value != NULL ? buf_text(value) : NULL;
}

bool shared_config_next(const struct shared_config *c, enum section_kind kind, size_t *i,
                        const char **section)
{
    void *value;

    return map_next(c->sections[kind], i, section, &value);
}

bool shared_config_next_key(const struct shared_config *c, enum section_kind kind,
                            const char *section, size_t *i, const char **key,
                            const char **value)
{
    const struct map *s = map_get(c->sections[kind], section);
    void *found;

    if (s == NULL || !map_next(s, i, key, &found))
        return false;
    *value = buf_text(found);
    return true;
}

bool shared_config_nested(const char *block, const char *key, struct buf *out)
{
    for (struct str rest = str_of(block); rest.n > 0;) {
        struct str value, line = str_cut(rest, '\n', &rest);
        if (!str_eq_nocase(str_trim(str_cut(line, '=', &value)), key))
            continue;
        value = str_trim(value);
        buf_put(out, value.p, value.n);
        return true;
    }
    return false;
}

const char *shared_config_path(const struct shared_config *c)
{
    return c->config_path;
}

const char *shared_credentials_path(const struct shared_config *c)
{
    return c->credentials_path;
}
