"""What a system wrote into a contact, beside what it said: so that it can be taken off when consent is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0030_contact_record")]

    operations = [
        migrations.AddField("contactrecord", "written", models.JSONField(default=dict)),
        migrations.RunSQL('UPDATE inbox_contactrecord SET written = "values"', migrations.RunSQL.noop),
    ]
