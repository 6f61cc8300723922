/*
 * libcurl, loaded when the first request runs.
 *
 * Linked in the ordinary way it brings thirty other libraries into every start and costs more
 * time than the rest of the first frame. So its functions stand here under their own names,
 * each handing over to the real one; http.c is written against curl/curl.h as if nothing were
 * special. The table is filled once, by whichever function can come first; those fail as they
 * do for want of memory when the library is missing.
 */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

#define LIBRARY "libcurl.so.4" /* the name of its binary interface since 2006 */

#define FUNCTIONS(X)            \
    X(curl_easy_cleanup)        \
    X(curl_easy_getinfo)        \
    X(curl_easy_init)           \
    X(curl_easy_setopt)         \
    X(curl_easy_strerror)       \
    X(curl_getdate)             \
    X(curl_global_cleanup)      \
    X(curl_global_init)         \
    X(curl_multi_add_handle)    \
    X(curl_multi_assign)        \
    X(curl_multi_cleanup)       \
    X(curl_multi_info_read)     \
    X(curl_multi_init)          \
    X(curl_multi_remove_handle) \
    X(curl_multi_setopt)        \
    X(curl_multi_socket_action) \
    X(curl_slist_append)        \
    X(curl_slist_free_all)

#define MEMBER(name) __typeof__(name) *name;
static struct {
    FUNCTIONS(MEMBER)
    void *library; /* NULL: not loaded */
} real;

static CURLcode load(void)
{
    void *library =
        real.library != NULL ? real.library : dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);

    if (library == NULL)
        return CURLE_FAILED_INIT;
#define FIND(name)                                                           \
    {                                                                        \
        void *at = dlsym(library, #name);                                    \
        if (at == NULL)                                                      \
            return CURLE_FAILED_INIT;                                        \
        memcpy(&real.name, &at, sizeof at); /* ISO C has no cast for this */ \
    }
    FUNCTIONS(FIND)
    real.library = library;
    return CURLE_OK;
}

static bool is_loaded(void)
{
    return real.library != NULL || load() == CURLE_OK;
}

CURLcode curl_global_init(long flags)
{
    return is_loaded() ? real.curl_global_init(flags) : CURLE_FAILED_INIT;
}

void curl_global_cleanup(void)
{
    if (real.library != NULL)
        real.curl_global_cleanup();
}

CURL *curl_easy_init(void)
{
    return is_loaded() ? real.curl_easy_init() : NULL;
}

void curl_easy_cleanup(CURL *easy)
{
    real.curl_easy_cleanup(easy);
}

/* An option's number says what its value is: thousands 0 long, 3 curl_off_t, else a pointer. */
CURLcode curl_easy_setopt(CURL *easy, CURLoption option, ...)
{
    CURLcode code;
    va_list ap;

    va_start(ap, option);
    switch ((int)option / 10000) {
    case CURLOPTTYPE_LONG / 10000:
        code = real.curl_easy_setopt(easy, option, va_arg(ap, long));
        break;
    case CURLOPTTYPE_OFF_T / 10000:
        code = real.curl_easy_setopt(easy, option, va_arg(ap, curl_off_t));
        break;
    default: code = real.curl_easy_setopt(easy, option, va_arg(ap, void *)); break;
    }
    va_end(ap);
    return code;
}

CURLcode curl_easy_getinfo(CURL *easy, CURLINFO info, ...)
{
    va_list ap;

    va_start(ap, info);
    CURLcode code = real.curl_easy_getinfo(easy, info, va_arg(ap, void *));

    va_end(ap);
    return code;
}

const char *curl_easy_strerror(CURLcode code)
{
    return real.library != NULL ? real.curl_easy_strerror(code) : LIBRARY " is not installed";
}

time_t curl_getdate(const char *text, const time_t *unused)
{
    return real.curl_getdate(text, unused);
}

CURLM *curl_multi_init(void)
{
    return real.curl_multi_init();
}

CURLMcode curl_multi_cleanup(CURLM *multi)
{
    return real.curl_multi_cleanup(multi);
}

CURLMcode curl_multi_add_handle(CURLM *multi, CURL *easy)
{
    return real.curl_multi_add_handle(multi, easy);
}

CURLMcode curl_multi_remove_handle(CURLM *multi, CURL *easy)
{
    return real.curl_multi_remove_handle(multi, easy);
}

CURLMcode curl_multi_assign(CURLM *multi, curl_socket_t fd, void *ctx)
{
    return real.curl_multi_assign(multi, fd, ctx);
}

CURLMsg *curl_multi_info_read(CURLM *multi, int *left)
{
    return real.curl_multi_info_read(multi, left);
}

CURLMcode curl_multi_setopt(CURLM *multi, CURLMoption option, ...)
{
    CURLMcode code;
    va_list ap;

    va_start(ap, option);
    if ((int)option / 10000 == CURLOPTTYPE_LONG / 10000)
        code = real.curl_multi_setopt(multi, option, va_arg(ap, long));
    else
        code = real.curl_multi_setopt(multi, option, va_arg(ap, void *));
    va_end(ap);
    return code;
}

CURLMcode curl_multi_socket_action(CURLM *multi, curl_socket_t fd, int events, int *running)
{
    return real.curl_multi_socket_action(multi, fd, events, running);
}

struct curl_slist *curl_slist_append(struct curl_slist *list, const char *text)
{
    return is_loaded() ? real.curl_slist_append(list, text) : NULL;
}

void curl_slist_free_all(struct curl_slist *list)
{
    if (real.library != NULL)
        real.curl_slist_free_all(list);
}
