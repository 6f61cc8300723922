/*
 * tests/support/views_golden: what a console shows at each of three sizes, held against a file
 * under tests/golden ("views/NAME"), as tests/support/golden has it. For tests that include
 * criterion.
 */
#pragma once

#include "tests/support/golden.h"
#include "tests/support/views_rig.h"

static inline void views_golden(struct views_rig *r, const char *name)
{
    static const struct {
        int cols, rows;
    } sizes[] = {{60, 15}, {80, 24}, {120, 40}};
    struct buf all = BUF_INIT(1 << 20), why = BUF_INIT(4096);

    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        buf_printf(&all, "%dx%d\n", sizes[i].cols, sizes[i].rows);
        surface_dump(views_frame(r, sizes[i].cols, sizes[i].rows), &all);
    }
    cr_expect(golden_text(name, buf_text(&all), &why), "%s", buf_text(&why));
    buf_free(&all);
    buf_free(&why);
}
