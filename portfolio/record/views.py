"""The pages of the record: questions, one event, checkpoints, files to take away."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit.models import AuditEvent, RecordCheckpoint
from audit.outside import sink_states
from audit.reading import stated_by
from initiatives.facts import facts_of, name_in_words
from initiatives.pagination import page_of
from people.models import person
from portfolio.record import exports, proof_drawing, queries, soundness
from portfolio.record.forms import QuestionForm
from portfolio.record.policies import refuse_all_but_exporters, refuse_all_but_readers
from portfolio.record.proofs import Proof, prove
from portfolio.record.questions import Asked, read_question, saved_questions

LOST = "That place in the list could not be read; this is its beginning."


@dataclass(frozen=True, slots=True)
class Row:
    """An event as the table tells it."""

    event: AuditEvent
    label: str
    subject: str
    sentence: str
    index: int | None
    initiative_title: str

    @classmethod
    def of(cls, event: AuditEvent) -> "Row":
        """The row of an event of `queries.shown`."""
        return cls(
            event,
            queries.label_of(event),
            queries.subject_of(event),
            queries.sentence_of(event),
            queries.index_of(event),
            queries.title_of_initiative(event),
        )


@require_safe
def explorer(request: HttpRequest) -> HttpResponse:
    """Events that answer a question, 50 a page, and whether the record is whole."""
    refuse_all_but_readers(person(request.user))
    asked = read_question(request.GET.dict())
    after, before = (request.GET.get(name, "") for name in ("after", "before"))
    page = page_of(queries.shown(queries.matching(asked)), ["-id"], after=after, before=before)
    for sentence in asked.not_understood.values():
        messages.info(request, f"{sentence} It was left aside.")
    if page.lost:
        messages.info(request, LOST)
    context = {
        "asked": asked,
        "form": QuestionForm(asked),
        "chips": _chips(asked),
        "saved": saved_questions(),
        "rows": [Row.of(event) for event in page.rows],
        "whole": _whole(),
        "files": _files(asked),
        "previous_url": page.before and asked.address(before=page.before),
        "next_url": page.after and asked.address(after=page.after),
    }
    return render(request, "portfolio/record/explorer.html", context)


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse | HttpResponse:
    """What the explorer shows, as a file that is sent while it is read."""
    refuse_all_but_exporters(person(request.user))
    return exports.answer(read_question(request.GET.dict()), request.GET.get("format", ""))


@require_safe
def event(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """One event as it was written down, with its proof computed now."""
    refuse_all_but_readers(person(request.user))
    found = queries.find_event(event_id)
    proof = prove(found)
    context = {
        "row": Row.of(found),
        "event": found,
        "facts": facts_of(found.content["data"]),
        "personal": _personal(found),
        "body": bytes(found.body).decode(),
        "occurred_utc": _in_utc(found.occurred_at),
        "recorded_utc": _in_utc(found.recorded_at),
        "proof": proof,
        "leaf": proof_drawing.written(proof.leaf),
        "export_address": _question_of(found).address(format=exports.WITH_PROOFS),
        **_drawn(proof),
    }
    return render(request, "portfolio/record/event.html", context)


@require_safe
def checkpoints(request: HttpRequest) -> HttpResponse:
    """Every signed checkpoint with its text, where it is kept, and the keys that verify it."""
    refuse_all_but_readers(person(request.user))
    after, before = (request.GET.get(name, "") for name in ("after", "before"))
    page = page_of(soundness.checkpoints(), ["-id"], after=after, before=before)
    if page.lost:
        messages.info(request, LOST)
    sinks = sink_states()
    in_words = {sink.name: sink.description for sink in sinks}
    context = {
        "checkpoints": [(each, _where_kept(each, in_words)) for each in page.rows],
        "keys": soundness.record_keys(),
        "sinks": sinks,
        "previous_url": page.before and f"?before={page.before}",
        "next_url": page.after and f"?after={page.after}",
    }
    return render(request, "portfolio/record/checkpoints.html", context)


def _chips(asked: Asked) -> list[dict[str, str]]:
    return [
        {"label": words, "remove_url": asked.without(name).address()}
        for name, words in asked.in_words().items()
    ]


def _files(asked: Asked) -> list[dict[str, str]]:
    return [
        {"label": each.label, "address": asked.address(format=each.name)}
        for each in exports.FORMATS.values()
    ]


def _where_kept(checkpoint: RecordCheckpoint, in_words: Mapping[str, str]) -> list[str]:
    """Where a checkpoint went, place by place; a place that fell behind gets the newest only."""
    return [
        f"Kept in {in_words.get(each.sink, each.sink)}."
        if each.delivered_at
        else f"Not in {in_words.get(each.sink, each.sink)} yet"
        f"{f': {each.last_error}' if each.last_error else '.'}"
        for each in checkpoint.deliveries.all()
    ] or ["A larger checkpoint, which states this one too, was kept instead."]


def _whole() -> dict[str, Any]:
    found = soundness.whole()
    root = stated_by(found.checkpoint.note).root if found.checkpoint else b""
    return {
        "found": found,
        "root": proof_drawing.written(root),
        "short_root": proof_drawing.short(root),
    }


@dataclass(frozen=True, slots=True)
class PersonalFact:
    """An erasable value, None once it is erased, or how it came to be."""

    label: str
    value: str | None
    erasure: queries.Erasure | None


def _personal(found: AuditEvent) -> list[PersonalFact]:
    erasures = queries.erasures_of(found)
    return [
        PersonalFact(
            "Name of who acted" if payload.field == "actor_label" else name_in_words(payload.field),
            payload.value,
            erasures.get(payload.field) if payload.value is None else None,
        )
        for payload in found.payloads.all()
    ]


def _drawn(proof: Proof) -> dict[str, Any]:
    if proof.checkpoint is None:
        return {}
    return {
        "drawing": proof_drawing.draw(proof),
        "steps": proof_drawing.in_words(proof.steps),
        "signed_time": f"{timezone.localtime(proof.checkpoint.signed_at):%H:%M}",
        "signed_today": _day(proof.checkpoint.signed_at) == _day(timezone.now()),
        "stated_root": proof_drawing.written(stated_by(proof.checkpoint.note).root),
    }


def _question_of(found: AuditEvent) -> Asked:
    """The smallest question that finds the event."""
    params = {"initiative": found.initiative_ref, "kind": found.kind}
    day = found.occurred_at
    return read_question({**params, "since": _day(day), "until": _day(day)})


def _day(moment: dt.datetime) -> str:
    return timezone.localdate(moment).isoformat()


def _in_utc(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}"
