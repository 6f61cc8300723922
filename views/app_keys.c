/* The keys that mean the same on every screen. */
#include "tui/detail.h"
#include "tui/list.h"
#include "views/app_inside.h"

static const struct binding global_bindings[] = {
    {"<Esc> <Backspace> q", "app.back", "go back; on the first screen q asks whether to quit",
     "back", 90},
    {":", "app.command", "type a command, with completion by Tab", "command", 70},
    {"/ <F4>", "app.filter", "filter what is shown while typing", "filter", 60},
    {"? <F1>", "app.help", "all keys of this screen", "help", 95},
    {"r C-r <F5>", "app.refresh", "ask the service again now", "refresh", 80},
    {"p", "app.pause", "stop and resume polling", NULL, 0},
    {"z", "app.undo", "take back the last change; shows the calls first", NULL, 0},
    {"y", "app.raw", "the record as JSON, as the service sent it", NULL, 0},
    {"[", "app.history-back", "to the place before", NULL, 0},
    {"]", "app.history-forward", "to the place after", NULL, 0},
    {"-", "app.history-last", "between the last two places", NULL, 0},
    {"C-l", "app.redraw", "draw the screen anew", NULL, 0},
    {"C-c", "app.interrupt", "stop what waits; twice: quit", NULL, 0},
    {"C-z", "app.suspend", "to the shell; fg comes back", NULL, 0},
    {"Q <F10>", "app.quit", "quit", NULL, 0},
    {0},
};

struct keymap *app_keymap_new(const struct screen_spec *spec)
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
    return keymap_new(layers, n);
}
