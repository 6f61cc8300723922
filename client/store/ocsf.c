#include "client/store/ocsf.h"

#include "client/api/check.h"
#include "client/api/resource.h"
#include "client/base/mem.h"

enum { CATEGORY_FINDINGS = 2, ACTIVITY_CREATE = 1, COMPLIANCE_FAIL = 3, OTHER = 99 };

struct event_class {
    int uid;
    const char *name, *product; /* of the event; part of the service it comes from */
};
static const struct event_class compliance_class = {2003, "Compliance Finding",
                                                    "AWS IoT Device Defender Audit"};
static const struct event_class detection_class = {2004, "Detection Finding",
                                                   "AWS IoT Device Defender Detect"};

/* A word of the service and what the schema makes of it. */
struct mapping {
    const char *word; /* NULL: the last row, for words that are not here */
    int id;
    const char *caption; /* NULL: the word itself */
};

static const struct mapping severities[] = {
    {"LOW", 2, "Low"},           {"MEDIUM", 3, "Medium"}, {"HIGH", 4, "High"},
    {"CRITICAL", 5, "Critical"}, {NULL, OTHER, NULL},
};

/* Judged harmless is no state of the schema: "Suppressed" would say that it is silent. */
static const struct mapping verifications[] = {
    {"UNKNOWN", 1, "New"},
    {"TRUE_POSITIVE", 2, "In Progress"},
    {NULL, OTHER, NULL},
};

static void put_time(struct json_writer *w, const char *name, struct opt_time t)
{
    if (t.set)
        json_int_member(w, name, t.ms);
}

static void put_texts(struct json_writer *w, const char *name, const char *only)
{
    json_key(w, name);
    json_open(w, '[');
    if (only != NULL)
        json_put_string(w, str_of(only));
    json_close(w, ']');
}

/* "severity_id": 4, "severity": "High"; absent words are 0, Unknown. */
static void put_mapped(struct json_writer *w, const struct mapping *m, const char *word,
                       const char *id_name, const char *name)
{
    if (word == NULL) {
        json_int_member(w, id_name, 0);
        json_opt_text_member(w, name, "Unknown");
        return;
    }
    while (m->word != NULL && strcmp(m->word, word) != 0)
        m++;
    json_int_member(w, id_name, m->id);
    json_opt_text_member(w, name, m->caption != NULL ? m->caption : word);
}

/* What every event begins with. */
static void begin(struct json_writer *w, const struct event_class *of,
                  const struct ocsf_context *c)
{
    json_open(w, '{');
    json_int_member(w, "category_uid", CATEGORY_FINDINGS);
    json_opt_text_member(w, "category_name", "Findings");
    json_int_member(w, "class_uid", of->uid);
    json_opt_text_member(w, "class_name", of->name);
    json_int_member(w, "activity_id", ACTIVITY_CREATE);
    json_opt_text_member(w, "activity_name", "Create");
    json_int_member(w, "type_uid", of->uid * 100 + ACTIVITY_CREATE);
    json_key(w, "metadata");
    json_open(w, '{');
    json_opt_text_member(w, "version", OCSF_VERSION);
    put_texts(w, "profiles", "cloud");
    json_key(w, "product");
    json_open(w, '{');
    json_opt_text_member(w, "name", of->product);
    json_opt_text_member(w, "vendor_name", "AWS");
    json_close(w, '}');
    json_close(w, '}');
    json_key(w, "cloud");
    json_open(w, '{');
    json_opt_text_member(w, "provider", "AWS");
    json_opt_text_member(w, "region", c->region);
    if (c->account != NULL && c->account[0] != '\0') {
        json_key(w, "account");
        json_open(w, '{');
        json_opt_text_member(w, "uid", c->account);
        json_close(w, '}');
    }
    json_close(w, '}');
}

/* Members of a record as the service names them, where they are set. */
static void put_unmapped(struct json_writer *w, const struct record *r, const void *record,
                         const char *const *members)
{
    json_key(w, "unmapped");
    json_open(w, '{');
    for (; *members != NULL; members++) {
        const struct field *f = record_field(r, *members);
        const void *value = f != NULL ? field_value(f, record) : NULL;

        if (f == NULL)
            bug("%s has no %s", r->name, *members);
        if (value == NULL)
            continue;
        json_key(w, f->name);
        element_encode(&f->is, value, w);
    }
    json_close(w, '}');
}

/* ---- findings of audits ---- */

static void put_finding_info(struct json_writer *w, const struct audit_finding *f,
                             const struct check *check)
{
    json_key(w, "finding_info");
    json_open(w, '{');
    json_opt_text_member(w, "uid", f->finding_id != NULL ? f->finding_id : "unknown");
    json_opt_text_member(w, "title", check != NULL ? check->title : f->check_name);
    json_opt_text_member(w, "desc", f->reason_for_non_compliance);
    put_time(w, "created_time", f->finding_time);
    put_texts(w, "types", check != NULL ? check->category : f->check_name);
    json_close(w, '}');
}

static void put_resource(struct json_writer *w, const struct non_compliant_resource *r,
                         const char *type, const struct ocsf_context *c)
{
    struct buf key = BUF_INIT(8192);

    json_key(w, "resources");
    json_open(w, '[');
    if (r != NULL) {
        json_open(w, '{');
        if (r->resource_identifier != NULL && resource_key(r->resource_identifier, &key))
            json_opt_text_member(w, "uid", strchr(buf_text(&key), ':') + 1);
        json_opt_text_member(w, "type", r->resource_type != NULL ? r->resource_type : type);
        json_opt_text_member(w, "region", c->region);
        json_close(w, '}');
    }
    json_close(w, ']');
    buf_free(&key);
}

void ocsf_finding(const struct audit_finding *f, const struct ocsf_context *c, struct buf *out)
{
    static const char *const unmapped[] = {
        "checkName",        "taskId", "taskStartTime", "nonCompliantResource",
        "relatedResources", NULL,
    };
    const struct check *check = f->check_name != NULL ? check_find(f->check_name) : NULL;
    const bool suppressed = f->is_suppressed.set && f->is_suppressed.value;
    struct json_writer w = {out, false};

    begin(&w, &compliance_class, c);
    json_int_member(&w, "time",
                    f->finding_time.set ? f->finding_time.ms : f->task_start_time.ms);
    put_mapped(&w, severities, f->severity, "severity_id", "severity");
    json_int_member(&w, "status_id", suppressed ? 3 : 1);
    json_opt_text_member(&w, "status", suppressed ? "Suppressed" : "New");
    json_opt_text_member(&w, "message", f->reason_for_non_compliance);
    put_finding_info(&w, f, check);
    json_key(&w, "compliance");
    json_open(&w, '{');
    json_opt_text_member(&w, "control", f->check_name);
    put_texts(&w, "standards", compliance_class.product);
    json_int_member(&w, "status_id", COMPLIANCE_FAIL);
    json_opt_text_member(&w, "status", "Fail");
    json_opt_text_member(&w, "status_code", f->reason_for_non_compliance_code);
    json_close(&w, '}');
    put_resource(&w, f->non_compliant_resource, check != NULL ? check->resource : NULL, c);
    put_unmapped(&w, &audit_finding_record, f, unmapped);
    json_close(&w, '}');
}

/* ---- alarms ---- */

void ocsf_alarm(const struct active_violation *v, const char *message,
                const struct ocsf_context *c, struct buf *out)
{
    static const char *const unmapped[] = {
        "behavior",
        "securityProfileName",
        "lastViolationValue",
        "verificationState",
        "verificationStateDescription",
        "violationEventAdditionalInfo",
        NULL,
    };
    const char *behavior = v->behavior != NULL ? v->behavior->name : NULL;
    struct json_writer w = {out, false};

    begin(&w, &detection_class, c);
    json_int_member(&w, "time", v->violation_start_time.ms);
    put_mapped(&w, severities, NULL, "severity_id", "severity");
    put_mapped(&w, verifications, v->verification_state, "status_id", "status");
    json_opt_text_member(&w, "message", message);
    json_key(&w, "finding_info");
    json_open(&w, '{');
    json_opt_text_member(&w, "uid", v->violation_id != NULL ? v->violation_id : "unknown");
    json_opt_text_member(&w, "title", behavior);
    put_time(&w, "created_time", v->violation_start_time);
    put_time(&w, "modified_time", v->last_violation_time);
    put_texts(&w, "types", v->behavior != NULL ? v->behavior->metric : NULL);
    json_close(&w, '}');
    json_key(&w, "resources");
    json_open(&w, '[');
    json_open(&w, '{');
    json_opt_text_member(&w, "uid", v->thing_name);
    json_opt_text_member(&w, "name", v->thing_name);
    json_opt_text_member(&w, "type", "AWS::IoT::Thing");
    json_opt_text_member(&w, "region", c->region);
    json_close(&w, '}');
    json_close(&w, ']');
    put_unmapped(&w, &active_violation_record, v, unmapped);
    json_close(&w, '}');
}
