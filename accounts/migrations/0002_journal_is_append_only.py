"""The database itself refuses to change or delete a journal row."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

FORWARD = """
CREATE FUNCTION liaison_journal_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The journal is append-only.';
END $$;
CREATE TRIGGER journal_is_append_only BEFORE UPDATE OR DELETE ON accounts_event
    FOR EACH ROW EXECUTE FUNCTION liaison_journal_is_append_only();
"""
BACKWARD = """
DROP TRIGGER journal_is_append_only ON accounts_event;
DROP FUNCTION liaison_journal_is_append_only();
"""


class Migration(migrations.Migration):
    """Rows of accounts_event can be inserted and read, nothing else."""

    dependencies: ClassVar = [("accounts", "0001_initial")]
    operations: ClassVar = [migrations.RunSQL(FORWARD, BACKWARD)]
