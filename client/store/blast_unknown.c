/* What no number here can tell, as sentences for a person who decides. */
#include <inttypes.h>

#include "client/base/mem.h"
#include "client/store/blast_inside.h"

static void say(struct blast *b, const char *sentence)
{
    b->sentences =
        mem_grow(b->sentences, &b->sentences_cap, b->n_sentences + 1, sizeof *b->sentences);
    b->sentences[b->n_sentences++] = sentence;
}

/* ---- what the service does not know at all ---- */

#define EFFECT_BIT(e) (1u << BLAST_##e)
#define CUTS          (EFFECT_BIT(DEACTIVATE_CERTIFICATE) | EFFECT_BIT(BLANK_POLICY))

static const struct {
    unsigned effects;
    const char *text;
} about_effects[] = {
    {CUTS, "what the devices do on their own when they lose their connection"},
    {EFFECT_BIT(DEACTIVATE_CERTIFICATE),
     "just-in-time registration or provisioning that gives a device a new certificate"},
    {CUTS | EFFECT_BIT(JOIN_GROUP) | EFFECT_BIT(LEAVE_GROUP), "jobs under way on these things"},
    {EFFECT_BIT(DEACTIVATE_CERTIFICATE),
     "which certificate a device that has several is connected with"},
    {EFFECT_BIT(DEACTIVATE_CA),
     "devices that would have been registered: their certificates are new to the service"},
    {EFFECT_BIT(JOIN_GROUP), "jobs and alarms that come with the group"},
    {EFFECT_BIT(LEAVE_GROUP), "whether what put the devices into the group has ended"},
};

static const struct {
    enum target_kind kind;
    const char *text;
} about_kinds[] = {
    {TARGET_CLIENT, "a client id is taken for the thing of that name"},
    {TARGET_POOL, "the devices that sign in through a Cognito pool: nothing lists them"},
    {TARGET_ALIAS, "the devices that assume a role through an alias: nothing lists them"},
    {TARGET_ISSUER, "the certificates below an intermediate authority: nothing lists them"},
};

static void say_generally(struct blast *b)
{
    unsigned effects = 0, kinds = 0;
    for (size_t i = 0; i < b->n_targets; i++) {
        kinds |= 1u << b->targets[i].kind;
        if (!b->rows[i].idle)
            effects |= 1u << b->targets[i].effect;
    }
    for (size_t i = 0; i < COUNT_OF(about_kinds); i++)
        if ((kinds & 1u << about_kinds[i].kind) != 0)
            say(b, about_kinds[i].text);
    for (size_t i = 0; i < COUNT_OF(about_effects); i++)
        if ((effects & about_effects[i].effects) != 0)
            say(b, about_effects[i].text);
}

/* ---- what was not asked, or not answered ---- */

static const char *const kind_names[DEVICE_KINDS] = {
    [DEVICE_CERTIFICATE] = "the status of certificates",
    [DEVICE_POLICY_TARGETS] = "what a policy is attached to",
    [DEVICE_CA] = "the status of CA certificates",
    [DEVICE_THING] = "whether there is a thing of that name",
    [DEVICE_CERTIFICATE_THINGS] = "the things of certificates",
    [DEVICE_GROUP_THINGS] = "the things of groups",
    [DEVICE_CA_CERTIFICATES] = "the certificates of a CA",
    [DEVICE_CONNECTIVITY] = "who is online",
    [DEVICE_INDEXED] = "who else is online, from the fleet index",
    [DEVICE_GROUPS] = "the groups of things",
    [DEVICE_CREDENTIALS] = "further certificates of things",
    [DEVICE_FLEET] = "how many things there are",
    [DEVICE_GROUP_SIZE] = "how large the groups are",
};

static void say_denied(struct blast *b)
{
    for (size_t k = 0; k < DEVICE_KINDS; k++)
        if (b->kinds[k].denied)
            say(b, arena_printf(b->words, "%s: iot:%s is not permitted or not available",
                                kind_names[k], devices_operation((enum device_kind)k)->name));
}

static void say_left(struct blast *b)
{
    for (size_t k = 0; k < DEVICE_KINDS; k++) {
        const struct blast_kind *kind = &b->kinds[k];
        if (kind->left > 0)
            say(b, arena_printf(b->words, "%s: not asked for %d", kind_names[k], kind->left));
    }
    if (b->things_left > 0)
        say(b, arena_printf(b->words,
                            "more than %d things are concerned: the others are only "
                            "counted",
                            BLAST_THINGS_MAX));
    if (b->targets_left > 0)
        say(b, arena_printf(b->words, "%zu targets beyond the first %d were left out",
                            b->targets_left, BLAST_TARGETS_MAX));
}

static void say_counts(struct blast *b)
{
    if (b->cut)
        say(b, "lists were cut: numbers with + are lower bounds");
    if (b->identities > 0)
        say(b, arena_printf(b->words,
                            "%" PRId64 " Cognito identities the policies are attached to",
                            b->identities));
    if (b->mixed_things > 0)
        say(b, arena_printf(b->words,
                            "%" PRId64 " things also have a principal that is no certificate",
                            b->mixed_things));
    if (b->failures > 0)
        say(b, arena_printf(b->words, "%d questions failed, the last one with: %s", b->failures,
                            b->err.text));
    if (b->stopped)
        say(b, "asking was stopped before the end");
}

void blast_say(struct blast *b)
{
    say_denied(b);
    say_left(b);
    say_counts(b);
    say_generally(b);
}

const char *blast_unknown(struct blast *b, size_t i)
{
    blast_evaluate(b);
    return i < b->n_sentences ? b->sentences[i] : NULL;
}
