import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.models.fields


class Migration(migrations.Migration):
    """Kept answers begin anew: none is older than two days, and whose token asked was not written down."""

    dependencies = [
        ("accounts", "0008_tokens"),
    ]

    operations = [
        migrations.AddField(
            model_name="token",
            name="first",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="accounts.token"
            ),
        ),
        migrations.DeleteModel(name="KeptAnswer"),
        migrations.CreateModel(
            name="KeptAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=255)),
                ("fingerprint", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("answer", accounts.models.fields.EncryptedJSONField(default=dict)),
                ("created_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("owner", "key"), name="kept_answer_once")],
            },
        ),
    ]
