#include "client/base/i18n.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/base/buf.h"
#include "client/base/err.h"

#define DOMAIN "picket"
/* Complete from the start, so that it tells where catalogues are. */
#define FIRST_CATALOGUE "ja/LC_MESSAGES/" DOMAIN ".mo"

static bool has_catalogue; /* of the person's language */

/* As setlocale(3) looks for the language of messages. */
static const char *wanted_locale(void)
{
    static const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

    for (size_t i = 0; i < COUNT_OF(variables); i++) {
        const char *value = getenv(variables[i]);

        if (value != NULL && value[0] != '\0')
            return value;
    }
    return NULL;
}

/* A bastion often has no locale but C.UTF-8. gettext takes the language from LANGUAGE then. */
static void set_locale(void)
{
    const char *language = getenv("LANGUAGE");
    const char *wanted = wanted_locale();

    if (setlocale(LC_ALL, "") == NULL && setlocale(LC_ALL, "C.UTF-8") != NULL &&
        (language == NULL || language[0] == '\0') && wanted != NULL)
        (void)setenv("LANGUAGE", wanted, 1);
    (void)setlocale(LC_NUMERIC, "C");
}

static bool find_catalogues(struct buf *folder)
{
    const char *data = getenv("PICKET_DATA");
    struct {
        const char *root, *below;
    } const places[] = {
        {data != NULL && data[0] == '/' ? data : NULL, "/locale"},
        {PICKET_LOCALE_DIR, ""},
        {PICKET_BUILD_DIR, "/share/po"},
    };
    struct buf probe = BUF_INIT(4096);
    bool found = false;

    for (size_t i = 0; i < COUNT_OF(places) && !found; i++) {
        if (places[i].root == NULL)
            continue;
        buf_reset(folder);
        buf_reset(&probe);
        buf_printf(folder, "%s%s", places[i].root, places[i].below);
        buf_printf(&probe, "%s/%s", buf_text(folder), FIRST_CATALOGUE);
        found = access(buf_text(&probe), R_OK) == 0;
    }
    buf_free(&probe);
    return found;
}

void i18n_start(void)
{
    struct buf folder = BUF_INIT(4096);

    set_locale();
    if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) {
        i18n_english();
    } else if (find_catalogues(&folder)) {
        (void)bindtextdomain(DOMAIN, buf_text(&folder));
        (void)bind_textdomain_codeset(DOMAIN, "UTF-8");
        (void)textdomain(DOMAIN);
        has_catalogue = gettext("")[0] != '\0'; /* the header of the one that was found */
    }
    buf_free(&folder);
}

void i18n_english(void)
{
    (void)setlocale(LC_MESSAGES, "C");
    has_catalogue = false;
}

const char *i18n_text(const char *text)
{
    return !has_catalogue || text == NULL || text[0] == '\0' ? text : gettext(text);
}
