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

const struct keymap_layer app_layers[] = {
    {"global", global_bindings},
    {"list", list_bindings},
    {"detail", detail_bindings},
};
const size_t app_layer_count = COUNT_OF(app_layers);
