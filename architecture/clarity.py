"""What the integrations say for fields of the clarity profile; named in CLARITY_SOURCES."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse

from architecture.facts import authority_in_force, in_force, integrations_of, load_integrations
from architecture.models import DesignAuthority, Integration, System
from architecture.vocabulary import DataDirection, DecisionStatus, DesignAuthorityState
from initiatives.inventory.wording import shortened
from initiatives.kept import KeptField, KeptFields
from initiatives.models import Initiative

Row = dict[str, Any]
Told = dict[str, Any]
LONGEST = 300  # a text of the profile
# Weakest first: the profile says how far the least settled of the integrations is.
_STRENGTH = (
    DesignAuthorityState.DECLINED,
    DesignAuthorityState.OFFERED,
    DesignAuthorityState.HANDED_OVER,
    DesignAuthorityState.ACCEPTED,
)


def from_integrations(initiatives: Iterable[Initiative]) -> KeptFields:
    """AR-1 to AR-10 and RB-8, for initiatives that have an integration; at most nine queries."""
    wanted = list(initiatives)
    load_integrations(wanted)
    kept = {}
    for each in wanted:
        if links := in_force(integrations_of(each)):
            kept[each.pk] = _fields(each, links)
    return kept


def _fields(initiative: Initiative, links: list[Integration]) -> dict[str, KeptField]:
    last = max(links, key=lambda each: each.updated_at)
    address = reverse("architecture:integrations", args=[initiative.reference])
    return {
        field: KeptField(
            place="the integrations",
            address=address,
            written_by=last.registered_by,
            written_at=last.updated_at,
            **tell(links),
        )
        for field, tell in _TELLERS.items()
    }


def _styles(links: list[Integration]) -> Told:
    rows = [{"id": each.reference, "style": each.style, "name": each.name} for each in links]
    return {"rows": rows, "supersedes": True}


def _systems(links: list[Integration]) -> Told:
    touched: dict[int, tuple[System, set[str]]] = {}
    for link in links:
        for system in (link.source, link.target):
            if system is not None:
                touched.setdefault(system.pk, (system, set()))[1].add(link.direction)
    rows = [
        _filled(system=system.name, access=_access(ways), criticality=system.criticality)
        for system, ways in touched.values()
    ]
    unsaid = [system.name for system, _ in touched.values() if not system.criticality]
    lacks = f"Say in the catalogue of systems how critical “{unsaid[0]}” is." if unsaid else ""
    return {"rows": rows, "supersedes": True, "lacks": lacks}


def _access(ways: set[str]) -> str:
    return next(iter(ways)) if len(ways) == 1 else DataDirection.READ_WRITE


def _authority(links: list[Integration]) -> Told:
    standing = [authority_in_force(each) for each in links]
    if None in standing:
        without = next(link for link, each in zip(links, standing, strict=True) if each is None)
        lacks = f"Offer the design authority for “{without.name}” to somebody in IT."
        return {"lacks": lacks, "supersedes": True, "is_owed_there": True}
    lapsed = next((link for link, each in zip(links, standing, strict=True) if _lapsed(each)), None)
    weakest = min(filter(None, standing), key=_strength)
    row = _filled(
        state=weakest.state,
        holder=f"person:{weakest.holder_id}",
        alternative=_short(weakest.alternative),
    )
    lacks = f"Name who owns the design of “{lapsed.name}” now." if lapsed else ""
    return {"rows": [row], "supersedes": True, "is_owed_there": True, "lacks": lacks}


def _lapsed(authority: DesignAuthority | None) -> bool:
    """Whether its person still is here and not in IT; the profile finds who left by itself."""
    return authority is not None and authority.holder.is_active and bool(authority.why_lapsed)


def _strength(authority: DesignAuthority) -> tuple[int, bool]:
    """Of two that are accepted the one comes first whose holder has left."""
    return _STRENGTH.index(DesignAuthorityState(authority.state)), authority.is_held


def _identities(links: list[Integration]) -> Told:
    rows = [
        {"type": each.reference, "identity": each.identity_pattern}
        for each in links
        if each.identity_pattern
    ]
    return {"rows": rows, "supersedes": True}


def _reuse(links: list[Integration]) -> Told:
    rows = [
        _filled(type=each.reference, reuse=each.reuse_result, reason=_short(each.reuse_reason))
        for each in links
        if each.reuse_result
    ]
    return {"rows": rows, "supersedes": True}


def _artefacts(links: list[Integration]) -> Told:
    rows = [
        _filled(
            artefact=each.name,
            owner=_person(each.owner_id),
            repository=each.repository if _is_web(each.repository) else "",
        )
        for link in links
        for each in link.artefacts.all()
    ]
    open_ones = _open(links, lambda each: each.has_no_artefacts or each.artefacts.all())
    return _list(rows, open_ones, links, "what is made for it alone")


def _fragilities(links: list[Integration]) -> Told:
    rows = [
        _filled(flag=each.flag, mitigation=_short(each.mitigation))
        for link in links
        for each in link.fragilities.all()
    ]
    open_ones = _open(links, lambda each: each.has_no_fragility or each.fragilities.all())
    return _list(rows, open_ones, links, "what is fragile")


def _debts(links: list[Integration]) -> Told:
    """Only what is a pilot leaves something behind."""
    rows = [
        _filled(
            item=each.item,
            fate=each.decision,
            on=each.due_on.isoformat() if each.due_on else "",
            owner=_person(each.owner_id),
        )
        for link in links
        for each in link.debts.all()
    ]
    open_ones = _open(links, lambda each: not each.is_pilot or each.has_no_debt or each.debts.all())
    told = _list(rows, open_ones, links, "what the pilot leaves behind")
    return {**told, "is_owed_there": bool(open_ones)}


def _open(links: list[Integration], is_said: Callable[[Integration], Any]) -> list[Integration]:
    return [each for each in links if not is_said(each)]


def _list(
    rows: list[Row], open_ones: list[Integration], links: list[Integration], what: str
) -> Told:
    """A list in which none is an answer, once every integration says so."""
    lacks = f"Say of “{open_ones[0].name}” {what}; none is an answer." if open_ones else ""
    return {"rows": rows, "says": len(open_ones) < len(links), "lacks": lacks}


def _meaning(links: list[Integration]) -> Told:
    places = [each.target_name for each in links if each.is_place_of_interpretation]
    return {"rows": [{"place": place} for place in places]}


def _records(links: list[Integration]) -> Told:
    return {"rows": [row for link in links for row in _record(link)], "supersedes": True}


def _record(link: Integration) -> Iterator[Row]:
    """The decision that stands, else one that is proposed."""
    standing = {DecisionStatus.DECIDED: 0, DecisionStatus.PROPOSED: 1}
    found = [each for each in link.decisions.all() if each.status in standing]
    if not found:
        return
    best = min(found, key=lambda each: (standing[DecisionStatus(each.status)], -each.pk))
    path = reverse("architecture:decision", args=[link.initiative.reference, best.reference])
    yield {
        "type": link.reference,
        "record": f"{settings.BASE_URL}{path}",
        "status": best.status,
    }


def _compromise(links: list[Integration]) -> Told:
    told = [each for each in links if each.compromise_reach or each.compromise_containment]
    if not told:
        return {}
    hours = [each.compromise_notice_hours for each in told if each.compromise_notice_hours]
    owners = [owner for each in told if (owner := _owner(each))]
    row = _filled(
        reach=_by_link(told, "compromise_reach"),
        containment=_by_link(told, "compromise_containment"),
        notice_hours=min(hours) if hours else "",
        owner=_person(owners[0] if owners else None),
    )
    return {"rows": [row]}


def _by_link(links: list[Integration], name: str) -> str:
    texts = [(each.name, getattr(each, name)) for each in links if getattr(each, name)]
    if len(texts) == 1:
        return str(texts[0][1])
    return shortened("\n".join(f"{link}: {text}" for link, text in texts), 2000)


def _owner(link: Integration) -> int | None:
    authority = authority_in_force(link)
    held = authority.holder_id if authority and authority.is_held else None
    return link.owner_id or held


def _filled(**values: Any) -> Row:
    return {name: value for name, value in values.items() if value != ""}


def _person(pk: int | None) -> str:
    return f"person:{pk}" if pk else ""


def _short(text: str) -> str:
    return shortened(" ".join(text.split()), LONGEST)


def _is_web(address: str) -> bool:
    return address.startswith(("https://", "http://")) and " " not in address


_TELLERS: dict[str, Callable[[list[Integration]], Told]] = {
    "AR-1": _styles,
    "AR-2": _systems,
    "AR-3": _authority,
    "AR-4": _identities,
    "AR-5": _reuse,
    "AR-6": _artefacts,
    "AR-7": _fragilities,
    "AR-8": _meaning,
    "AR-9": _records,
    "AR-10": _debts,
    "RB-8": _compromise,
}
FIELDS = tuple(_TELLERS)
