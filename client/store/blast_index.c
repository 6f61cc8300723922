/* Connections by the dozen: things beyond one call each are asked of the fleet index. */
#include "client/base/mem.h"
#include "client/store/blast_inside.h"

/* The open query, with room for one more name; NULL: there are enough. */
static struct index_query *open_query(struct blast *b)
{
    if (b->n_open == INDEX_TERMS)
        blast_index_flush(b);
    if (b->n_open > 0)
        return &b->queries[b->n_queries - 1];
    if (b->n_queries == BLAST_INDEX_MAX)
        return NULL;
    b->queries = mem_grow(b->queries, &b->queries_cap, b->n_queries + 1, sizeof *b->queries);
    struct index_query *q = &b->queries[b->n_queries++];
    q->n = 0;
    return q;
}

bool blast_index_thing(struct blast *b, uint32_t thing)
{
    struct index_query *q = open_query(b);
    if (q == NULL)
        return false;
    q->things[q->n++] = thing;
    b->n_open = q->n;
    return true;
}

/* Names hold letters, digits, ':', '_' and '-': nothing that would end the quotes. */
void blast_index_flush(struct blast *b)
{
    struct index_query *q = &b->queries[b->n_queries - 1];
    struct buf text = BUF_INIT(INDEX_QUERY_BYTES);
    for (size_t i = 0; i < q->n; i++) {
        size_t before = text.len;
        buf_printf(&text, "%sthingName:\"%s\"", i > 0 ? " OR " : "",
                   devices_name(b->devices, q->things[i]));
        if (!text.full)
            continue;
        text.len = before; /* names this long are rare: the others are not asked */
        for (size_t k = i; k < q->n; k++)
            blast_mark(b, DEVICE_CONNECTIVITY, q->things[k], MARK_LEFT);
        q->n = i;
    }
    b->n_open = 0;
    if (q->n == 0) {
        buf_free(&text);
        return;
    }
    q->id = devices_id(b->devices, (struct str){buf_text(&text), text.len});
    buf_free(&text);
    blast_want(b, DEVICE_INDEXED, q->id, FOR_COUNT);
    if (blast_mark_of(b, DEVICE_INDEXED, q->id) == MARK_LEFT)
        blast_index_told(b, q->id);
}

void blast_index_told(struct blast *b, uint32_t id)
{
    for (size_t i = 0; i < b->n_queries; i++) {
        const struct index_query *q = &b->queries[i];
        if (q->id != id || (b->n_open > 0 && i == b->n_queries - 1))
            continue;
        for (size_t k = 0; k < q->n; k++) {
            bool known = devices_fresh(b->devices, DEVICE_CONNECTIVITY, q->things[k]);
            if (blast_mark_of(b, DEVICE_CONNECTIVITY, q->things[k]) == MARK_QUEUED)
                blast_mark(b, DEVICE_CONNECTIVITY, q->things[k], known ? MARK_DONE : MARK_LEFT);
        }
    }
}
