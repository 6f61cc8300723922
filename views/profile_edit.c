/* Make a security profile, or change one: the form, the form of one behavior, the review. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/net/input_copy.h"
#include "client/store/behavior_line.h"
#include "views/behavior_fields.h"
#include "views/changes.h"
#include "views/profile_diff.h"
#include "views/profile_edit_inside.h"
#include "views/screens.h"

/* ---- what the form says ---- */

static void show_lines(struct profile_edit *s)
{
    struct form *f = s->host.form;

    for (size_t i = 1; i <= s->lines; i++) {
        char name[PROFILE_LINE_NAME], fact[PROFILE_LINE_NAME + 8];
        struct buf text = BUF_INIT(4096);

        profile_line_name(i, name);
        (void)snprintf(fact, sizeof fact, "says.%zu", i);
        const enum style style = profile_wish_say(s->app, form_value(f, name), &text);

        form_set_fact(f, fact, buf_text(&text), style);
        buf_free(&text);
        (void)snprintf(fact, sizeof fact, "copy.%zu", i);
        const bool empty = *form_value(f, name) == '\0';

        form_disable(f, fact, empty ? _("nothing to duplicate") : NULL);
        (void)snprintf(fact, sizeof fact, "drop.%zu", i);
        form_disable(f, fact, empty ? _("nothing to remove") : NULL);
    }
}

static void show_conflict(struct profile_edit *s)
{
    struct profile_state wanted;
    struct buf text = BUF_INIT(16 * 1024);
    struct arena *a = arena_new();
    struct err err;

    if (s->now.what != NULL) {
        buf_printf(&text, _("by somebody else: version %lld is there, you opened %lld.\n"),
                   (long long)s->now.what->version.value,
                   (long long)s->was.what->version.value);
        if (profile_wish_read(s->app, s->host.form, s->lines, a, &wanted, &err))
            (void)profile_diff_put(&s->was, &s->now, &wanted, &text);
        form_set_fact(s->host.form, "conflict", buf_text(&text), STYLE_WARN);
    }
    buf_free(&text);
    arena_free(a);
}

static void changed(void *ctx)
{
    struct profile_edit *s = ctx;
    struct form *f = s->host.form;

    form_disable(f, "name", s->was.what != NULL ? _("a profile keeps its name") : NULL);
    const char *unknown =
        s->was.what != NULL && !s->was.targets_known
            ? _("whom it watches could not be listed: nothing of it is changed")
            : NULL;

    form_disable(f, "whole", unknown);
    form_disable(f, "groups", unknown);
    form_disable(f, "role", *form_value(f, "topic") == '\0' ? _("no topic") : NULL);
    form_disable(f, "export-role", *form_value(f, "export") == '\0' ? _("no export") : NULL);
    show_lines(s);
    profile_wish_show_reach(s->app, s->reach, f);
    show_conflict(s);
}

static void check_field(void *ctx, const struct form *f, const char *name,
                        struct form_verdict *v)
{
    const struct profile_edit *s = ctx;

    profile_wish_check(s->app, f, name, s->was.what == NULL, v);
}

static void fill(void *ctx, struct form *f)
{
    const struct profile_edit *s = ctx;
    const struct describe_security_profile_output none = {0};
    const struct profile_state empty = {.what = &none};

    profile_wish_fill(s->app, s->was.what != NULL ? &s->was : &empty, s->lines, f);
}

/* ---- making the form ---- */

static void on_draft_value(void *ctx, const char *name, const char *value)
{
    struct profile_edit *s = ctx;
    int64_t n;

    if (name[0] == 'b' && *value != '\0' &&
        str_to_int(str_of(name + 1), 1, PROFILE_LINES_MAX, &n) && (size_t)n > s->lines)
        s->lines = (size_t)n;
}

/* Lines for what is there, what a draft has and what was asked for, and one that is empty. */
static void count_lines(struct profile_edit *s, const char *draft)
{
    const struct form_drafts *d = app_drafts(s->app);
    const size_t there = s->was.what != NULL ? s->was.what->behaviors.n : 0;

    s->lines = there > s->wanted_lines ? there : s->wanted_lines;
    if (d != NULL)
        (void)d->load(d->ctx, draft, on_draft_value, s);
    s->lines = s->lines < PROFILE_LINES_MAX ? s->lines + 1 : PROFILE_LINES_MAX;
    if (there > s->lines)
        s->lines = there;
}

void profile_edit_make(struct profile_edit *s)
{
    struct buf draft = BUF_INIT(512);
    size_t n;

    buf_printf(&draft, "edit-profile%s%s", *s->name != '\0' ? " " : "", s->name);
    count_lines(s, buf_text(&draft));
    arena_reset(s->fields);
    const enum profile_wish_form form = s->now.what != NULL   ? PROFILE_WISH_CONFLICT
                                        : s->was.what == NULL ? PROFILE_WISH_NEW
                                                              : PROFILE_WISH_CHANGE;
    const struct form_field *fields = profile_wish_fields(form, s->lines, s->fields, &n);

    form_host_make(&s->host, &(struct form_host_options){.name = buf_text(&draft),
                                                         .fields = fields,
                                                         .n = n,
                                                         .check = check_field,
                                                         .fill = fill,
                                                         .changed = changed,
                                                         .pressed = profile_edit_pressed,
                                                         .review = profile_edit_review,
                                                         .ctx = s});
    buf_free(&draft);
}

/* ---- values that outlive a form ---- */

static void keep_value(struct profile_edit *s, const char *name, const char *value)
{
    s->kept = mem_grow(s->kept, &s->kept_cap, s->n_kept + 1, sizeof *s->kept);
    s->kept[s->n_kept++] =
        (struct kept_value){arena_str(s->values, name), arena_str(s->values, value)};
}

void profile_edit_keep(struct profile_edit *s, bool only_changed)
{
    s->n_kept = 0;
    arena_reset(s->values);
    for (size_t i = 0; i < s->host.o.n; i++) {
        const char *name = s->host.o.fields[i].name;
        const char *value = s->host.begins[i] != NULL ? form_value(s->host.form, name) : NULL;

        if (value != NULL && (!only_changed || strcmp(value, s->host.begins[i]) != 0))
            keep_value(s, name, value);
    }
}

void profile_edit_remake(struct profile_edit *s)
{
    form_host_renew(&s->host);
    profile_edit_make(s);
    for (size_t i = 0; i < s->n_kept; i++) {
        const char *now = form_value(s->host.form, s->kept[i].name);

        if (now != NULL && strcmp(now, s->kept[i].value) != 0)
            form_host_set(&s->host, s->kept[i].name, s->kept[i].value);
    }
}

void profile_edit_apply(struct profile_edit *s, const struct profile_state *wanted)
{
    const char *name = s->was.what != NULL ? s->was.what->security_profile_name
                                           : wanted->what->security_profile_name;
    struct describe_security_profile_output what = *wanted->what;
    struct profile_state all = *wanted;

    what.security_profile_name = name;
    all.what = &what;
    s->wanted_lines = what.behaviors.n;
    if (s->host.form != NULL)
        form_host_renew(&s->host);
    profile_edit_make(s);
    profile_wish_fill(s->app, &all, s->lines, s->host.form);
    form_host_set(&s->host, "name", name != NULL ? name : "");
}

/* ---- one behavior ---- */

static void behavior_changed(void *ctx)
{
    struct profile_edit *s = ctx;
    struct buf line = BUF_INIT(BEHAVIOR_LINE_MAX), text = BUF_INIT(4096);

    behavior_fields_fit(s->app, s->host.form);
    behavior_fields_line(s->app, s->host.form, &line);
    const enum style style = profile_wish_say(s->app, buf_text(&line), &text);

    form_set_fact(s->host.form, "says", text.len > 0 ? buf_text(&text) : "..", style);
    behavior_fields_show_sample(s->sample, s->host.form);
    buf_free(&line);
    buf_free(&text);
}

static void check_behavior(void *ctx, const struct form *f, const char *name,
                           struct form_verdict *v)
{
    const struct profile_edit *s = ctx;

    behavior_fields_check(s->app, f, name, v);
}

static void fill_behavior(void *ctx, struct form *f)
{
    const struct profile_edit *s = ctx;

    if (!behavior_fields_fill(s->app, s->line, f))
        app_message(s->app, MESSAGE_WARN,
                    "These fields cannot say all of that line: taking them over changes it.");
}

/* The first group that is watched, unless everything is. */
static void keep_group(struct profile_edit *s)
{
    const char *whole = form_value(s->host.form, "whole");
    struct str rest;
    const struct str first =
        str_trim(str_cut(str_of(form_value(s->host.form, "groups")), ',', &rest));

    free(s->group);
    s->group = NULL;
    if (*whole == '\0' && first.n > 0)
        s->group = mem_strndup(first.p, first.n);
}

static void open_behavior(struct profile_edit *s, size_t line)
{
    char name[PROFILE_LINE_NAME];
    struct buf draft = BUF_INIT(512);
    size_t n;

    profile_line_name(line, name);
    keep_group(s);
    profile_edit_keep(s, false);
    free(s->line);
    s->line = mem_strdup(form_value(s->host.form, name));
    s->behavior = line;
    form_host_renew(&s->host);
    arena_reset(s->fields);
    buf_printf(&draft, "edit-profile %s behavior %zu", s->name, line);
    const struct form_field *fields = behavior_fields(s->app, s->line, s->fields, &n);

    form_host_make(&s->host, &(struct form_host_options){.name = buf_text(&draft),
                                                         .fields = fields,
                                                         .n = n,
                                                         .check = check_behavior,
                                                         .fill = fill_behavior,
                                                         .changed = behavior_changed,
                                                         .pressed = profile_edit_pressed,
                                                         .review = profile_edit_review,
                                                         .ctx = s});
    buf_free(&draft);
}

void profile_edit_leave_behavior(struct profile_edit *s, bool take)
{
    char name[PROFILE_LINE_NAME];
    struct buf line = BUF_INIT(BEHAVIOR_LINE_MAX);

    profile_line_name(s->behavior, name);
    if (take && !form_valid(s->host.form)) {
        buf_free(&line);
        return;
    }
    if (take)
        behavior_fields_line(s->app, s->host.form, &line);
    form_host_done(&s->host);
    s->behavior = 0;
    s->wanted_lines = s->lines - (*s->line == '\0' && !take);
    profile_edit_remake(s);
    if (take)
        form_host_set(&s->host, name, buf_text(&line));
    form_focus(s->host.form, name);
    app_message(s->app, MESSAGE_INFO,
                take ? "The behavior stands in the profile's form."
                     : _("The behavior is as it was."));
    buf_free(&line);
    app_redraw(s->app);
}

/* ---- buttons ---- */

static size_t first_empty(const struct profile_edit *s)
{
    for (size_t i = 1; i <= s->lines; i++) {
        char name[PROFILE_LINE_NAME];

        profile_line_name(i, name);
        if (*form_value(s->host.form, name) == '\0')
            return i;
    }
    return 0;
}

/* Room for one more behavior; 0: there is none. */
static size_t make_room(struct profile_edit *s)
{
    size_t line = first_empty(s);

    if (line == 0 && s->lines < PROFILE_LINES_MAX) {
        s->wanted_lines = s->lines;
        profile_edit_keep(s, false);
        profile_edit_remake(s);
        line = first_empty(s);
    }
    if (line == 0)
        app_message(s->app, MESSAGE_WARN, "A profile has at most %d behaviors.",
                    PROFILE_BEHAVIORS_MAX);
    return line;
}

static void duplicate(struct profile_edit *s, size_t line)
{
    char from[PROFILE_LINE_NAME], to[PROFILE_LINE_NAME];
    struct buf text = BUF_INIT(BEHAVIOR_LINE_MAX);
    struct str rest, name;

    profile_line_name(line, from);
    name = str_cut(str_of(form_value(s->host.form, from)), ':', &rest);
    buf_printf(&text, "%.*s-2:%.*s", (int)name.n, name.p, (int)rest.n, rest.p);
    const size_t room = make_room(s);

    if (room > 0) {
        profile_line_name(room, to);
        form_host_set(&s->host, to, buf_text(&text));
        form_focus(s->host.form, to);
        app_message(s->app, MESSAGE_INFO, "Duplicated; two behaviors have two names.");
    }
    buf_free(&text);
}

static void drop_line(struct profile_edit *s, size_t line)
{
    char name[PROFILE_LINE_NAME];

    profile_line_name(line, name);
    form_host_set(&s->host, name, "");
    form_focus(s->host.form, name);
}

static void add(struct profile_edit *s, size_t line)
{
    const size_t room = make_room(s);

    (void)line;
    if (room > 0)
        open_behavior(s, room);
}

static void measure(struct profile_edit *s, size_t line)
{
    (void)line;
    form_host_set(&s->host, "retain", profile_wish_measured);
    form_focus(s->host.form, "name");
}

static void take_behavior(struct profile_edit *s, size_t line)
{
    (void)line;
    profile_edit_leave_behavior(s, true);
}

static void leave_behavior(struct profile_edit *s, size_t line)
{
    (void)line;
    profile_edit_leave_behavior(s, false);
}

static void look(struct profile_edit *s, size_t line)
{
    (void)line;
    behavior_fields_ask_sample(s->app, s->host.form, s->group, s->sample);
    behavior_fields_show_sample(s->sample, s->host.form);
    app_redraw(s->app);
}

static void press_review(struct profile_edit *s, size_t line)
{
    (void)line;
    profile_edit_review(s);
}

static void press_json(struct profile_edit *s, size_t line)
{
    (void)line;
    profile_edit_json(s);
}

static void press_mine(struct profile_edit *s, size_t line)
{
    (void)line;
    profile_edit_settle(s, true);
}

static void press_theirs(struct profile_edit *s, size_t line)
{
    (void)line;
    profile_edit_settle(s, false);
}

void profile_edit_pressed(void *ctx, const char *button)
{
    static const struct {
        const char *button;
        void (*press)(struct profile_edit *s, size_t line);
    } buttons[] = {
        {"edit", open_behavior},  {"copy", duplicate},
        {"drop", drop_line},      {"add", add},
        {"measure", measure},     {"take", take_behavior},
        {"look", look},           {"back", leave_behavior},
        {"review", press_review}, {"json", press_json},
        {"mine", press_mine},     {"theirs", press_theirs},
    };
    struct profile_edit *s = ctx;
    struct str rest;
    const struct str word = str_cut(str_of(button), '.', &rest);
    int64_t line = 0;

    (void)!str_to_int(rest, 1, PROFILE_LINES_MAX, &line);
    for (size_t i = 0; i < COUNT_OF(buttons); i++)
        if (str_eq(word, buttons[i].button)) {
            buttons[i].press(s, (size_t)line);
            return;
        }
}
