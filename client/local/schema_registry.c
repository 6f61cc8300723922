#include "client/local/schema.h"

const char schema_registry_sql[] =
    /* account, region, fleet, seed, audit_role_arn, clock_*: see registry.h */
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"

    "CREATE TABLE thing("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE,"
    " type TEXT,"                             /* thing type name, NULL: none */
    " attributes TEXT NOT NULL DEFAULT '{}'," /* JSON object of texts */
    " version INTEGER NOT NULL DEFAULT 1,"
    " uuid TEXT NOT NULL,"
    " created_ms INTEGER NOT NULL);"
    "CREATE INDEX thing_by_type ON thing(type);"

    "CREATE TABLE ca("
    " id INTEGER PRIMARY KEY,"
    " cert_id TEXT NOT NULL UNIQUE," /* SHA-256 of der, 64 lower case hex digits */
    " der BLOB NOT NULL,"
    " status TEXT NOT NULL," /* ACTIVE INACTIVE */
    " created_ms INTEGER NOT NULL,"
    " modified_ms INTEGER NOT NULL,"
    " not_before_ms INTEGER NOT NULL,"
    " not_after_ms INTEGER NOT NULL,"
    " subject TEXT NOT NULL," /* RFC 2253 style, as x509_text gives it */
    " serial TEXT NOT NULL,"  /* lower case hex, no leading zeros beyond a byte */
    " key_id TEXT NOT NULL,"  /* subject key identifier, lower case hex */
    " issuer_ca_id INTEGER REFERENCES ca(id)," /* whose CRL may revoke it; NULL: self-signed */
    " auto_registration TEXT NOT NULL DEFAULT 'DISABLE');"

    /* Intermediate CAs: not registered by themselves, known from the chains devices present. */
    "CREATE TABLE issuer("
    " id INTEGER PRIMARY KEY,"
    " subject TEXT NOT NULL,"
    " issuer_key_id TEXT NOT NULL," /* its own key's: what devices' certificates name */
    " serial TEXT NOT NULL,"
    " der BLOB NOT NULL,"
    " ca_id INTEGER NOT NULL REFERENCES ca(id),"
    " revoked_ms INTEGER);" /* NULL: not revoked */
    "CREATE INDEX issuer_by_ca ON issuer(ca_id);"

    "CREATE TABLE certificate("
    " id INTEGER PRIMARY KEY,"
    " cert_id TEXT NOT NULL UNIQUE,"
    " der BLOB NOT NULL,"
    " status TEXT NOT NULL,"            /* ACTIVE INACTIVE REVOKED PENDING_TRANSFER ... */
    " ca_id INTEGER REFERENCES ca(id)," /* NULL: made by the service itself */
    " issuer_id INTEGER REFERENCES issuer(id)," /* NULL: signed by the CA itself */
    " created_ms INTEGER NOT NULL,"
    " modified_ms INTEGER NOT NULL,"
    " activated_ms INTEGER," /* when it last became ACTIVE; NULL: never */
    " not_before_ms INTEGER NOT NULL,"
    " not_after_ms INTEGER NOT NULL,"
    " serial TEXT NOT NULL);"
    "CREATE INDEX certificate_by_ca ON certificate(ca_id);"
    "CREATE INDEX certificate_by_issuer ON certificate(issuer_id) WHERE issuer_id IS NOT NULL;"
    "CREATE INDEX certificate_by_expiry ON certificate(not_after_ms);"

    /* issuer_kind 'ca': issuer_id is ca.id; 'issuer': issuer.id. One current list an issuer. */
    "CREATE TABLE crl("
    " id INTEGER PRIMARY KEY,"
    " issuer_kind TEXT NOT NULL,"
    " issuer_id INTEGER NOT NULL,"
    " der BLOB NOT NULL,"
    " UNIQUE(issuer_kind, issuer_id));"

    "CREATE TABLE thing_principal("
    " thing_id INTEGER NOT NULL REFERENCES thing(id),"
    " certificate_id INTEGER NOT NULL REFERENCES certificate(id),"
    " PRIMARY KEY(thing_id, certificate_id)) WITHOUT ROWID;"
    "CREATE INDEX thing_principal_by_certificate ON thing_principal(certificate_id, thing_id);"

    "CREATE TABLE thing_group("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE,"
    " parent_id INTEGER REFERENCES thing_group(id),"
    " description TEXT NOT NULL DEFAULT '',"
    " attributes TEXT NOT NULL DEFAULT '{}',"
    " version INTEGER NOT NULL DEFAULT 1,"
    " uuid TEXT NOT NULL,"
    " created_ms INTEGER NOT NULL);"
    "CREATE INDEX thing_group_by_parent ON thing_group(parent_id, name);"

    "CREATE TABLE thing_group_member("
    " group_id INTEGER NOT NULL REFERENCES thing_group(id),"
    " thing_id INTEGER NOT NULL REFERENCES thing(id),"
    " PRIMARY KEY(group_id, thing_id)) WITHOUT ROWID;"
    "CREATE INDEX thing_group_member_by_thing ON thing_group_member(thing_id, group_id);"

    "CREATE TABLE policy("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE,"
    " default_version INTEGER NOT NULL,"
    " created_ms INTEGER NOT NULL,"
    " modified_ms INTEGER NOT NULL);"
    "CREATE TABLE policy_version("
    " policy_id INTEGER NOT NULL REFERENCES policy(id),"
    " version INTEGER NOT NULL," /* never reused within a policy */
    " document TEXT NOT NULL,"
    " created_ms INTEGER NOT NULL,"
    " PRIMARY KEY(policy_id, version)) WITHOUT ROWID;"
    "CREATE TABLE policy_target("
    " policy_id INTEGER NOT NULL REFERENCES policy(id),"
    " target_arn TEXT NOT NULL," /* certificate, thing group or identity */
    " PRIMARY KEY(policy_id, target_arn)) WITHOUT ROWID;"
    "CREATE INDEX policy_target_by_arn ON policy_target(target_arn, policy_id);"

    "CREATE TABLE iam_role("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL,"
    " arn TEXT NOT NULL UNIQUE,"
    " trust TEXT NOT NULL,"      /* JSON policy document */
    " documents TEXT NOT NULL);" /* JSON array of policy documents, objects */
    "CREATE TABLE iam_service_used("
    " role_id INTEGER NOT NULL REFERENCES iam_role(id),"
    " service TEXT NOT NULL,"         /* action prefix: 's3' */
    " last_used_ms INTEGER NOT NULL," /* never used: no row */
    " PRIMARY KEY(role_id, service)) WITHOUT ROWID;"
    "CREATE TABLE role_alias("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE,"
    " role_arn TEXT NOT NULL,"
    " duration_s INTEGER NOT NULL,"
    " created_ms INTEGER NOT NULL,"
    " modified_ms INTEGER NOT NULL);"
    "CREATE TABLE cognito_pool("
    " id INTEGER PRIMARY KEY,"
    " pool_id TEXT NOT NULL UNIQUE,"
    " name TEXT NOT NULL,"
    " authenticated_role_arn TEXT,"
    " unauthenticated_role_arn TEXT," /* NULL: guests are not let in */
    " last_connect_ms INTEGER);"      /* NULL: never used to connect */

    "CREATE TABLE logging_options("
    " id INTEGER PRIMARY KEY CHECK(id = 1),"
    " v1_level TEXT NOT NULL," /* DISABLED DEBUG INFO ERROR WARN */
    " v1_role TEXT,"
    " v2_level TEXT NOT NULL,"
    " v2_role TEXT,"
    " v2_disabled INTEGER NOT NULL);"
    "INSERT INTO logging_options VALUES(1, 'DISABLED', NULL, 'DISABLED', NULL, 0);"

    /* Every MQTT connection. client_id is what the device sent: any UTF-8 text. */
    "CREATE TABLE connection("
    " id INTEGER PRIMARY KEY,"
    " client_id TEXT NOT NULL,"
    " certificate_id INTEGER NOT NULL REFERENCES certificate(id),"
    " thing_id INTEGER REFERENCES thing(id)," /* NULL: client id is no thing's name */
    " source_ip TEXT NOT NULL,"
    " source_port INTEGER NOT NULL,"
    " connected_ms INTEGER NOT NULL,"
    " disconnected_ms INTEGER," /* NULL: still connected */
    " disconnect_reason TEXT);" /* as DisconnectReasonValue; DUPLICATE_CLIENTID */
    "CREATE INDEX connection_by_client ON connection(client_id, connected_ms);"
    "CREATE INDEX connection_by_certificate ON connection(certificate_id, connected_ms);"
    "CREATE INDEX connection_by_thing ON connection(thing_id, connected_ms);"
    "CREATE INDEX connection_by_reason ON connection(disconnect_reason, disconnected_ms);"

    /* What a fleet asks the audit part to have done in its past, in order: operation names with
     * request bodies as on the wire, made as if somebody had sent them at at_ms. */
    "CREATE TABLE startup_call("
    " id INTEGER PRIMARY KEY,"
    " at_ms INTEGER NOT NULL,"
    " operation TEXT NOT NULL,"
    " name TEXT," /* the URI label, where the operation has one */
    " body TEXT NOT NULL,"
    " done INTEGER NOT NULL DEFAULT 0);";
