"""The record for auditors: questions, one event with its proof, checkpoints, files."""

import uuid
from typing import Any

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from audit.models import AuditEvent, AuditPayload
from audit.reading import stated_by
from people.api.endpoint import Endpoint, Listing
from people.api.pagination import ByIdDescending
from people.errors import NotVisible
from portfolio.api import record_serializers as serializers
from portfolio.record import exports, proof_drawing, queries, soundness
from portfolio.record.policies import refuse_all_but_exporters, refuse_all_but_readers
from portfolio.record.proofs import prove
from portfolio.record.questions import GROUPS, SIDES, Asked, read_question

TAGS = ["record"]
QUESTION = [
    OpenApiParameter("search", str, description="Words in what the event is about."),
    OpenApiParameter("initiative", str, description="A reference, or words of the initiative."),
    OpenApiParameter(
        "kind",
        str,
        description=f"As in `design_input.raised`, or several at once: {', '.join(GROUPS)}.",
    ),
    OpenApiParameter("party", enum=list(SIDES), description="The side that acted."),
    OpenApiParameter("since", OpenApiTypes.DATE, description="First day, in your time zone."),
    OpenApiParameter("until", OpenApiTypes.DATE, description="Last day, included."),
]


class RecordEndpoint(Endpoint):
    """An address of the record; only for people who may read all of it."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse everybody else before anything is read."""
        super().initial(request, *args, **kwargs)
        refuse_all_but_readers(self.viewer)

    def asked(self) -> Asked:
        """The question of the address.

        Raises:
            ValidationError: part of it is not understood.
        """
        params = self.request.query_params.dict()
        asked = read_question({**params, "q": params.get("search", "")})
        if asked.not_understood:
            raise ValidationError({name: [why] for name, why in asked.not_understood.items()})
        return asked


class AuditEvents(RecordEndpoint, Listing):
    """What happened, in the whole organisation."""

    serializer_class = serializers.RecordedEventSerializer
    pagination_class = ByIdDescending

    @extend_schema(
        tags=TAGS,
        parameters=QUESTION,
        responses=serializers.RecordedEventSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """List events that answer a question, newest first."""
        return self.page_of(queries.shown(queries.matching(self.asked())))


class AuditEventDetail(RecordEndpoint):
    """One event."""

    @extend_schema(tags=TAGS, responses=serializers.ProvedEventSerializer)
    def get(self, request: Request, event_id: uuid.UUID) -> Response:
        """Show an event with its proof and the checkpoint that the proof leads to."""
        event = queries.find_event(event_id)
        proof = prove(event)
        shown = {
            "event": event,
            "body": bytes(event.body).decode(),
            "payloads": _payloads(event),
            "leaf_hash": proof_drawing.written(proof.leaf),
            "index": proof.index,
            "proof": [proof_drawing.written(each) for each in proof.path],
            "checkpoint": proof.checkpoint.note if proof.checkpoint else None,
            "holds": proof.holds,
            "differences": proof.differences,
        }
        return Response(serializers.ProvedEventSerializer(shown).data)


class _WhateverIsAccepted(BaseContentNegotiation):
    """The format stands in the address, so that the Accept header has nothing to decide."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> Any:
        return renderers[0], renderers[0].media_type


class AuditEventExport(RecordEndpoint):
    """A question's answer as a file."""

    content_negotiation_class = _WhateverIsAccepted

    @extend_schema(
        tags=TAGS,
        parameters=[
            *QUESTION,
            OpenApiParameter(
                "format",
                enum=list(exports.FORMATS),
                description="`jsonl` carries the proofs that `python -m audit.offline` checks.",
            ),
        ],
        responses={
            (200, each.content_type.partition(";")[0]): OpenApiResponse(
                OpenApiTypes.STR, description=each.label
            )
            for each in exports.FORMATS.values()
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Take what a question finds with you, sent while it is read."""
        refuse_all_but_exporters(self.viewer)
        return exports.answer(self.asked(), request.query_params.get("format", ""))


class LatestCheckpoint(RecordEndpoint):
    """The last signed statement of the whole log."""

    @extend_schema(tags=TAGS, responses=serializers.CheckpointSerializer)
    def get(self, request: Request) -> Response:
        """Show the last signed checkpoint, where it is kept, and the keys that verify it."""
        found = soundness.whole()
        if found.checkpoint is None:
            raise NotVisible(
                "No checkpoint has been signed yet.",
                way_out="The sealer signs one within seconds of the first event; ask again.",
            )
        stated = stated_by(found.checkpoint.note)
        shown = {
            "origin": stated.origin,
            "size": stated.size,
            "root_hash": proof_drawing.written(stated.root),
            "note": found.checkpoint.note,
            "signed_at": found.checkpoint.signed_at,
            "verifiers": [key.verifier for key in soundness.record_keys()],
            "waiting": found.waiting,
            "kept": found.sinks,
        }
        return Response(serializers.CheckpointSerializer(shown).data)


def _payloads(event: AuditEvent) -> dict[str, dict[str, Any]]:
    return {payload.field: _payload(payload) for payload in event.payloads.all()}


def _payload(payload: AuditPayload) -> dict[str, Any]:
    if payload.value is None or payload.salt is None:
        return {"erased": True}
    return {"salt": proof_drawing.written(bytes(payload.salt)), "value": payload.value}
