from django.db import migrations, models
from django.db.models import Q

# What a decision keeps of a message's words and its author's names goes when the words go, whoever empties them.
FORGET = """
CREATE FUNCTION routing_forget_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE routing_decision SET personal = '{}' WHERE message_id = NEW.id AND personal <> '{}';
    UPDATE routing_reading SET evidence = '[]' WHERE message_id = NEW.id AND evidence <> '[]';
    RETURN NULL;
END $$;
CREATE TRIGGER routing_forget_words AFTER UPDATE OF text ON inbox_message
    FOR EACH ROW WHEN (NEW.text = '' AND OLD.text <> '') EXECUTE FUNCTION routing_forget_words();
"""
REMEMBER = """
DROP TRIGGER routing_forget_words ON inbox_message;
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
