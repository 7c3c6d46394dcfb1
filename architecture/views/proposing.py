"""Proposing an integration: a look at what is there comes first (B28, B30)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from architecture import designing, reuse
from architecture.actions.integrations import propose_integration
from architecture.integration_forms import ProposalForm, SearchForm
from architecture.models import Integration
from initiatives.actions.table import permit, refuse_if_ended
from initiatives.models import Initiative
from initiatives.queries import find_initiative
from people import kept_forms
from people.forms import unmet
from people.models import User, person

_ASKED = ("purpose", "source", "target", "data_classes")


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, ref: str) -> HttpResponse:
    """First what is to be connected, then what is there already, then the integration."""
    viewer = person(request.user)
    initiative = find_initiative(ref, viewer)
    permit(
        designing.may_shape(viewer, initiative),
        "Integrations are proposed by those at the table.",
        way_out="Raise a design input instead.",
    )
    refuse_if_ended(initiative)
    if request.method == "POST":
        return _proposed(request, initiative, viewer)
    kept = kept_forms.initial(request)
    asked = {**request.GET.dict(), **kept}
    if not asked or "again" in request.GET:
        return _page(request, initiative, SearchForm(initial=asked))
    search = SearchForm(asked)
    if not search.is_valid():
        return _page(request, initiative, search)
    found = _similar(search.cleaned_data, viewer)
    form = ProposalForm(found=_rows(found), initial={**_suggested(search, found), **kept})
    return _page(request, initiative, search, form=form, found=found)


def _proposed(request: HttpRequest, initiative: Initiative, viewer: User) -> HttpResponse:
    visible = Integration.objects.visible_to(viewer)
    form = ProposalForm(request.POST, found=visible)
    made: list[Integration] = []
    code = unmet(
        form,
        lambda: made.append(
            propose_integration(
                initiative,
                form.proposal(),
                submission_key=form.cleaned_data["submission_key"],
                actor=viewer,
            )
        ),
    )
    if code is None:
        told = f"{made[0].reference} is sketched. Next: ask IT to own its design."
        messages.success(request, told)
        return redirect(made[0])
    search = SearchForm(request.POST)
    found = _similar(search.cleaned_data, viewer) if search.is_valid() else []
    form.limit_to(_rows(found))
    return _page(request, initiative, search, form=form, found=found, status=code)


def _similar(typed: dict[str, Any], viewer: User) -> list[reuse.Similar]:
    wanted = reuse.Proposal(
        purpose=typed["purpose"],
        source=typed["source"],
        target=typed["target"],
        data_classes=typed["data_classes"],
    )
    return reuse.similar_integrations(wanted, viewer)


def _rows(found: list[reuse.Similar]) -> Any:
    return Integration.objects.filter(pk__in=[each.integration.pk for each in found])


def _suggested(search: SearchForm, found: list[reuse.Similar]) -> dict[str, Any]:
    """What the search tells already: nothing typed there is asked for again."""
    typed = search.cleaned_data
    known = [word for end in (typed["source"], typed["target"]) if end for word in end.data_classes]
    name = typed["purpose"][:200] or " to ".join(
        str(end) if end else "the AI system" for end in (typed["source"], typed["target"])
    )
    return {
        **typed,
        "data_classes": typed["data_classes"] or list(dict.fromkeys(known)),
        "name": name[:1].upper() + name[1:],
        "reuses": found[0].integration.pk if found else None,
        "reuse_result": "" if found else "new_with_reason",
        "reuse_reason": "" if found else "Nothing like it was found.",
    }


def _page(
    request: HttpRequest,
    initiative: Initiative,
    search: SearchForm,
    *,
    form: ProposalForm | None = None,
    found: list[reuse.Similar] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "initiative": initiative,
        "search": search,
        "form": form,
        "found": found or [],
        "again": urlencode({"again": 1, **{name: search.data.get(name, "") for name in _ASKED}}),
        "back_url": reverse("architecture:integrations", args=[initiative.reference]),
    }
    return render(request, "architecture/propose.html", context, status=status)
