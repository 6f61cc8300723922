/*
 * views/severity_cell: severities and checks as cells: a letter, a colour, a short name.
 * Cells are list_cell_fn of views/list_view; what is not in api/check is shown as it came.
 */
#pragma once

#include "client/api/check.h"
#include "views/list_view.h"

enum style severity_style(enum severity s);
/* Of a column that holds severities by name. */
enum style list_cell_severity(const struct list_view *v, uint32_t row, int column,
                              struct buf *out);
/* Of a column that holds check names: "CERT_SHARED"; as it came when we do not know it. */
enum style list_cell_check(const struct list_view *v, uint32_t row, int column,
                           struct buf *out);
/* Of a column of severities (store/table): for sorting and `sev>=high`. */
extern const char *const severity_order[];
/* "Device certificate shared", or the name as it came. */
const char *check_title(const char *name) NONNULL;
