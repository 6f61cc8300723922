/*
 * local/fault: errors that the API documents, as the service answers them.
 *
 * A fault is a struct err of kind ERR_SERVICE whose code and status come from api_errors[]. Any
 * other error that reaches the edge is turned into one by fault_answer().
 */
#pragma once

#include "client/api/operation.h"

/* Fills *err and returns false: `return fault(err, API_INVALID_REQUEST, "...")`. */
bool fault(struct err *err, enum api_error which, const char *fmt, ...) NONNULL PRINTF(3);
/* Makes a fault of what is not one: ERR_USAGE is the caller's mistake
 * (InvalidRequestException), the rest ours: logged, and answered as InternalFailureException
 * without the details. */
void fault_answer(struct err *err) NONNULL;
