/* Keys: those that mean the same on every screen, what they do, and who else gets one. */
#include <string.h>

#include "client/base/i18n.h"
#include "tui/detail.h"
#include "tui/list.h"
#include "views/app_inside.h"

static const struct binding global_bindings[] = {
    {"<Esc> <Backspace> q", "app.back",
     N_("go back; on the first screen q asks whether to quit"), N_("back"), 90},
    {":", "app.command", N_("type a command, with completion by Tab"), N_("command"), 70},
    {"/ <F4>", "app.filter", N_("filter what is shown while typing"), N_("filter"), 60},
    {"? <F1>", "app.help", N_("all keys of this screen"), N_("help"), 95},
    {"r C-r <F5>", "app.refresh", N_("ask the service again now"), N_("refresh"), 80},
    {"p", "app.pause", N_("stop and resume polling"), NULL, 0},
    {"z", "app.undo", N_("take back the last change; shows the calls first"), NULL, 0},
    {"y", "app.raw", N_("the record as JSON, as the service sent it"), NULL, 0},
    {"L", "app.plain", N_("as plain text outside of the screen, rows uncut"), NULL, 0},
    {"X", "app.related", N_("what is related to the selection"), NULL, 0},
    {"c", "app.copy", N_("copy: an id, rows, JSON, a command, a view"), NULL, 0},
    {"[", "app.history-back", N_("to the place before"), NULL, 0},
    {"]", "app.history-forward", N_("to the place after"), NULL, 0},
    {"-", "app.history-last", N_("between the last two places"), NULL, 0},
    {"C-l", "app.redraw", N_("draw the screen anew"), NULL, 0},
    {"C-c", "app.interrupt", N_("stop what waits; twice: quit"), NULL, 0},
    {"C-z", "app.suspend", N_("to the shell; fg comes back"), NULL, 0},
    {"Q <F10>", "app.quit", N_("quit"), NULL, 0},
    {0},
};

struct keymap *app_keymap_new(const struct screen_spec *spec, const struct keys_conf *keys)
{
    struct keymap_layer layers[4];
    size_t n = 0;

    layers[n++] = (struct keymap_layer){"global", global_bindings};
    if (spec->widget == SCREEN_LIST || spec->widget == SCREEN_LIST_AND_DETAIL)
        layers[n++] = (struct keymap_layer){"list", list_bindings};
    if (spec->widget == SCREEN_DETAIL || spec->widget == SCREEN_LIST_AND_DETAIL)
        layers[n++] = (struct keymap_layer){"detail", detail_bindings};
    if (spec->bindings != NULL)
        layers[n++] = (struct keymap_layer){spec->name, spec->bindings};
    struct keymap *m = keymap_new(layers, n);

    if (keys != NULL)
        keys_conf_apply(keys, m);
    return m;
}

void app_keymaps_changed(struct app *a)
{
    for (size_t i = 0; i < a->depth; i++) {
        keymap_free(a->stack[i].map);
        a->stack[i].map = app_keymap_new(a->stack[i].spec, a->keys);
    }
    app_redraw(a);
}

/* ---- what they do ---- */

/* Esc and ^C first stop what somebody is waiting for. */
static bool stop_waiting(struct app *a)
{
    const struct level *top = app_top(a);
    struct screen_status st = {.freshness = SCREEN_STILL};

    if (app_pending(a) == 0 || top->spec->status == NULL)
        return false;
    top->spec->status(top->state, &st);
    if (st.freshness != SCREEN_LOADING)
        return false;
    app_regions_cancel(a);
    app_message(a, MESSAGE_INFO, "Stopped waiting. r asks again.");
    return true;
}

static void interrupt(struct app *a)
{
    int64_t now = app_now_ms(a);

    if (now - a->last_interrupt_ms < 1000) {
        app_end(a);
        return;
    }
    a->last_interrupt_ms = now;
    if (!stop_waiting(a))
        app_message(a, MESSAGE_INFO, "Once more ^C, or Q, quits.");
}

static void act_open(struct app *a, const char *view)
{
    if (strcmp(app_top(a)->spec->name, view) != 0)
        (void)app_open(a, view);
}

static void act_raw(struct app *a)
{
    const struct level *top = app_top(a);
    struct buf probe = BUF_INIT(16 * 1024 * 1024);

    if (top->spec->raw != NULL && top->spec->raw(top->state, &probe))
        act_open(a, "raw");
    else
        app_message(a, MESSAGE_INFO, "There is no record here to show as JSON.");
    buf_free(&probe);
}

/* false: not an action of the console itself. */
static bool do_global(struct app *a, const char *action)
{
    static const struct {
        const char *action, *command; /* commands that have a key */
    } by_command[] = {
        {"app.refresh", "refresh"}, {"app.pause", "pause"}, {"app.redraw", "redraw"},
        {"app.quit", "quit"},       {"app.undo", "undo"},
    };

    for (size_t i = 0; i < COUNT_OF(by_command); i++) {
        if (strcmp(action, by_command[i].action) == 0) {
            app_command(a, by_command[i].command);
            return true;
        }
    }
    if (strcmp(action, "app.back") == 0) {
        if (!stop_waiting(a))
            app_back(a);
    } else if (strcmp(action, "app.command") == 0) {
        app_prompt_open(a, PROMPT_COMMAND);
    } else if (strcmp(action, "app.filter") == 0) {
        app_prompt_open(a, PROMPT_FILTER);
    } else if (strcmp(action, "app.help") == 0) {
        act_open(a, "help");
    } else if (strcmp(action, "app.copy") == 0) {
        act_open(a, "copy");
    } else if (strcmp(action, "app.related") == 0) {
        act_open(a, "related");
    } else if (strcmp(action, "app.plain") == 0) {
        app_plain(a);
    } else if (strcmp(action, "app.raw") == 0) {
        act_raw(a);
    } else if (strcmp(action, "app.history-back") == 0) {
        history_step(a, -1);
    } else if (strcmp(action, "app.history-forward") == 0) {
        history_step(a, 1);
    } else if (strcmp(action, "app.history-last") == 0) {
        history_last(a);
    } else if (strcmp(action, "app.interrupt") == 0) {
        interrupt(a);
    } else if (strcmp(action, "app.suspend") == 0) {
        if (a->restricted)
            app_message(a, MESSAGE_INFO, "There is no way to a shell: picket is restricted.");
        else if (a->display->suspend != NULL)
            a->display->suspend(a->display->ctx);
    } else {
        return false;
    }
    return true;
}

static bool jump_by_key(struct app *a, struct key k)
{
    char digit[2] = {(char)k.code, '\0'};

    if (k.mods != 0 || k.code <= ' ' || k.code > '~')
        return false;
    for (size_t i = 0; screens[i] != NULL; i++) {
        if (screens[i]->digit == NULL || strcmp(screens[i]->digit, digit) != 0)
            continue;
        stack_reset(a);
        if (i > 0)
            (void)app_open(a, screens[i]->name);
        history_note(a);
        return true;
    }
    return false;
}

static void act_on_key(struct app *a, struct key k)
{
    const struct level *top = app_top(a);
    bool typing = top->spec->typing != NULL && top->spec->typing(top->state);

    if (typing && top->spec->key != NULL && top->spec->key(top->state, k))
        return;
    if (typing && keys_printable(k))
        return;
    const struct binding *b = keymap_find(top->map, k);

    if (b != NULL && app_regions_stop(a, b->action))
        return;
    if (b != NULL && top->spec->act != NULL && top->spec->act(top->state, b->action))
        return;
    if (b != NULL && do_global(a, b->action))
        return;
    if (!typing && top->spec->key != NULL && top->spec->key(top->state, k))
        return;
    (void)jump_by_key(a, k);
}

void app_key(struct app *a, struct key key)
{
    messages_seen(a->messages);
    gate_touch(a->gate);
    app_redraw(a);
    if (a->modal != NULL)
        app_answer(a, modal_key(a->modal, key));
    else if (a->prompt != PROMPT_NONE)
        app_prompt_key(a, key);
    else
        act_on_key(a, key);
    stack_follow(a);
}

void app_paste(struct app *a, struct str text)
{
    const struct level *top = app_top(a);

    app_redraw(a);
    if (a->modal != NULL)
        app_answer(a, modal_paste(a->modal, text));
    else if (a->prompt != PROMPT_NONE)
        app_prompt_paste(a, text);
    else if (top->spec->typing != NULL && top->spec->typing(top->state) &&
             top->spec->paste != NULL)
        top->spec->paste(top->state, text);
    else
        app_message(a, MESSAGE_INFO, "Pasted text does nothing here; open : or / first.");
    stack_follow(a);
}
