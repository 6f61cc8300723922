/* Any text as a policy document and as a role's documents: no crash, and verdicts that agree.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "client/api/policy_role.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void judge_policy(struct str text, struct arena *a)
{
    struct policy p;
    struct policy_broad broad;
    struct policy_misconfigured found;
    struct err err;

    if (!policy_parse(text, a, &p, &err))
        return;
    policy_find_broad(&p, a, &broad);
    policy_find_misconfigured(&p, a, &found);
    if ((broad.actions != 0) != (broad.n > 0) || broad.n > p.n || found.n > p.n)
        abort();
    for (size_t i = 0; i < broad.n; i++) {
        if (p.statements[broad.statements[i]].deny)
            abort();
    }
    for (size_t i = 0; i < found.n; i++) {
        if (!p.statements[found.statements[i]].deny)
            abort();
    }
}

static void judge_role(struct str text, struct arena *a)
{
    struct role_documents role;
    struct role_grants g;
    struct err err;
    bool all;

    if (!role_parse(text, a, &role, &err))
        return;
    role_find_grants(&role, a, &g);
    if (g.broad_read.n > g.read.n)
        abort();
    (void)role_services(&role, a, &all);
    (void)role_auditing_services(&role, a);
    (void)role_administers(&role, "iot", a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    struct str text = {(const char *)data, size};

    judge_policy(text, a);
    judge_role(text, a);
    arena_free(a);
    return 0;
}
