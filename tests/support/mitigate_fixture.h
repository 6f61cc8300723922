/*
 * support/mitigate_fixture: what plans that mitigate, findings or alarms, begin with. Texts and
 * the set are borrowed.
 */
#pragma once

#include "client/store/plan_mitigate.h"

#define MITIGATE_NOW INT64_C(1795357327000)

/* In waves of one action, the first of one; the first failure stops it. */
static inline struct plan_mitigate_options mitigate_options(const struct frozen *set,
                                                            const struct mitigate_action *a)
{
    return (struct plan_mitigate_options){.set = set,
                                          .actions = a,
                                          .n_actions = 1,
                                          .layout = MITIGATE_WAVES,
                                          .first_wave = 1,
                                          .stop_after = 1,
                                          .now_ms = MITIGATE_NOW,
                                          .ticket = "SEC-1",
                                          .reason = "shared"};
}
