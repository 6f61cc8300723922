#include "views/complain.h"

#include <stdio.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/safe.h"

static const struct {
    int status;
    const char *means;
} statuses_of_exit[] = {
    {0, N_("done, or there was nothing to do")},
    {1, N_("failed")},
    {2, N_("wrong usage, or a name that nobody knows")},
    {3, N_("a mistake in a configuration file")},
    {4, N_("no credentials, or expired ones")},
    {5, N_("the network or the service failed")},
    {EXIT_PART, N_("a part was not done, or nobody knows whether it was")},
    {EXIT_REFUSED, N_("refused here: read-only, a guard, not confirmed, not as it was")},
    {EXIT_FOUND, N_("an audit found what --fail-on names")},
};

void complain_statuses(struct buf *out)
{
    for (size_t i = 0; i < COUNT_OF(statuses_of_exit); i++)
        buf_printf(out, "  %-5d %s\n", statuses_of_exit[i].status,
                   i18n_text(statuses_of_exit[i].means));
}

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
