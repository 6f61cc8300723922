#include "views/complain.h"

#include <stdio.h>
#include <string.h>

#include "client/base/safe.h"

int complain_status(const struct err *err)
{
    static const int statuses[] = {
        [ERR_NONE] = 0,     [ERR_USAGE] = 2,   [ERR_CONFIG] = 3, [ERR_CREDENTIALS] = 4,
        [ERR_NAME] = 5,     [ERR_CONNECT] = 5, [ERR_TLS] = 5,    [ERR_TIMEOUT] = 5,
        [ERR_CUT] = 5,      [ERR_CLOCK] = 5,   [ERR_DENIED] = 5, [ERR_THROTTLED] = 5,
        [ERR_SERVICE] = 5,  [ERR_DECODE] = 5,  [ERR_IO] = 1,     [ERR_LIMIT] = 1,
        [ERR_CANCELED] = 1,
    };

    if (err->kind == ERR_DENIED && err->status == 0)
        return EXIT_REFUSED; /* nobody asked the service */
    return statuses[err->kind];
}

int complain(const struct err *err)
{
    struct buf line = BUF_INIT(4096);

    buf_puts(&line, "picket: ");
    if (err->where[0] != '\0' && strstr(err->text, err->where) == NULL) {
        safe_text(&line, str_of(err->where));
        buf_puts(&line, ": ");
    }
    safe_text(&line, str_of(err->text));
    if (err->advice[0] != '\0') {
        buf_puts(&line, "\n  ");
        safe_text(&line, str_of(err->advice));
    }
    (void)fprintf(stderr, "%s\n", buf_text(&line));
    buf_free(&line);
    return complain_status(err);
}
