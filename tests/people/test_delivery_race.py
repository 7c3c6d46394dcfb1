"""Several workers deliver at once: each notice once, one person's backlog in one message."""

import datetime as dt
from collections import Counter

import pytest
from django.core import mail
from django.utils import timezone

from initiatives.notices import INVITATION_ACCEPTED
from people.actions import NoticeDraft, write_notices
from people.delivery import deliver_due_notices
from people.models import Notice
from tests.at_once import at_once
from tests.factories import UserFactory

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
WORKERS = 4


def _draft(recipient: object, number: int, due_at: dt.datetime | None = None) -> NoticeDraft:
    return NoticeDraft(
        recipient=recipient,  # type: ignore[arg-type]
        key=f"n:{number}",
        kind=INVITATION_ACCEPTED,
        subject=f"Notice {number}",
        text="-",
        due_at=due_at,
    )


def _deliver_together() -> list[int]:
    # A worker that finds everything locked leaves it to the next run.
    outcome = at_once(*[lambda: sum(deliver_due_notices() for _ in range(3))] * WORKERS)
    assert outcome.refused == []
    return outcome.done


def test_each_notice_is_sent_once_and_every_worker_does_its_share() -> None:
    people = [UserFactory.create() for _ in range(20)]
    write_notices([_draft(people[number % 20], number) for number in range(160)])

    sent = _deliver_together()

    assert sum(sent) == len(mail.outbox) == 160
    assert set(Counter(message.subject for message in mail.outbox).values()) == {1}
    assert sum(1 for share in sent if share) > 1
    assert not Notice.objects.exclude(state="sent", attempts=1).exists()


def test_a_backlog_is_not_split_between_workers() -> None:
    people = [UserFactory.create() for _ in range(12)]
    yesterday = timezone.now() - dt.timedelta(days=1)
    write_notices([_draft(people[number % 12], number, yesterday) for number in range(120)])

    sent = _deliver_together()

    assert sum(sent) == len(mail.outbox) == 12
    assert {message.subject for message in mail.outbox} == {"10 notices from Joinery"}
    assert not Notice.objects.exclude(state="sent").exists()
