/* What no number here can tell, as sentences for a person who decides. */
#include <inttypes.h>

#include "client/base/i18n.h"
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
    {CUTS, N_("what the devices do on their own when they lose their connection")},
    {EFFECT_BIT(DEACTIVATE_CERTIFICATE),
     N_("just-in-time registration or provisioning that gives a device a new certificate")},
    {CUTS | EFFECT_BIT(JOIN_GROUP) | EFFECT_BIT(LEAVE_GROUP),
     N_("jobs under way on these things")},
    {EFFECT_BIT(DEACTIVATE_CERTIFICATE),
     N_("which certificate a device that has several is connected with")},
    {EFFECT_BIT(DEACTIVATE_CA),
     N_("devices that would have been registered: their certificates are new to the service")},
    {EFFECT_BIT(JOIN_GROUP), N_("jobs and alarms that come with the group")},
    {EFFECT_BIT(LEAVE_GROUP), N_("whether what put the devices into the group has ended")},
};

static const struct {
    enum target_kind kind;
    const char *text;
} about_kinds[] = {
    {TARGET_CLIENT, N_("a client id is taken for the thing of that name")},
    {TARGET_POOL, N_("the devices that sign in through a Cognito pool: nothing lists them")},
    {TARGET_ALIAS, N_("the devices that assume a role through an alias: nothing lists them")},
    {TARGET_ISSUER, N_("the certificates below an intermediate authority: nothing lists them")},
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
            say(b, i18n_text(about_kinds[i].text));
    for (size_t i = 0; i < COUNT_OF(about_effects); i++)
        if ((effects & about_effects[i].effects) != 0)
            say(b, i18n_text(about_effects[i].text));
}

/* ---- what was not asked, or not answered ---- */

static const char *const kind_names[DEVICE_KINDS] = {
    [DEVICE_CERTIFICATE] = N_("the status of certificates"),
    [DEVICE_POLICY_TARGETS] = N_("what a policy is attached to"),
    [DEVICE_CA] = N_("the status of CA certificates"),
    [DEVICE_THING] = N_("whether there is a thing of that name"),
    [DEVICE_CERTIFICATE_THINGS] = N_("the things of certificates"),
    [DEVICE_GROUP_THINGS] = N_("the things of groups"),
    [DEVICE_CA_CERTIFICATES] = N_("the certificates of a CA"),
    [DEVICE_CONNECTIVITY] = N_("who is online"),
    [DEVICE_INDEXED] = N_("who else is online, from the fleet index"),
    [DEVICE_GROUPS] = N_("the groups of things"),
    [DEVICE_CREDENTIALS] = N_("further certificates of things"),
    [DEVICE_FLEET] = N_("how many things there are"),
    [DEVICE_GROUP_SIZE] = N_("how large the groups are"),
};

static void say_denied(struct blast *b)
{
    for (size_t k = 0; k < DEVICE_KINDS; k++)
        if (b->kinds[k].denied)
            say(b, arena_printf(b->words, _("%s: iot:%s is not permitted or not available"),
                                i18n_text(kind_names[k]),
                                devices_operation((enum device_kind)k)->name));
}

static void say_left(struct blast *b)
{
    for (size_t k = 0; k < DEVICE_KINDS; k++) {
        const struct blast_kind *kind = &b->kinds[k];
        if (kind->left > 0)
            say(b, arena_printf(b->words, _("%s: not asked for %d"), i18n_text(kind_names[k]),
                                kind->left));
    }
    if (b->things_left > 0)
        say(b, arena_printf(b->words,
                            _("more than %d things are concerned: the others are only "
                              "counted"),
                            BLAST_THINGS_MAX));
    if (b->targets_left > 0)
        say(b, arena_printf(b->words, _("%zu targets beyond the first %d were left out"),
                            b->targets_left, BLAST_TARGETS_MAX));
}

static void say_counts(struct blast *b)
{
    if (b->cut)
        say(b, _("lists were cut: numbers with + are lower bounds"));
    if (b->identities > 0)
        say(b, arena_printf(b->words,
                            "%" PRId64 " Cognito identities the policies are attached to",
                            b->identities));
    if (b->mixed_things > 0)
        say(b, arena_printf(b->words,
                            "%" PRId64 " things also have a principal that is no certificate",
                            b->mixed_things));
    if (b->failures > 0)
        say(b, arena_printf(b->words, _("%d questions failed, the last one with: %s"),
                            b->failures, b->err.text));
    if (b->stopped)
        say(b, _("asking was stopped before the end"));
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
