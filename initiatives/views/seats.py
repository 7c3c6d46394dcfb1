"""Who sits at the table: asking others to it, and freeing a seat."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from initiatives import policies
from initiatives.actions import give_seat, leave_table
from initiatives.models import Initiative, Member
from initiatives.queries import find_initiative, seats_of
from initiatives.workspace_forms import LeaveTableForm, SeatForm
from people import kept_forms
from people.forms import unmet
from people.models import person
from people.vocabulary import Party


@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, reference: str) -> HttpResponse:
    """Every seat by side, and the form that asks somebody to the table."""
    viewer = person(request.user)
    initiative = find_initiative(reference, viewer)
    if request.method != "POST":
        form = SeatForm(initiative, initial=kept_forms.initial(request))
        return _page(request, initiative, form)
    form = SeatForm(initiative, request.POST)
    code = unmet(form, lambda: give_seat(initiative, actor=viewer, **form.cleaned_data))
    if code:
        return _page(request, initiative, form, status=code)
    messages.success(request, f"{form.cleaned_data['user']} sits at the table now.")
    return redirect("initiatives:table", reference)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Free one seat, for a reason.

    Raises:
        Http404: nobody sits there.
    """
    viewer = person(request.user)
    initiative = find_initiative(reference, viewer)
    seat = next((each for each in seats_of(initiative) if each.pk == pk), None)
    if seat is None:
        raise Http404
    if request.method != "POST":
        return _leave_page(request, seat, LeaveTableForm(initial=kept_forms.initial(request)))
    form = LeaveTableForm(request.POST)
    code = unmet(
        form, lambda: leave_table(initiative, seat.user, actor=viewer, **form.cleaned_data)
    )
    if code:
        return _leave_page(request, seat, form, status=code)
    messages.success(request, f"{seat.user} has left the table.")
    if Initiative.objects.visible_to(viewer).filter(pk=initiative.pk).exists():
        return redirect("initiatives:table", reference)
    return redirect("desk")


def _page(
    request: HttpRequest, initiative: Initiative, form: SeatForm, status: int = 200
) -> HttpResponse:
    seats = seats_of(initiative)
    sides = (Party.BUSINESS, Party.IT)
    viewer = person(request.user)
    context = {
        "initiative": initiative,
        "form": form,
        "halves": [(side, [seat for seat in seats if seat.party == side]) for side in sides],
        "others": [seat for seat in seats if seat.party not in sides],
        "may_give": not initiative.is_ended and policies.may_give_seat(viewer, initiative),
        "viewer": viewer,
    }
    return render(request, "initiatives/table.html", context, status=status)


def _leave_page(
    request: HttpRequest, seat: Member, form: LeaveTableForm, status: int = 200
) -> HttpResponse:
    context = {"initiative": seat.initiative, "seat": seat, "form": form}
    return render(request, "initiatives/leave_table.html", context, status=status)
