"""`manage.py import_systems`."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from architecture.models import System
from audit.models import AuditEvent
from people.vocabulary import Role
from tests.architecture_app.catalogue_files import BACKSTAGE, CMDB, ERP, MAPPING, table
from tests.factories import person_with

pytestmark = [pytest.mark.django_db, pytest.mark.behaviour("A20")]


def run(*args: str) -> str:
    out = StringIO()
    call_command("import_systems", *args, stdout=out)
    return out.getvalue()


def test_each_kind_of_file_is_taken(tmp_path: Path) -> None:
    backstage, own, cmdb, mapping = (
        tmp_path / name for name in ("catalog-info.yaml", "own.csv", "cmdb.csv", "cmdb.toml")
    )
    backstage.write_text(BACKSTAGE)
    own.write_bytes(table(ERP))
    cmdb.write_text(CMDB)
    mapping.write_text(MAPPING)

    assert "4 new" in run(str(backstage), "--dry-run")
    assert not System.objects.exists()
    assert "Taken: 4 new" in run(str(backstage))
    person_with(Role.IT_ARCHITECT, email="ana@example.org")
    assert "Taken: 1 new" in run(str(own), "--as", "ana@example.org")
    assert "Taken: 2 new" in run(str(cmdb), "--mapping", str(mapping))
    actors = set(AuditEvent.objects.filter(kind="systems.imported").values_list("actor_id"))
    assert len(actors) == 2


def test_what_cannot_be_done_is_said_and_nothing_is_taken(tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(table(ERP.replace("Application", "Toaster")))
    person_with(Role.BUSINESS_LEAD, email="lead@example.org")

    for args in (
        [str(bad)],
        [str(tmp_path / "none.csv")],
        [str(bad), "--as", "nobody@example.org"],
        [str(bad), "--good-rows-only", "--as", "lead@example.org"],
    ):
        with pytest.raises(CommandError):
            run(*args)
    assert not System.objects.exists()
