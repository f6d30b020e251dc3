"""The database itself refuses to change or delete an entry of the trace.

On PostgreSQL neither UPDATE nor DELETE passes; TRUNCATE does, which only the owner of the table may
and which tests use. On SQLite the flush of tests is a DELETE, so only UPDATE is refused there: what
was deleted is found by `grappe audit verify`.
"""

from django.db import migrations

POSTGRESQL = """
CREATE FUNCTION audit_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The trace is append-only: entry % cannot be changed or deleted.', OLD.sequence
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_event_is_final BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_is_final();
"""

SQLITE = """
CREATE TRIGGER audit_event_is_final BEFORE UPDATE ON audit_event
BEGIN SELECT RAISE(ABORT, 'The trace is append-only: an entry cannot be changed.'); END
"""


def forbid(apps, schema_editor):
    """Add the trigger."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(POSTGRESQL if postgresql else SQLITE, params=None)


def allow(apps, schema_editor):
    """Remove the trigger."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER audit_event_is_final ON audit_event")
        schema_editor.execute("DROP FUNCTION audit_event_is_final()")
    else:
        schema_editor.execute("DROP TRIGGER audit_event_is_final")


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(forbid, allow)]
