import re

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

_RAISED_AS = re.compile(r"^Raised as (IN-[0-9]{4,}), [0-9-]{10}: ")


def link_design_inputs(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Before there was a link, a sentence named the design input in which it was discussed."""
    escalations = apps.get_model("governance", "Escalation")
    inputs = apps.get_model("governance", "DesignInput")
    for each in escalations.objects.filter(no_session_reason__startswith="Raised as IN-"):
        found = _RAISED_AS.match(each.no_session_reason)
        about = found and inputs.objects.filter(
            reference=found[1], initiative=each.initiative_id
        ).first()
        if about:
            each.design_input = about
            each.no_session_reason = ""
            each.save(update_fields=["design_input", "no_session_reason"])


class Migration(migrations.Migration):

    dependencies = [("governance", "0004_kept_agendas_and_linked_inputs")]

    operations = [migrations.RunPython(link_design_inputs, migrations.RunPython.noop)]
