#include "client/store/snapshot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/store/table_inside.h"

enum {
    LAYOUT = 1,
    ALIGN = 8,
    PIECE = 1024 * 1024, /* written at a time: no second copy of the table */
};

struct header {
    char magic[8];
    uint64_t layout; /* of this file and of the columns in it */
    uint64_t checksum, bytes;
    int64_t as_of_ms;
    uint64_t rows;
};

static const char magic[8] = {'p', 'i', 'c', 'k', 'r', 'o', 'w', 's'};

/* Four lanes, so that the multiplications overlap. */
struct checksum {
    uint64_t lane[4];
    size_t words; /* taken so far */
};

static const struct checksum checksum_start = {{1, 2, 3, 4}, 0};

/* n is a multiple of ALIGN. */
static void checksum_add(struct checksum *c, const void *p, size_t n)
{
    for (size_t i = 0; i < n / ALIGN; i++) {
        uint64_t word, *lane = &c->lane[(c->words + i) & 3];
        memcpy(&word, (const char *)p + i * ALIGN, sizeof word);
        *lane = (*lane ^ word) * 0x9e3779b97f4a7c15u;
        *lane ^= *lane >> 29;
    }
    c->words += n / ALIGN;
}

static uint64_t checksum_end(const struct checksum *c)
{
    uint64_t sum = c->lane[0];
    for (int i = 1; i < 4; i++)
        sum = (sum ^ c->lane[i]) * 0x9e3779b97f4a7c15u + (sum >> 31);
    return sum;
}

static uint64_t checksum(const void *p, size_t n)
{
    struct checksum c = checksum_start;
    checksum_add(&c, p, n);
    return checksum_end(&c);
}

static uint64_t text_hash(const char *text, uint64_t h)
{
    for (; *text != '\0'; text++)
        h = (h ^ (unsigned char)*text) * 0x100000001b3u;
    return (h ^ 0xff) * 0x100000001b3u;
}

static uint64_t layout_of(const struct table_spec *s)
{
    uint64_t h = text_hash(s->name, 0xcbf29ce484222325u + LAYOUT);
    for (int i = 0; i < s->n_columns; i++) {
        h = text_hash(s->columns[i].name, h);
        h = (h ^ (uint64_t)s->columns[i].kind) * 0x100000001b3u;
    }
    return h ^ CHUNK_ROWS;
}

bool snapshot_path(struct buf *out, const char *context, const char *query, struct err *err)
{
    struct buf folder = BUF_INIT(4096);
    uint64_t h = text_hash(query, text_hash(context, 0xcbf29ce484222325u));
    bool ok =
        files_xdg(&folder, XDG_STATE, "snapshots", err) && files_mkdirs(buf_text(&folder), err);
    if (ok)
        buf_printf(out, "%s/%016llx", buf_text(&folder), (unsigned long long)h);
    buf_free(&folder);
    return ok;
}

/* ---- writing ---- */

static void pad(struct buf *b)
{
    while (b->len % ALIGN != 0)
        buf_putc(b, '\0');
}

static void put_number(struct buf *b, uint64_t n)
{
    buf_put(b, &n, sizeof n);
}

static void put_names(struct buf *b, const struct names *names)
{
    uint32_t n = intern_count(names->intern);
    put_number(b, n);
    for (uint32_t i = 0; i < n; i++) {
        const char *text = intern_text(names->intern, i);
        put_number(b, strlen(text));
        buf_put(b, text, strlen(text));
        pad(b);
    }
}

static void put_chunk(struct buf *b, const struct table *t, const struct chunk *c)
{
    put_number(b, c->n);
    for (int i = 0; i < t->spec->n_columns; i++) {
        const struct chunk_column *k = &c->columns[i];
        if (k->numbers != NULL) {
            buf_put(b, k->numbers, c->n * sizeof *k->numbers);
            continue;
        }
        buf_put(b, k->words, c->n * sizeof *k->words);
        pad(b);
        put_number(b, k->bytes_len);
        if (k->bytes_len > 0)
            buf_put(b, k->bytes, k->bytes_len);
        pad(b);
    }
}

/* A file that takes the place of the one at `path` once it is whole. */
struct aside {
    const char *path;
    char *name;
    int fd, sys; /* errno of what failed; 0: nothing did */
};

static void aside_open(struct aside *f, const char *path)
{
    *f = (struct aside){.path = path, .name = mem_printf("%s.%d.new", path, (int)getpid())};
    f->fd = open(f->name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    f->sys = f->fd < 0 ? errno : 0;
}

static void aside_write(struct aside *f, const void *p, size_t n)
{
    if (f->sys == 0 && !files_write_fd(f->fd, p, n))
        f->sys = errno != 0 ? errno : EIO;
}

static bool aside_close(struct aside *f, struct err *err)
{
    if (f->fd >= 0 && close(f->fd) != 0 && f->sys == 0)
        f->sys = errno;
    if (f->sys == 0 && rename(f->name, f->path) != 0)
        f->sys = errno;
    if (f->sys != 0) {
        (void)unlink(f->name);
        err_sys(err, f->sys, "%s", f->path);
    }
    free(f->name);
    return f->sys == 0;
}

static bool write_file(const char *path, const void *bytes, size_t n, struct err *err)
{
    struct aside f;
    aside_open(&f, path);
    aside_write(&f, bytes, n);
    return aside_close(&f, err);
}

/* The file not looked at for longest goes when there are too many. */
static void prune(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = mem_strndup(path, (size_t)(slash - path));
    char oldest[256] = "";
    struct timespec oldest_time = {0};
    int n = 0;
    DIR *d = opendir(folder);
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;) {
        struct stat st;
        if (e->d_name[0] == '.' ||
            fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode))
            continue;
        n++;
        if (oldest[0] != '\0' && st.st_mtim.tv_sec >= oldest_time.tv_sec)
            continue;
        oldest_time = st.st_mtim;
        (void)snprintf(oldest, sizeof oldest, "%s", e->d_name);
    }
    if (n > SNAPSHOT_FILES_MAX)
        (void)unlinkat(dirfd(d), oldest, 0);
    if (d != NULL)
        (void)closedir(d);
    free(folder);
}

/* What stands in `b` goes to the file; every piece is a multiple of ALIGN. */
static void put_piece(struct aside *f, struct buf *b, struct checksum *sum)
{
    checksum_add(sum, b->data, b->len);
    aside_write(f, b->data, b->len);
    buf_reset(b);
}

/* false: more than a snapshot may hold. */
static bool put_table(struct aside *f, const struct table *t, struct header *h)
{
    struct buf b = BUF_INIT(SNAPSHOT_MAX_BYTES);
    struct checksum sum = checksum_start;
    for (int i = 0; i < t->spec->n_columns; i++)
        if (t->names[i].intern != NULL)
            put_names(&b, &t->names[i]);
    for (size_t i = 0; i < t->n_chunks && f->sys == 0 && h->bytes <= SNAPSHOT_MAX_BYTES; i++) {
        put_chunk(&b, t, t->chunks[i]);
        if (b.len < PIECE)
            continue;
        h->bytes += b.len;
        put_piece(f, &b, &sum);
    }
    h->bytes += b.len;
    const bool fits = !b.full && h->bytes <= SNAPSHOT_MAX_BYTES;
    put_piece(f, &b, &sum);
    h->checksum = checksum_end(&sum);
    buf_free(&b);
    return fits;
}

bool snapshot_save(const char *path, const struct table *t, int64_t as_of_ms, struct err *err)
{
    struct header h = {
        .layout = layout_of(t->spec), .bytes = sizeof h, .as_of_ms = as_of_ms, .rows = t->rows};
    struct aside f;
    memcpy(h.magic, magic, sizeof magic);
    aside_open(&f, path);
    aside_write(&f, &h, sizeof h);
    const bool fits = put_table(&f, t, &h);
    if (!fits)
        f.sys = EFBIG;
    else if (f.sys == 0 && pwrite(f.fd, &h, sizeof h, 0) != (ssize_t)sizeof h)
        f.sys = errno;
    if (!aside_close(&f, err))
        return fits ? false : err_set(err, ERR_LIMIT, "%u rows are too many to keep", t->rows);
    prune(path);
    return true;
}

bool snapshot_save_text(const char *path, struct str text, struct err *err)
{
    return write_file(path, text.p, text.n, err);
}

/* ---- reading ---- */

struct reader {
    char *at, *end;
    bool broken;
};

static void *take(struct reader *r, size_t n)
{
    size_t padded = (n + ALIGN - 1) / ALIGN * ALIGN;
    if (r->broken || n > SNAPSHOT_MAX_BYTES || (size_t)(r->end - r->at) < padded) {
        r->broken = true;
        return NULL;
    }
    void *p = r->at;
    r->at += padded;
    return p;
}

static size_t take_number(struct reader *r)
{
    uint64_t n = 0;
    const void *p = take(r, sizeof n);
    if (p != NULL)
        memcpy(&n, p, sizeof n);
    return (size_t)n;
}

static void take_names(struct reader *r, struct names *names)
{
    size_t n = take_number(r);
    for (size_t i = 0; i < n && !r->broken; i++) {
        size_t len = take_number(r);
        const char *text = take(r, len);
        if (text == NULL || memchr(text, '\0', len) != NULL ||
            intern_id(names->intern, (struct str){text, len}) != i)
            r->broken = true;
    }
    names->counts = mem_grow(names->counts, &names->counts_cap, n + 1, sizeof *names->counts);
    memset(names->counts, 0, (n + 1) * sizeof *names->counts);
}

/* Every number must point into what is there: the checksum only speaks of damage. */
static bool words_are_sound(struct table *t, const struct chunk *c, int column)
{
    const struct chunk_column *k = &c->columns[column];
    struct names *names = &t->names[column];
    uint32_t before = 0;
    for (uint32_t i = 0; i < c->n; i++) {
        if (names->intern != NULL) {
            if (k->words[i] >= intern_count(names->intern))
                return false;
            names->counts[k->words[i]]++;
        } else {
            if (k->words[i] < before || k->words[i] > k->bytes_len)
                return false;
            before = k->words[i];
        }
    }
    return true;
}

static void take_column(struct reader *r, struct table *t, struct chunk *c, int column)
{
    struct chunk_column *k = &c->columns[column];
    enum column_kind kind = t->spec->columns[column].kind;
    if (kind == COLUMN_TIME || kind == COLUMN_INT) {
        k->numbers = take(r, c->n * sizeof *k->numbers);
        return;
    }
    k->words = take(r, c->n * sizeof *k->words);
    k->bytes_len = take_number(r);
    k->bytes = take(r, k->bytes_len);
    if (r->broken || !words_are_sound(t, c, column) ||
        (kind == COLUMN_TEXT && k->bytes_len > 0 && k->bytes[k->bytes_len - 1] != '\0'))
        r->broken = true;
}

static bool take_table(struct reader *r, struct table *t, uint64_t rows)
{
    for (int i = 0; i < t->spec->n_columns; i++)
        if (t->names[i].intern != NULL)
            take_names(r, &t->names[i]);
    while (t->rows < rows && !r->broken) {
        size_t n = take_number(r);
        bool last = t->rows + n == rows;
        if (n == 0 || n > CHUNK_ROWS || t->rows + n > rows || (!last && n != CHUNK_ROWS))
            return false;
        struct chunk *c = table_add_chunk(t);
        c->n = c->cap = (uint32_t)n;
        for (int i = 0; i < t->spec->n_columns; i++)
            take_column(r, t, c, i);
        t->rows += (uint32_t)n;
    }
    return !r->broken && r->at == r->end;
}

static void *map_file(const char *path, size_t *bytes, struct err *err)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        err_sys(err, errno, "%s", path);
        return NULL;
    }
    void *p = MAP_FAILED;
    bool ours = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
                st.st_size >= (off_t)sizeof(struct header) && st.st_size <= SNAPSHOT_MAX_BYTES;
    if (ours) {
        *bytes = (size_t)st.st_size;
        p = mmap(NULL, *bytes, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    }
    (void)close(fd);
    if (p != MAP_FAILED)
        return p;
    err_set(err, ERR_IO, "%s: not a snapshot of ours", path);
    return NULL;
}

struct table *snapshot_load(const char *path, const struct table_spec *spec, int64_t *as_of_ms,
                            struct err *err)
{
    size_t bytes = 0;
    struct header h;
    char *p = map_file(path, &bytes, err);
    if (p == NULL)
        return NULL;
    memcpy(&h, p, sizeof h);
    struct table *t = table_of_mapping(spec, p, bytes); /* owns the mapping from here on */
    struct reader r = {.at = p + sizeof h, .end = p + bytes};
    if (memcmp(h.magic, magic, sizeof magic) != 0 || h.layout != layout_of(spec) ||
        h.bytes != bytes || bytes % ALIGN != 0 || h.rows > TABLE_ROWS_MAX ||
        h.checksum != checksum(p + sizeof h, bytes - sizeof h) || !take_table(&r, t, h.rows)) {
        table_free(t);
        err_set(err, ERR_DECODE, "%s: damaged, or from another version", path);
        return NULL;
    }
    *as_of_ms = h.as_of_ms;
    return t;
}
