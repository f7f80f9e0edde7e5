"""Real-sized data, made in the database itself, for tests of what must not grow with it."""

from __future__ import annotations

from typing import Any

from django.db import connection

from inbox.models import Channel

HANDLES = """
INSERT INTO inbox_contact (name, created_at)
SELECT 'Person ' || n, now() FROM generate_series(1, %(people)s) n;
INSERT INTO inbox_handle (contact_id, network, external_id, handle, name, url, avatar_url, first_seen_at, updated_at)
SELECT id, 'push', 'volume-' || id, 'person' || id || '.example', name, '', '', now(), now()
FROM inbox_contact WHERE name LIKE 'Person %%';
"""
CONVERSATIONS = """
INSERT INTO inbox_conversation (
    channel_id, department_id, thread_key, is_private, is_closed, author_id, status, outcome, preview,
    preview_is_ours, message_count, author_count, opened_at, last_message_at, last_incoming_at,
    waiting_since, version, created_at, snoozed_until)
SELECT %(channel)s, (%(departments)s::bigint[])[1 + n %% %(desks)s], 'volume-' || n, n %% 20 = 0,
    n %% 20 = 0, handles.ids[1 + n %% array_length(handles.ids, 1)], states.status,
    CASE states.status WHEN 'resolved' THEN 'answered' ELSE '' END,
    'The 18:' || lpad((n %% 60)::text, 2, '0') || ' from Linden Cross did not come, for the ' || n || 'th time.',
    false, 1, 1, moments.at, moments.at, moments.at,
    CASE states.status WHEN 'open' THEN moments.at END, 0, now(),
    CASE states.status WHEN 'snoozed' THEN now() + interval '1 day' END
FROM generate_series(1, %(count)s) n,
    LATERAL (SELECT now() - n * interval '37 seconds' AS at) moments,
    LATERAL (SELECT (ARRAY['open','resolved','resolved','pending','snoozed'])[1 + n %% 5] AS status) states,
    (SELECT array_agg(id ORDER BY id) AS ids FROM inbox_handle WHERE external_id LIKE 'volume-%%') handles;
"""
MESSAGES = """
INSERT INTO inbox_message (
    conversation_id, channel_id, external_id, kind, author_id, is_ours, is_context, is_listening, text, language, url,
    parent_external_id, attachments, links, extra, sent_at, received_at, removal_error)
SELECT id, channel_id, thread_key, 'mention', author_id, false, false, false, preview, 'en', '', '', '[]', '[]', '{}',
    opened_at, now(), ''
FROM inbox_conversation WHERE thread_key LIKE 'volume-%%';
"""

SORTED_IN = ["passage_words", "passage_stems", "contact_folded", "handle_folded"]


def fill(
    channel: Channel, department_ids: list[int], *, count: int = 100_000, people: int = 5_000, searched: bool = False
) -> None:
    """Add this many conversations of one message each: a fifth open, a fifth pending, a fifth
    snoozed, the rest resolved; one in twenty private; spread evenly over the departments.

    Only when it is `searched` does search know of it: half of the time would go into that.
    """
    values: dict[str, Any] = {
        "channel": channel.pk,
        "departments": department_ids,
        "desks": len(department_ids),
        "count": count,
        "people": people,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with constraints still to be checked can't be altered
        if not searched:
            cursor.execute("ALTER TABLE inbox_message DISABLE TRIGGER passage_made")
        for statement in (*HANDLES.split(";\n"), CONVERSATIONS, MESSAGES):
            if statement.strip():
                cursor.execute(statement, values)
                # Else foreign keys are checked by the plans of the session, made while the tables were empty.
                cursor.execute("ANALYZE inbox_contact, inbox_handle, inbox_conversation")
        if not searched:
            cursor.execute("ALTER TABLE inbox_message ENABLE TRIGGER passage_made")
        # As the daily work of the database leaves them.
        cursor.execute("SELECT gin_clean_pending_list(name) FROM unnest(%s::regclass[]) name", [SORTED_IN])
        cursor.execute("ANALYZE inbox_conversation, inbox_message, inbox_handle, inbox_passage")
