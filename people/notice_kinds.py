"""Kinds of notices. An app registers its own in `<app>/notices.py`, which is loaded at the start.

A person mutes a kind, never a single notice or a sender; so the kinds are few and their labels are
what the page of preferences offers.
"""

from dataclasses import dataclass


class UnregisteredNoticeKindError(LookupError):
    """Raised for a kind that no app has registered."""


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """What a notice can be about.

    Attributes:
        name: kebab-case, stable for ever; at most 60 characters.
        label: the words that preferences and the administrators' list show.
        by_mail_only: it makes sense in a mailbox only, as an invitation to a calendar does.
        may_mute: whether a person may choose to find it in the inbox only.
        by_request: it comes only when its recipient has just asked for it.
    """

    name: str
    label: str
    by_mail_only: bool = False
    may_mute: bool = True
    by_request: bool = False


_kinds: dict[str, NoticeKind] = {}


def notice_kind(
    name: str,
    label: str,
    *,
    by_mail_only: bool = False,
    may_mute: bool = True,
    by_request: bool = False,
) -> NoticeKind:
    """Register a kind.

    Raises:
        ValueError: the name is taken by another kind, or too long.
    """
    kind = NoticeKind(name, label, by_mail_only, may_mute, by_request)
    if len(name) > 60:
        message = f"The notice kind {name} has more than 60 characters."
        raise ValueError(message)
    if _kinds.setdefault(name, kind) != kind:
        message = f"Notice kind {name} is registered twice with different words."
        raise ValueError(message)
    return kind


def find_notice_kind(name: str) -> NoticeKind:
    """The registered kind.

    Raises:
        UnregisteredNoticeKindError: no app has registered it.
    """
    try:
        return _kinds[name]
    except KeyError:
        message = f"No app registers the notice kind {name}."
        raise UnregisteredNoticeKindError(message) from None


def all_notice_kinds() -> list[NoticeKind]:
    """Every registered kind, by label."""
    return sorted(_kinds.values(), key=lambda kind: kind.label)


def mutable_notice_kinds() -> list[NoticeKind]:
    """The kinds that a person may mute, by label."""
    return [kind for kind in all_notice_kinds() if kind.may_mute]


def always_told() -> list[NoticeKind]:
    """The kinds of others' news that a person may not mute, by label."""
    return [kind for kind in all_notice_kinds() if not kind.may_mute and not kind.by_request]


def label_of(name: str) -> str:
    """The kind's label; for one that no app registers any more, its name in words."""
    kind = _kinds.get(name)
    return kind.label if kind else name.replace("-", " ").capitalize()
