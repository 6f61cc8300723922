/* What is known of one thing, and which things a target concerns. */
#include "client/store/blast_inside.h"

/* ---- where a question stands ---- */

enum blast_sure blast_sure_of(const struct blast *b, enum device_kind kind, uint32_t id)
{
    const struct device_fact *f = devices_fact(b->devices, kind, id);
    switch (blast_mark_of(b, kind, id)) {
    case MARK_QUEUED:
    case MARK_ASKED: return BLAST_LOADING;
    case MARK_NONE: return b->ended ? BLAST_UNKNOWN : BLAST_LOADING;
    case MARK_LEFT: return BLAST_UNKNOWN;
    case MARK_DONE: break;
    }
    switch (f->state) {
    case DEVICE_KNOWN: return f->cut ? BLAST_AT_LEAST : BLAST_KNOWN;
    case DEVICE_GONE: return BLAST_KNOWN;
    case DEVICE_DENIED: return BLAST_DENIED;
    case DEVICE_UNASKED:
    case DEVICE_FAILED: break;
    }
    return BLAST_UNKNOWN;
}

enum answer3 blast_answer_of(enum blast_sure sure, bool yes)
{
    static const enum answer3 as[] = {[BLAST_UNKNOWN] = ANSWER_UNKNOWN,
                                      [BLAST_DENIED] = ANSWER_DENIED,
                                      [BLAST_LOADING] = ANSWER_LOADING};
    if (sure == BLAST_KNOWN || sure == BLAST_AT_LEAST || sure == BLAST_NOT_APPLICABLE)
        return yes ? ANSWER_YES : ANSWER_NO;
    return as[sure];
}

/* ---- one thing ---- */

static enum answer3 online_of(struct blast *b, uint32_t thing)
{
    const struct device_fact *f = devices_fact(b->devices, DEVICE_CONNECTIVITY, thing);
    enum blast_sure sure = blast_sure_of(b, DEVICE_CONNECTIVITY, thing);
    return blast_answer_of(sure, f->yes);
}

static bool is_taken(const struct blast *b, uint32_t certificate)
{
    return (blast_purpose_of(b, DEVICE_CERTIFICATE_THINGS, certificate) & FOR_CUT) != 0 ||
           ((blast_purpose_of(b, DEVICE_CERTIFICATE, certificate) & FOR_TARGET) != 0 &&
            (blast_purpose_of(b, DEVICE_CERTIFICATE, certificate) & FOR_CUT) != 0);
}

/* One active certificate that stays is enough, whatever is not known of the others. */
static enum answer3 second_of(struct blast *b, uint32_t thing, bool none)
{
    enum blast_sure sure = blast_sure_of(b, DEVICE_CREDENTIALS, thing);
    const struct device_fact *f = devices_fact(b->devices, DEVICE_CREDENTIALS, thing);
    if (none)
        return ANSWER_NO;
    if (sure != BLAST_KNOWN && sure != BLAST_AT_LEAST)
        return blast_answer_of(sure, false);
    struct tally t = {0};
    for (size_t i = 0; i < f->n; i++) {
        if (is_taken(b, f->ids[i]))
            continue;
        bool active = devices_fact(b->devices, DEVICE_CERTIFICATE, f->ids[i])->yes;
        enum answer3 a =
            blast_answer_of(blast_sure_of(b, DEVICE_CERTIFICATE, f->ids[i]), active);
        if (a == ANSWER_YES)
            return a;
        blast_tally_add(&t, a);
    }
    b->mixed_things += f->n_others > 0;
    if (t.loading > 0)
        return ANSWER_LOADING;
    if (t.denied > 0)
        return ANSWER_DENIED;
    return t.unknown > 0 || sure == BLAST_AT_LEAST ? ANSWER_UNKNOWN : ANSWER_NO;
}

struct thing_view *blast_view(struct blast *b, uint32_t thing, enum blast_effect effect)
{
    struct thing_view *v = &b->views[thing];
    if (!v->viewed)
        v->online = (uint8_t)online_of(b, thing);
    v->viewed = true;
    if (blast_cuts(effect) && !v->second_viewed) {
        v->second = (uint8_t)second_of(b, thing, v->no_second);
        v->second_viewed = true;
    }
    return v;
}

/* ---- the things of a target ---- */

static void collect_thing(struct blast *b, uint32_t thing)
{
    struct thing_view *v = &b->views[thing];
    if (v->stamp == b->stamp)
        return;
    v->stamp = b->stamp;
    b->scratch[b->n_scratch++] = thing;
}

static void collect_list(struct blast *b, enum device_kind kind, uint32_t id,
                         struct tally *parts)
{
    const struct device_fact *f = devices_fact(b->devices, kind, id);
    enum blast_sure sure = blast_sure_of(b, kind, id);
    blast_parts_add(parts, sure);
    b->cut = b->cut || sure == BLAST_AT_LEAST;
    if (blast_mark_of(b, kind, id) != MARK_DONE || f->state != DEVICE_KNOWN)
        return;
    for (size_t i = 0; i < f->n; i++)
        collect_thing(b, f->ids[i]);
}

static void collect_certificate(struct blast *b, uint32_t id, struct tally *parts)
{
    bool asked = blast_mark_of(b, DEVICE_CERTIFICATE, id) == MARK_DONE;
    if (asked && devices_fact(b->devices, DEVICE_CERTIFICATE, id)->state == DEVICE_GONE)
        blast_parts_add(parts, BLAST_KNOWN);
    else
        collect_list(b, DEVICE_CERTIFICATE_THINGS, id, parts);
}

static void collect_policy(struct blast *b, uint32_t id, struct tally *parts)
{
    const struct device_fact *f = devices_fact(b->devices, DEVICE_POLICY_TARGETS, id);
    blast_parts_add(parts, blast_sure_of(b, DEVICE_POLICY_TARGETS, id));
    if (blast_mark_of(b, DEVICE_POLICY_TARGETS, id) != MARK_DONE || f->state != DEVICE_KNOWN)
        return;
    for (size_t i = 0; i < f->n; i++)
        collect_list(b, DEVICE_CERTIFICATE_THINGS, f->ids[i], parts);
    for (size_t i = 0; i < f->n_groups; i++)
        collect_list(b, DEVICE_GROUP_THINGS, f->ids[f->n + i], parts);
}

static void collect_client(struct blast *b, uint32_t id, struct tally *parts)
{
    blast_parts_add(parts, blast_sure_of(b, DEVICE_THING, id));
    if (blast_mark_of(b, DEVICE_THING, id) == MARK_DONE &&
        devices_fact(b->devices, DEVICE_THING, id)->state == DEVICE_KNOWN)
        collect_thing(b, id);
}

struct blast_number blast_collect(struct blast *b, size_t i)
{
    const struct target *t = &b->targets[i];
    struct tally parts = {0};
    b->n_scratch = 0;
    b->stamp++;
    if (!blast_applies(t->kind, t->effect))
        return (struct blast_number){.sure = BLAST_NOT_APPLICABLE};
    if (t->kind == TARGET_CERTIFICATE)
        collect_certificate(b, t->id, &parts);
    else if (t->kind == TARGET_POLICY)
        collect_policy(b, t->id, &parts);
    else if (t->kind == TARGET_CLIENT || t->kind == TARGET_THING)
        collect_client(b, t->id, &parts);
    else if (t->kind == TARGET_POOL || t->kind == TARGET_ISSUER || t->kind == TARGET_ALIAS)
        blast_parts_add(&parts, BLAST_UNKNOWN);
    return (struct blast_number){.n = (int64_t)b->n_scratch, .sure = blast_parts_sure(&parts)};
}
