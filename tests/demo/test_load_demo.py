"""The demo: whole in the record, spread over the past, loaded by its command."""

import datetime as dt
from pathlib import Path

import pytest
from django.utils import timezone

from audit.models import AuditEvent
from config.demo import content, password
from config.demo.clock import clock_at, workday
from initiatives.models import Initiative
from people.models import User
from tests.demo.loading import printed_by_load_demo

MOMENT = dt.datetime(2026, 3, 4, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _own_password_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(password.VARIABLE, raising=False)
    monkeypatch.setattr(password, "DATA_DIR", tmp_path)


@pytest.mark.django_db
def test_a_given_password_is_used_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(password.VARIABLE, "a password of my own")
    monkeypatch.setattr(content, "stories", list)

    printed_by_load_demo()

    assert User.objects.get(email="auditor@example.org").check_password("a password of my own")
    assert not password.password_file().exists()

    monkeypatch.delenv(password.VARIABLE)
    assert "given when the demo was loaded" in printed_by_load_demo("--if-empty")


@pytest.mark.django_db
def test_an_installation_with_people_of_its_own_is_left_alone(lead: User) -> None:
    assert printed_by_load_demo("--if-empty") == ""
    assert list(User.objects.all()) == [lead]
    assert not password.password_file().exists()


@pytest.mark.parametrize("today", [dt.date(2027, 1, 2), dt.date(2028, 2, 29)])
@pytest.mark.django_db
def test_it_loads_on_any_day(today: dt.date) -> None:
    with clock_at(dt.datetime.combine(today, dt.time(0, 5), dt.UTC)):
        printed_by_load_demo()
        assert AuditEvent.objects.latest("id").recorded_at <= timezone.now()


@pytest.mark.django_db
def test_a_story_that_could_not_have_happened_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = content.stories()[0]
    story.steps.append(content.Step(day=-1, at="10:00", does="vanish", by=story.lead))
    monkeypatch.setattr(content, "stories", lambda: [story])

    with pytest.raises(KeyError, match="vanish"):
        printed_by_load_demo()

    assert not User.objects.exists()


def test_the_clock_reaches_defaults_of_models_and_ends() -> None:
    default = Initiative._meta.get_field("registered_at").default

    with clock_at(MOMENT):
        assert timezone.now() == default() == MOMENT
        assert timezone.localdate() == MOMENT.date()
    assert timezone.now() > MOMENT


@pytest.mark.parametrize(
    ("today", "offset", "day"),
    [
        (dt.date(2026, 11, 20), 0, dt.date(2026, 11, 20)),
        (dt.date(2026, 11, 20), 1, dt.date(2026, 11, 23)),
        (dt.date(2026, 11, 23), -1, dt.date(2026, 11, 20)),
        (dt.date(2026, 11, 22), -1, dt.date(2026, 11, 19)),
        (dt.date(2026, 11, 20), -5, dt.date(2026, 11, 13)),
    ],
)
def test_days_of_the_demo_are_working_days(today: dt.date, offset: int, day: dt.date) -> None:
    assert workday(today, offset) == day
