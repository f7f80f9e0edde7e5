from django.db import migrations, models
from django.db.models import Q

# What a decision keeps of a message's words and its author's names goes when the words go, when the message is taken
# away, and when its author is no more to be known by name: whoever does it. A message of pictures only has no words.
FORGET = """
CREATE FUNCTION routing_forget_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE routing_decision SET personal = '{}' WHERE message_id = NEW.id AND personal <> '{}';
    UPDATE routing_reading SET evidence = '[]' WHERE message_id = NEW.id AND evidence <> '[]';
    RETURN NULL;
END $$;
CREATE FUNCTION routing_forget_author() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'inbox_handle' THEN
        UPDATE routing_decision SET personal = '{}' WHERE personal <> '{}'
        AND message_id IN (SELECT id FROM inbox_message WHERE author_id = NEW.id);
    ELSE
        UPDATE routing_decision SET personal = '{}' WHERE personal <> '{}' AND message_id IN (
            SELECT said.id FROM inbox_message said JOIN inbox_handle handle ON handle.id = said.author_id
            JOIN inbox_contact contact ON contact.id = handle.contact_id
            WHERE contact.id = NEW.id OR contact.survivor_id = NEW.id
        );
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER routing_forget_words AFTER UPDATE OF text, attachments, author_id, removed_at ON inbox_message
    FOR EACH ROW WHEN (
        (NEW.text = '' AND (OLD.text <> '' OR (NEW.attachments = '[]' AND OLD.attachments <> '[]')))
        OR (NEW.author_id IS NULL AND OLD.author_id IS NOT NULL)
        OR (NEW.removed_at IS NOT NULL AND OLD.removed_at IS NULL)
    ) EXECUTE FUNCTION routing_forget_words();
CREATE TRIGGER routing_forget_handle AFTER UPDATE OF handle, external_id ON inbox_handle
    FOR EACH ROW WHEN ((NEW.handle = '' AND OLD.handle <> '') OR NEW.external_id <> OLD.external_id)
    EXECUTE FUNCTION routing_forget_author();
CREATE TRIGGER routing_forget_contact AFTER UPDATE OF name, custom ON inbox_contact
    FOR EACH ROW WHEN (NEW.name = '' AND NEW.custom = '{}' AND (OLD.name <> '' OR OLD.custom <> '{}'))
    EXECUTE FUNCTION routing_forget_author();
"""
REMEMBER = """
DROP TRIGGER routing_forget_contact ON inbox_contact;
DROP TRIGGER routing_forget_handle ON inbox_handle;
DROP TRIGGER routing_forget_words ON inbox_message;
DROP FUNCTION routing_forget_author();
DROP FUNCTION routing_forget_words();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0028_policies_on_request'),
        ('routing', '0002_rules'),
    ]

    operations = [
        migrations.AddField(
            model_name='decision',
            name='personal',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='decision',
            name='since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(
                condition=~Q(since=None), fields=('conversation', 'trigger', 'since'), name='decision_of_wait_once'
            ),
        ),
        migrations.RunSQL(FORGET, REMEMBER),
    ]
