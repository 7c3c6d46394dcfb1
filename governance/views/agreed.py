"""One agreed action: done, or carried forward with a reason."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from governance import policies
from governance.actions import carry_agreed_action, complete_agreed_action
from governance.models import AgreedAction
from governance.session_forms import CarryForm, DoneForm, VersionedForm
from initiatives.models import Initiative
from people import kept_forms
from people.forms import unmet
from people.models import User, person


@require_http_methods(["GET", "HEAD", "POST"])
def agreed_action(request: HttpRequest, ref: str, pk: str) -> HttpResponse:
    """Which side owes it by when, and the two ways it goes on."""
    viewer = person(request.user)
    found = _found(ref, pk, viewer)
    done, carry = _forms(request, found)
    if request.method != "POST":
        return _page(request, found, done, carry)
    form: VersionedForm = carry if request.POST.get("verb") == "carry" else done
    status = unmet(form, lambda: _act(form, found, viewer))
    if status:
        if status == HTTPStatus.CONFLICT:
            found = _found(ref, pk, viewer)
            form.now_seen(found.version)
        return _page(request, found, done, carry, refused=form, status=status)
    messages.success(request, _TOLD[type(form)])
    return redirect(found)


_TOLD: dict[type, str] = {
    DoneForm: "It is done. Both sides can see it.",
    CarryForm: "It is carried forward. What was promised first stays readable.",
}


def _act(form: VersionedForm, found: AgreedAction, actor: User) -> None:
    act: Any = carry_agreed_action if isinstance(form, CarryForm) else complete_agreed_action
    act(found, **form.cleaned_data, actor=actor)


def _forms(request: HttpRequest, found: AgreedAction) -> tuple[DoneForm, CarryForm]:
    kept = kept_forms.initial(request) if request.method != "POST" else {}
    initial = {"version": found.version, "owner": found.owner_id, **kept}
    verb = request.POST.get("verb", "")
    done = DoneForm(
        request.POST if request.method == "POST" and verb != "carry" else None,
        initial=initial,
        auto_id="done_%s",
    )
    carry = CarryForm(
        request.POST if verb == "carry" else None,
        initial=initial,
        auto_id="carry_%s",
        initiative=found.initiative,
    )
    return done, carry


def _found(ref: str, pk: str, viewer: User) -> AgreedAction:
    found = (
        AgreedAction.objects.filter(
            pk=pk, initiative__reference=ref, initiative__in=Initiative.objects.visible_to(viewer)
        )
        .select_related(
            "owner",
            "initiative__unit",
            "initiative__lead",
            "item__occurrence__series__initiative",
        )
        .first()
    )
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    found: AgreedAction,
    done: DoneForm,
    carry: CarryForm,
    *,
    refused: VersionedForm | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer = person(request.user)
    is_open = found.done_at is None
    context = {
        "initiative": found.initiative,
        "action": found,
        "occurrence": found.item.occurrence,
        "may_answer": is_open and policies.may_answer_action(viewer, found, found.initiative),
        "done_form": done,
        "carry_form": carry,
        "refused": refused,
    }
    return render(request, "governance/sessions/agreed_action.html", context, status=status)
