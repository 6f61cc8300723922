#include "views/pane_search.h"

bool pane_search(void *state, const char *text, struct err *err)
{
    struct detail *pane = state;

    return detail_find(pane, text) || err_set(err, ERR_USAGE, "not found");
}

const char *pane_search_text(const void *state)
{
    const struct detail *pane = state;

    return pane->find != NULL ? pane->find : "";
}
