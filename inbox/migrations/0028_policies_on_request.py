"""Approval policies that ask for nobody by themselves, only where a rule asks for them."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("inbox", "0027_score")]
    operations: ClassVar = [
        migrations.AddField("approvalpolicy", "on_request", models.BooleanField(default=False)),
        migrations.AddField("policyversion", "on_request", models.BooleanField(default=False)),
    ]
