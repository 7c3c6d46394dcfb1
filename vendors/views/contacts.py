"""Who at a vendor may answer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from initiatives.queries import find_initiative
from people import kept_forms
from people.errors import NotPermitted
from people.forms import unmet
from people.models import User, person
from vendors import policies
from vendors.actions.contacts import end_contact_access, invite_contact, send_contact_link
from vendors.models import Candidate, VendorContact
from vendors.question_forms import ContactForm, EndAccessForm
from vendors.question_queries import find_candidate
from vendors.views.questions import ONLY_COMPARING


@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The contacts of a candidate's vendor; inviting one more."""
    viewer = person(request.user)
    candidate = _candidate(reference, pk, viewer)
    if request.method != "POST":
        form = ContactForm(initial=kept_forms.initial(request))
        return _page(request, candidate, form)
    form = ContactForm(request.POST)
    status = unmet(
        form,
        lambda: invite_contact(
            candidate,
            name=form.cleaned_data["name"],
            email=form.cleaned_data["email"],
            actor=viewer,
        ),
    )
    if status:
        return _page(request, candidate, form, status=status)
    messages.success(request, f"{form.cleaned_data['name']} is invited; the mail is on its way.")
    return redirect("vendor_questions:contacts", reference, pk)


@require_POST
def send_link(request: HttpRequest, reference: str, pk: int, contact_id: int) -> HttpResponse:
    """Send a contact another link."""
    viewer = person(request.user)
    candidate = _candidate(reference, pk, viewer)
    contact = _contact(candidate, contact_id)
    send_contact_link(candidate, contact, actor=viewer)
    messages.success(request, f"A new link is on its way to {contact.name}.")
    return redirect("vendor_questions:contacts", reference, pk)


@require_POST
def end_access(request: HttpRequest, reference: str, pk: int, contact_id: int) -> HttpResponse:
    """End a contact's access at once."""
    viewer = person(request.user)
    candidate = _candidate(reference, pk, viewer)
    contact = _contact(candidate, contact_id)
    form = EndAccessForm(request.POST)
    status = unmet(
        form,
        lambda: end_contact_access(
            candidate, contact, reason=form.cleaned_data["reason"], actor=viewer
        ),
    )
    if status:
        return _page(request, candidate, ContactForm(), ending=(contact, form), status=status)
    messages.success(request, f"{contact.name} is out; what they sent stays.")
    return redirect("vendor_questions:contacts", reference, pk)


def _candidate(reference: str, pk: int, viewer: User) -> Candidate:
    initiative = find_initiative(reference, viewer)
    candidate = find_candidate(pk, initiative)
    if not policies.may_compare(viewer, initiative):
        raise NotPermitted(ONLY_COMPARING, way_out="Ask one of them, or take a seat at the table.")
    return candidate


def _contact(candidate: Candidate, contact_id: int) -> VendorContact:
    found = VendorContact.objects.filter(pk=contact_id, vendor=candidate.vendor).first()
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest,
    candidate: Candidate,
    form: ContactForm,
    *,
    ending: tuple[VendorContact, EndAccessForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    known = VendorContact.objects.filter(vendor=candidate.vendor)
    rows = [
        (each, ending[1] if ending and ending[0].pk == each.pk else EndAccessForm())
        for each in known.order_by("-is_active", "name")
    ]
    context = {
        "initiative": candidate.initiative,
        "candidate": candidate,
        "rows": rows,
        "form": form,
        "ending": ending[0].pk if ending else None,
    }
    return render(request, "vendors/questions/contacts.html", context, status=status)
