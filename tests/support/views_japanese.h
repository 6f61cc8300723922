/*
 * tests/support/views_japanese: the process speaks Japanese, from the catalogue in the build
 * folder. For tests that include criterion; `.init` of a suite.
 */
#pragma once

#include <stdlib.h>

#include "client/base/i18n.h"

static inline void speak_japanese(void)
{
    cr_assert(setenv("LANGUAGE", "ja", 1) == 0);
    i18n_start();
    cr_assert_str_neq(_("Loading .."), "Loading ..", "the catalogue was not found");
}
