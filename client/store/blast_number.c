/* Numbers that say how sure they are. */
#include <inttypes.h>

#include "client/store/blast_inside.h"

void blast_number_text(const struct blast_number *n, struct buf *out)
{
    static const char *const after[] = {
        [BLAST_KNOWN] = "", [BLAST_AT_LEAST] = "+", [BLAST_LOADING] = ".."};
    if (n->sure == BLAST_NOT_APPLICABLE)
        buf_putc(out, '-');
    else if (n->sure == BLAST_UNKNOWN || n->sure == BLAST_DENIED)
        buf_putc(out, '?');
    else if (n->sure == BLAST_LOADING && n->n == 0)
        buf_puts(out, "..");
    else
        buf_printf(out, "%" PRId64 "%s", n->n, after[n->sure]);
}

void blast_tally_add(struct tally *t, enum answer3 a)
{
    int64_t *const counts[] = {[ANSWER_YES] = &t->yes,
                               [ANSWER_NO] = &t->no,
                               [ANSWER_LOADING] = &t->loading,
                               [ANSWER_DENIED] = &t->denied,
                               [ANSWER_UNKNOWN] = &t->unknown};
    ++*counts[a];
}

static enum blast_sure sure_of(const struct tally *t)
{
    if (t->loading > 0)
        return BLAST_LOADING;
    if (t->denied + t->unknown == 0)
        return BLAST_KNOWN;
    if (t->yes + t->no > 0)
        return BLAST_AT_LEAST;
    return t->denied > 0 ? BLAST_DENIED : BLAST_UNKNOWN;
}

struct blast_number blast_tally_number(const struct tally *t, const struct blast_number *whole)
{
    struct blast_number n = {t->yes, sure_of(t), t->denied + t->unknown + t->loading};
    bool whole_is_known = whole->sure == BLAST_KNOWN;
    bool some = t->yes + t->no + n.unknown > 0;
    if (!whole_is_known && (whole->sure == BLAST_NOT_APPLICABLE || !some))
        n.sure = whole->sure;
    else if (whole->sure == BLAST_LOADING)
        n.sure = BLAST_LOADING;
    else if (!whole_is_known && n.sure == BLAST_KNOWN)
        n.sure = BLAST_AT_LEAST;
    return n;
}

void blast_parts_add(struct tally *parts, enum blast_sure sure)
{
    static const enum answer3 as[] = {[BLAST_KNOWN] = ANSWER_YES,
                                      [BLAST_AT_LEAST] = ANSWER_NO,
                                      [BLAST_UNKNOWN] = ANSWER_UNKNOWN,
                                      [BLAST_DENIED] = ANSWER_DENIED,
                                      [BLAST_LOADING] = ANSWER_LOADING};
    if (sure != BLAST_NOT_APPLICABLE)
        blast_tally_add(parts, as[sure]);
}

enum blast_sure blast_parts_sure(const struct tally *parts)
{
    if (parts->yes + parts->no + parts->loading + parts->denied + parts->unknown == 0)
        return BLAST_NOT_APPLICABLE;
    enum blast_sure sure = sure_of(parts);
    return sure == BLAST_KNOWN && parts->no > 0 ? BLAST_AT_LEAST : sure;
}

int blast_share_pm(int64_t part, const struct blast_number *whole)
{
    if ((whole->sure != BLAST_KNOWN && whole->sure != BLAST_AT_LEAST) || whole->n <= 0)
        return -1;
    int64_t pm = (part * 1000 + whole->n / 2) / whole->n;
    return pm > 1000 ? 1000 : (int)pm;
}
