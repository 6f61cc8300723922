/* Form screens: drafts that come back, the editor and what goes wrong with it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/base/files.h"
#include "tests/support/views_rig.h"
#include "views/edit.h"
#include "views/form_host.h"

/* ---- a store of one draft ---- */

struct one_draft {
    char form[64], name[64], value[512]; /* form "": none */
    int saves, discards;
};

static bool load_one(void *ctx, const char *form, form_draft_value_fn *each, void *each_ctx)
{
    const struct one_draft *d = ctx;

    if (d->form[0] == '\0' || strcmp(d->form, form) != 0)
        return false;
    each(each_ctx, "a field of an older picket", "x");
    each(each_ctx, d->name, d->value);
    return true;
}

static void save_one(void *ctx, const char *form, const struct form_draft_value *values,
                     size_t n)
{
    struct one_draft *d = ctx;

    cr_assert_eq(n, 1, "only what was changed");
    snprintf(d->form, sizeof d->form, "%s", form);
    snprintf(d->name, sizeof d->name, "%s", values[0].name);
    snprintf(d->value, sizeof d->value, "%s", values[0].value);
    d->saves++;
}

static void discard_one(void *ctx, const char *form)
{
    struct one_draft *d = ctx;

    cr_assert_str_eq(form, d->form);
    d->form[0] = '\0';
    d->discards++;
}

struct desk {
    struct one_draft draft;
    struct form_drafts drafts;
    struct views_rig rig;
};

static void open_desk(struct desk *d, const char *view)
{
    *d = (struct desk){0};
    d->drafts = (struct form_drafts){&d->draft, load_one, save_one, discard_one};
    views_open_with(&d->rig, VIEWS_FULL, view, &(struct views_extras){.drafts = &d->drafts});
}

/* ---- drafts ---- */

/* The first three lines of the form are disabled: `!` leaves out all that can be chosen. */
Test(views_form, a_draft_is_there_again_however_the_form_was_left)
{
    static const char *const ways[] = {"<Esc>", ": p u l s e <Enter>", "1", "q", "3"};

    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        struct desk d;

        open_desk(&d, "start-audit");
        cr_assert(views_shows(&d.rig, "4 of 17 checks chosen"));
        views_keys(&d.rig, "! j j <Space>");
        cr_assert(views_shows(&d.rig, "1 of 17 checks chosen"));
        cr_assert_eq(d.draft.saves, 0, "not at every key");
        views_keys(&d.rig, ways[i]);
        cr_assert_str_eq(d.draft.form, "start-audit", "way %zu", i);
        cr_assert_str_eq(d.draft.value, "DEVICE_CERTIFICATE_SHARED_CHECK");
        views_keys(&d.rig, "1");
        cr_assert(app_open(d.rig.app, "start-audit"));
        views_settle(&d.rig);
        cr_expect(views_shows(&d.rig, "1 of 17 checks chosen, 13 disabled, draft kept"),
                  "way %zu", i);
        cr_expect(views_shows(&d.rig, "as you left it"));
        views_close(&d.rig);
        cr_expect_eq(d.draft.saves, 1, "nothing changed since");
    }
}

Test(views_form, a_hang_up_keeps_drafts_of_every_open_screen)
{
    struct desk d;

    open_desk(&d, "start-audit");
    views_keys(&d.rig, "! j j <Space>");
    app_hangup(d.rig.app);
    cr_expect_eq(d.draft.saves, 1);
    views_keys(&d.rig, "* <F1>");
    cr_expect_str_eq(app_view(d.rig.app), "help");
    cr_expect_eq(d.draft.discards, 1, "as it began: no draft");
    app_hangup(d.rig.app);
    cr_expect_eq(d.draft.saves, 1);
    views_close(&d.rig);
}

Test(views_form, a_pause_keeps_the_draft)
{
    struct desk d;

    open_desk(&d, "start-audit");
    views_keys(&d.rig, "!");
    cr_expect_eq(d.draft.saves, 0);
    for (int i = 0; i < 1000 && d.draft.saves == 0; i++)
        (void)loop_turn(d.rig.loop, 10000);
    cr_expect_eq(d.draft.saves, 1);
    cr_expect(views_shows(&d.rig, "draft kept"));
    views_close(&d.rig);
    cr_expect_eq(d.draft.saves, 1);
}

Test(views_form, discarding_asks_and_begins_anew)
{
    struct desk d;

    open_desk(&d, "start-audit");
    views_keys(&d.rig, "! S-<Tab> <Enter>");
    cr_expect(views_shows(&d.rig, "It does not come back"));
    views_keys(&d.rig, "<Esc>");
    cr_expect(views_shows(&d.rig, "0 of 17 checks chosen"), "the answer was no");
    views_keys(&d.rig, "<Enter> <Tab> <Enter>");
    cr_expect(views_shows(&d.rig, "4 of 17 checks chosen"));
    views_close(&d.rig);
    cr_expect_str_eq(d.draft.form, "");
    cr_expect_eq(d.draft.saves, 0);
}

static const struct form_field fields[] = {
    {.kind = FORM_TEXT, .name = "name", .label = "name"},
    {.kind = FORM_TEXT, .name = "why", .label = "why"},
    FORM_HOST_DISCARD_FIELD,
};

static void fill(void *ctx, struct form *f)
{
    (void)ctx;
    form_set(f, "name", "daily");
}

static void count(void *ctx)
{
    int *n = ctx;

    ++*n;
}

Test(views_form, what_was_carried_out_is_no_draft)
{
    struct desk d;
    struct form_host h;
    int n = 0;

    open_desk(&d, NULL);
    form_host_init(&h, d.rig.app);
    cr_assert_not(form_host_key(&h, (struct key){.code = 'x'}), "no form yet");
    form_host_make(&h, &(struct form_host_options){.name = "new",
                                                   .fields = fields,
                                                   .n = COUNT_OF(fields),
                                                   .fill = fill,
                                                   .changed = count,
                                                   .review = count,
                                                   .ctx = &n});
    cr_expect(form_host_typing(&h));
    cr_expect(form_host_key(&h, (struct key){.code = 'x'}));
    cr_expect_eq(n, 2, "at the start and at the key");
    form_host_paste(&h, STR("yz"));
    cr_expect_str_eq(form_value(h.form, "name"), "dailyxyz");
    form_host_save(&h);
    cr_expect_str_eq(d.draft.value, "dailyxyz");
    cr_expect(form_host_act(&h, "form.review"));
    cr_expect_eq(n, 4);
    form_host_done(&h);
    cr_expect_str_eq(d.draft.form, "");
    form_host_free(&h);
    cr_expect_str_eq(d.draft.form, "", "closing does not bring it back");
    views_close(&d.rig);
}

/* ---- the editor ---- */

/* What the editor does with the file, and what was seen meanwhile. */
struct editor {
    const char *writes; /* NULL: leaves the file as it is */
    int status;
    bool aws;
    unsigned mode;
    char path[256], folder[256], read[8192], words[64];
    struct loop *loop;
    display_ran_fn *done;
    void *done_ctx;
};

static void look(struct editor *e, const char *const *argv, const char *const *envp)
{
    size_t n = 0;
    struct stat st;
    struct buf text = BUF_INIT(sizeof e->read - 1);
    struct err err;

    e->words[0] = '\0';
    for (; argv[n + 1] != NULL; n++)
        snprintf(e->words + strlen(e->words), sizeof e->words - strlen(e->words), "%s|",
                 argv[n]);
    snprintf(e->path, sizeof e->path, "%s", argv[n]);
    snprintf(e->folder, sizeof e->folder, "%.*s", (int)(strrchr(argv[n], '/') - argv[n]),
             argv[n]);
    cr_assert_eq(stat(e->path, &st), 0);
    e->mode = st.st_mode & 0777;
    cr_assert(files_read(e->path, &text, &err), "%s", err.text);
    snprintf(e->read, sizeof e->read, "%s", buf_text(&text));
    buf_free(&text);
    for (e->aws = false; *envp != NULL; envp++)
        e->aws = e->aws || strncmp(*envp, "AWS_", 4) == 0;
}

static void editor_ends(void *ctx)
{
    struct editor *e = ctx;

    e->done(e->done_ctx, e->status);
}

static bool run_editor(void *ctx, const char *const *argv, const char *const *envp,
                       display_ran_fn *done, void *done_ctx, struct err *err)
{
    struct editor *e = ctx;
    char backup[300];

    look(e, argv, envp);
    snprintf(backup, sizeof backup, "%s~", e->path);
    cr_assert(files_write(backup, "old", 3, err));
    if (e->writes != NULL)
        cr_assert(files_write(e->path, e->writes, strlen(e->writes), err));
    e->done = done;
    e->done_ctx = done_ctx;
    (void)loop_add_timer(e->loop, 0, editor_ends, e);
    return true;
}

/* Size and present of the memory display ignore their ctx only if it is theirs. */
static struct editor *the_editor;

static bool run_the_editor(void *ctx, const char *const *argv, const char *const *envp,
                           display_ran_fn *done, void *done_ctx, struct err *err)
{
    (void)ctx;
    return run_editor(the_editor, argv, envp, done, done_ctx, err);
}

Test(views_form, the_editor_changes_the_form)
{
    struct editor e = {.writes = "checks: conflicting_client_ids_check\n"};
    struct desk d;

    setenv("VISUAL", "  ", 1);
    setenv("EDITOR", "my\\ ed -c 'set tw=0'  \"a b\"", 1);
    setenv("AWS_SECRET_ACCESS_KEY", "not for editors", 1);
    open_desk(&d, "start-audit");
    setenv("XDG_RUNTIME_DIR", d.rig.folder, 1);
    the_editor = &e;
    e.loop = d.rig.loop;
    d.rig.display.display.run = run_the_editor;
    views_keys(&d.rig, "<F2>");
    cr_expect(views_shows(&d.rig, "1 of 17 checks chosen"));
    cr_expect(views_shows(&d.rig, "values from the editor"));
    cr_expect_str_eq(e.words, "my ed|-c|set tw=0|a b|", "%s", e.words);
    cr_expect_eq(e.mode, 0600);
    cr_expect_not(e.aws);
    cr_expect(strstr(e.read, "\n    DEVICE_CERTIFICATE_SHARED_CHECK\n") != NULL);
    cr_expect_eq(strncmp(e.path, d.rig.folder, strlen(d.rig.folder)), 0);
    cr_expect_eq(access(e.folder, F_OK), -1, "the folder is gone, backup and all");
    views_keys(&d.rig, "<Esc>");
    cr_expect_str_eq(d.draft.value, "CONFLICTING_CLIENT_IDS_CHECK");
    views_close(&d.rig);
}

Test(views_form, what_the_editor_wrote_wrong_is_not_lost)
{
    struct editor e = {.writes = "# mine\nchecks: NONESUCH\n"};
    struct desk d;

    open_desk(&d, "start-audit");
    setenv("XDG_RUNTIME_DIR", d.rig.folder, 1);
    the_editor = &e;
    e.loop = d.rig.loop;
    d.rig.display.display.run = run_the_editor;
    views_keys(&d.rig, "<F2>");
    cr_expect(views_shows(&d.rig, "line 2: checks has no choice NONESUCH"));
    cr_expect(views_shows(&d.rig, "4 of 17 checks chosen"));
    e.writes = NULL;
    e.status = 1 << 8; /* exit 1 */
    views_keys(&d.rig, "<F2>");
    cr_expect_eq(strncmp(e.read, "# mine\n#! checks has no choice", 30), 0, "%s", e.read);
    cr_expect(strstr(e.read, "\nchecks: NONESUCH\n") != NULL);
    cr_expect(views_shows(&d.rig, "ended with status 1: nothing was taken over"));
    e.writes = "checks: LOGGING_DISABLED_CHECK\n";
    e.status = 0;
    views_keys(&d.rig, "<F2>");
    cr_expect(views_shows(&d.rig, "1 of 17 checks chosen"));
    e.writes = NULL;
    views_keys(&d.rig, "<F2>");
    cr_expect_null(strstr(e.read, "mine"), "understood: the form's own text again");
    views_close(&d.rig);
}

Test(views_form, no_editor_where_there_is_none)
{
    struct editor e = {.writes = "checks:\n"};
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "start-audit");
    setenv("XDG_RUNTIME_DIR", rig.folder, 1);
    views_keys(&rig, "<F2>");
    cr_expect(views_shows(&rig, "There is no terminal another program could use."));
    views_close(&rig);
    views_open_with(&rig, VIEWS_FULL, "start-audit",
                    &(struct views_extras){.restricted = true});
    the_editor = &e;
    e.loop = rig.loop;
    rig.display.display.run = run_the_editor;
    views_keys(&rig, "<F2>");
    cr_expect(views_shows(&rig, "picket is restricted"));
    cr_expect_str_eq(e.path, "", "nothing was started");
    views_keys(&rig, "C-z");
    cr_expect(views_shows(&rig, "no way to a shell"));
    views_close(&rig);
}

Test(views_form, words_of_an_editor_command)
{
    static const struct {
        const char *command, *words; /* NULL: refused */
    } rows[] = {
        {"vi", "vi|"},
        {" code  --wait\t", "code|--wait|"},
        {"'/opt/my editor/ed' -n", "/opt/my editor/ed|-n|"},
        {"e \"a \\\"b\\\" $HOME `x`\" ''", "e|a \"b\" $HOME `x`||"},
        {"a'b'c", "abc|"},
        {"a; rm -rf /", "a;|rm|-rf|/|"}, /* nobody reads it as a shell would */
        {"'\\'", "\\|"},
        {"x 'open", NULL},
        {"", NULL},
        {"''", NULL},
        {"1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 "
         "32 33",
         NULL},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct arena *arena = arena_new();
        const char *words[EDIT_WORDS_MAX + 1];
        char all[256] = "";
        size_t n = 0;
        struct err err;
        bool ok = edit_words(rows[i].command, arena, words, &n, &err);

        cr_expect_eq(ok, rows[i].words != NULL, "row %zu", i);
        for (size_t k = 0; ok && k < n; k++)
            snprintf(all + strlen(all), sizeof all - strlen(all), "%s|", words[k]);
        if (ok)
            cr_expect_str_eq(all, rows[i].words, "row %zu: %s", i, all);
        arena_free(arena);
    }
}
