"""Coming in by a link, asking for a new one, and going."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.errors import NotVisible
from vendors.actions.contact_links import link_is_usable, use_link, wish_for_link
from vendors.room.access import contact_in, let_in, let_out
from vendors.room.forms import LinkForm
from vendors.room.frame import missing, open_page, shown, slowed_down
from vendors.room.limits import ARRIVING, ASKING_FOR_LINK


@open_page
@require_safe
def arrive_without(request: HttpRequest) -> HttpResponse:
    """A link that was cut short."""
    return redirect("vendor_room:sign-in")


@open_page
@require_http_methods(["GET", "HEAD", "POST"])
def arrive(request: HttpRequest, secret: str) -> HttpResponse:
    """A link from a letter: opening it shows a button, pressing that lets in, once.

    Programs that look through mail open links but press no buttons.
    """
    if ARRIVING.is_passed(request):
        return slowed_down(request)
    if request.method != "POST":
        if link_is_usable(secret):
            return shown(request, "arrive.html", {"hours": settings.VENDOR_SESSION_HOURS})
        return shown(request, "link_ended.html", {"secret": secret}, status=410)
    try:
        contact = use_link(secret)
    except NotVisible:
        return shown(request, "link_ended.html", {"secret": secret}, status=410)
    response = redirect("vendor_room:home")
    let_in(request, response, contact)
    return response


@open_page
@require_POST
def renew(request: HttpRequest, secret: str) -> HttpResponse:
    """Have a new link sent to the address that this one was for, if it was for any."""
    if ASKING_FOR_LINK.is_passed(request):
        return slowed_down(request)
    wish_for_link(secret=secret)
    return shown(request, "link_on_its_way.html", {})


@open_page
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a link by one's address; the answer is the same for every address."""
    if contact_in(request) is not None:
        return redirect("vendor_room:home")
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if ASKING_FOR_LINK.is_passed(request):
            return slowed_down(request)
        wish_for_link(email=form.cleaned_data["email"])
        return shown(request, "link_on_its_way.html", {})
    return shown(request, "sign_in.html", {"form": form})


@open_page
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session of this browser."""
    response = redirect("vendor_room:sign-in")
    let_out(request, response)
    messages.success(request, "You are signed out. A new link lets you in again.")
    return response


@open_page
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Every other address below the room's."""
    return missing(request)
