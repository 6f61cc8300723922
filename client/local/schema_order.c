#include "client/local/schema.h"

const char schema_order_sql[] =
    /* Lists of certificates go by creation date; without these every page sorts all of them. */
    "CREATE INDEX certificate_by_creation ON certificate(created_ms, id);"
    "CREATE INDEX certificate_of_ca_by_creation ON certificate(ca_id, created_ms, id);";
