"""Since when a custom artefact is there, and until when; those noted so far are as old as their link."""

import django.utils.timezone
from django.db import migrations, models


def date_what_is_there(apps, schema_editor):
    artefacts = apps.get_model("architecture", "CustomArtefact")
    integrations = apps.get_model("architecture", "Integration")
    registered = integrations.objects.filter(pk=models.OuterRef("integration"))
    artefacts.objects.update(noted_at=models.Subquery(registered.values("registered_at")))


class Migration(migrations.Migration):
    dependencies = [("architecture", "0003_search")]

    operations = [
        migrations.AddField(
            model_name="customartefact",
            name="noted_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="customartefact",
            name="ended_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(date_what_is_there, migrations.RunPython.noop),
    ]
