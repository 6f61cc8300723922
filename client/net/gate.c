#include "client/net/gate.h"

#include <string.h>

struct mutation {
    const char *operation;
    enum gate_mode needs;
};

static const struct mutation mutations[] = {
    {"StartOnDemandAuditTask", GATE_AUDITS},
    {"CancelAuditTask", GATE_AUDITS},
};

bool gate_pass(enum gate_mode mode, const struct operation *op, struct err *err)
{
    const struct mutation *m = NULL;

    if (op->effect == EFFECT_READ)
        return true;
    for (size_t i = 0; i < COUNT_OF(mutations) && m == NULL; i++)
        if (strcmp(mutations[i].operation, op->name) == 0)
            m = &mutations[i];
    if (m != NULL && mode >= m->needs)
        return true;
    if (m == NULL) {
        err_set(err, ERR_DENIED, "%s changes the account and is not among what picket does",
                op->name);
    } else if (mode == GATE_READONLY) {
        err_set(err, ERR_DENIED, "%s changes something and this console is read-only",
                op->name);
        err_advise(err, "Start picket without --readonly.");
    } else {
        err_set(err, ERR_DENIED, "%s needs an armed console", op->name);
        err_advise(err, "Start picket with --arm.");
    }
    return err_at(err, "%s", op->name);
}
