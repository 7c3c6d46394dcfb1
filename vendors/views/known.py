"""What we know of vendors, whichever initiative asks."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from initiatives.actions.table import permit
from people import kept_forms
from people.forms import unmet
from people.models import User, person
from vendors import policies
from vendors.actions import add_assurance, change_vendor, remove_assurance
from vendors.forms import LibrarySearch
from vendors.models import AssuranceArtifact, Vendor
from vendors.queries import candidacies_of, files_of, find_vendor, vendors_known, vouching
from vendors.vendor_forms import AssuranceForm, VendorForm, known


@require_safe
def vendors(request: HttpRequest) -> HttpResponse:
    """Every vendor somebody has named."""
    _reader(request)
    words = request.GET.get("q", "")[:200]
    form = LibrarySearch({"q": words})
    del form.fields["group"]
    found = vendors_known(words)
    context = {"vendors": found, "form": form, "words": words, "today": timezone.localdate()}
    return render(request, "vendors/vendors.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def vendor(request: HttpRequest, pk: int) -> HttpResponse:
    """What we know of one vendor, and a form for those who keep it (B15, B41, B46)."""
    user = _reader(request)
    found = find_vendor(pk)
    if request.method == "POST":
        form = VendorForm(request.POST)
        status = unmet(
            form,
            lambda: change_vendor(
                found,
                form.facts(),
                actor=user,
                places=form.places_given(),
                sub_processors=form.sub_processors_given(),
                version=form.cleaned_data["version"],
            ),
        )
        if status is None:
            messages.success(request, "Kept.")
            return redirect("vendor_library:vendor", found.pk)
        return _page(request, found, user, status=status, form=form, opened=True)
    kept = kept_forms.initial(request)
    form = VendorForm(initial={**known(found), **kept})
    return _page(request, found, user, form=form, opened=bool(kept))


@require_http_methods(["GET", "HEAD", "POST"])
def assurance(request: HttpRequest, pk: int) -> HttpResponse:
    """Notes a report by which others vouch for the vendor."""
    user = _reader(request)
    found = find_vendor(pk)
    if request.method != "POST":
        return redirect("vendor_library:vendor", found.pk)
    form = AssuranceForm(request.POST, files=files_of(found, user))
    status = unmet(form, lambda: add_assurance(found, form.assurance(), actor=user))
    if status is None:
        messages.success(request, "Noted.")
        return redirect("vendor_library:vendor", found.pk)
    return _page(request, found, user, status=status, assurance_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Takes a report off the vendor's page."""
    user = _reader(request)
    artifact = AssuranceArtifact.objects.filter(vendor=pk, pk=number).select_related("vendor")
    found = artifact.first()
    if found is None:
        raise Http404
    if request.method == "POST":
        remove_assurance(found, actor=user)
        messages.success(request, f"{found} is taken off.")
    return redirect("vendor_library:vendor", pk)


def _page(
    request: HttpRequest,
    found: Vendor,
    user: User,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    form: VendorForm | None = None,
    **given: Any,
) -> HttpResponse:
    context = {
        "vendor": found,
        "assurance": vouching(found, user),
        "candidacies": candidacies_of(found, user),
        "form": form or VendorForm(initial=known(found)),
        "assurance_form": AssuranceForm(auto_id="assurance_%s", files=files_of(found, user)),
        "may_keep": policies.may_keep_vendors(user),
        **given,
    }
    return render(request, "vendors/vendor.html", context, status=status)


def _reader(request: HttpRequest) -> User:
    user = person(request.user)
    permit(
        policies.may_see_library(user),
        "What we know of vendors is for those who work across initiatives.",
        way_out="Ask somebody at your table for what you need.",
    )
    return user
