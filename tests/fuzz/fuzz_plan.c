/* Any bytes as a plan's file: no crash, and a plan that is taken is the same one when it is
 * written and read again, with the same digest. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "client/store/plan_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(const struct plan *p)
{
    struct buf one = BUF_INIT(PLAN_FILE_MAX), two = BUF_INIT(PLAN_FILE_MAX);
    char before[PLAN_DIGEST_HEX + 1], after[PLAN_DIGEST_HEX + 1];
    struct err err;

    plan_write(p, &one);
    plan_digest(p, before);
    struct plan *again = plan_read((struct str){buf_text(&one), one.len}, "again", &err);

    if (again == NULL)
        abort();
    plan_write(again, &two);
    plan_digest(again, after);
    if (strcmp(buf_text(&one), buf_text(&two)) != 0 || strcmp(before, after) != 0)
        abort();
    plan_free(again);
    buf_free(&one);
    buf_free(&two);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct err err;
    struct plan *p = plan_read((struct str){(const char *)data, size}, "fuzz", &err);

    if (p != NULL) {
        struct plan *undo = plan_undo(p, 1);

        check_again(p);
        plan_free(undo);
    }
    plan_free(p);
    return 0;
}
