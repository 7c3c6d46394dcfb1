from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_notices_by_choice")]

    operations = [
        migrations.AlterField(
            model_name="roleassignment",
            name="role",
            field=models.CharField(
                choices=[
                    ("business_lead", "Business lead"),
                    ("it_architect", "IT architect"),
                    ("executive", "Executive"),
                    ("auditor", "Auditor"),
                    ("session_participant", "Session participant"),
                ],
                max_length=40,
            ),
        )
    ]
