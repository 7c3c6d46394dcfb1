"""What detectors say: facts and next steps, never an attitude, never a person."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from config.demo.clock import clock_at
from governance import detecting
from governance.models import Signal
from governance.norms import PROPOSED
from governance.signals.findings import detectors
from governance.signals.telling import notices_of
from initiatives.actions import invite_it, take_milestone
from initiatives.models import Initiative
from people.models import Notice, User
from tests.architecture.test_words import FORBIDDEN
from tests.factories import raised
from tests.governance.signals import test_detectors as scenes
from tests.governance.signals.scenes import facts, gap, initiative, profile, seat, taken

ATTITUDE = re.compile(
    r"\b(refus\w*|unwilling\w*|slow|lazy|careless\w*|negligen\w*|blam\w*|guilt\w*|fault\w*|"
    r"ignor\w*|resist\w*|obstruct\w*|should have|neglect\w*|bad|poor\w*|fail\w*|must|forgot\w*)\b",
    re.IGNORECASE,
)
NAMES = re.compile(r"Bea|Lind|Ira|Novak|Gus|Gone|Sam|Ito|Eva|Roth|@|person:|post:")


def _everything_found() -> list[str]:
    """Texts of findings of every detector, over facts in which people are named everywhere."""
    from initiatives.vocabulary import MilestoneKind
    from people.vocabulary import Party

    risky = {**scenes.RISK, "owner": "person:2", "boundary": ""}
    seen = [
        facts(initiative(it_invited_at=scenes.ago(2)), milestones=taken(MilestoneKind.LIVE, 5)),
        facts(
            initiative(operational_status="pilot", registered_at=scenes.ago(99)),
            profile=profile(
                DO_3=[{"decider": "person:1"}],
                DO_4=[{"accountable": "person:3"}],
                RB_6=[risky],
                SU_8=[{"ends_on": "2026-11-01"}],
            ),
            seats_ever=[
                seat(1, Party.BUSINESS),
                seat(2, Party.IT),
            ],
            escalations=[
                scenes.escalation(
                    reference=f"ESC-000{n}",
                    topic="Bea Lind against Ira Novak",
                    answer="decide_and_name_owner" if n == 3 else "",
                    answered_at=scenes.ago(90) if n == 3 else None,
                )
                for n in (1, 2, 3)
            ],
            plans={"live": scenes.plans(1, 2, 3)},
            go_aheads=[scenes.left_selection()],
        ),
        facts(
            initiative(registered_at=scenes.ago(99), lead_id=None),
            milestones=taken(MilestoneKind.BUILD_START, 20),
            owed=["x"],
            seats_ever=[seat(2, Party.IT, left=True)],
        ),
    ]
    return [
        f"{each.facts} {each.next_step}"
        for one in seen
        for detector in detectors()
        for each in detector.look(one)
    ]


@pytest.mark.behaviour("B119")
def test_no_finding_names_anybody_or_speaks_of_an_attitude() -> None:
    texts = _everything_found()

    assert len(texts) >= 12
    for text in texts:
        assert not NAMES.search(text), text
        assert not ATTITUDE.search(text), text
        assert not FORBIDDEN.search(text), text


@pytest.mark.behaviour("B119")
@pytest.mark.parametrize("detector", detectors(), ids=lambda each: each.id)
def test_no_rule_speaks_of_an_attitude(detector: object) -> None:
    words = f"{detector.label}. {detector.rule_in_words(PROPOSED)}"  # type: ignore[attr-defined]

    assert not ATTITUDE.search(words)
    assert not FORBIDDEN.search(words)


@pytest.mark.behaviour("B119")
def test_stored_signals_and_their_notices_name_nobody(
    initiative: Initiative, lead: User, architect: User
) -> None:
    take_milestone(initiative, "selection", actor=lead)
    invite_it(initiative, open_questions=["Where?"], invitee=architect, actor=lead)
    raised(initiative, architect, kind="question", title="Ask Bea Lind")

    with clock_at(timezone.now() + dt.timedelta(days=60)):
        detecting.look_at_everything()

    assert Signal.objects.count() >= 3
    for signal in Signal.objects.all():
        assert not NAMES.search(f"{signal.facts} {signal.next_step}"), signal.facts
    for notice in Notice.objects.filter(kind="signals"):
        assert not NAMES.search(f"{notice.subject} {notice.text}"), notice.text


def test_nothing_to_tell_is_no_notice() -> None:
    assert notices_of([]) == []
    assert gap("DO-3", 1).gap_due_on is not None
