"""Lines above the title of a decision file that MADR does not know are kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("architecture", "0004_artefacts_with_dates")]

    operations = [
        migrations.AddField(
            model_name="decisionrecord",
            name="front_matter",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
    ]
