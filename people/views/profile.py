"""The profile: what people say about themselves, and their keys to the API."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people import kept_forms, queries
from people.actions import change_profile, issue_token, revoke_token
from people.errors import Refusal
from people.forms import ProfileForm, TokenForm, show_refusal
from people.models import User, person

# A page that is loaded again must not make a second token.
_LAST_SUBMISSION = "last_token_submission"


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, time zone and language; roles and posts to read."""
    viewer = person(request.user)
    if request.method == "POST":
        # A copy, so that the page's own frame does not show what was refused.
        form = ProfileForm(request.POST, instance=User.objects.get(pk=viewer.pk))
        if form.is_valid() and _saved(form, viewer):
            messages.success(request, "Your profile is saved.")
            return redirect("people:profile")
    else:
        form = ProfileForm(instance=viewer, initial=kept_forms.initial(request))
    context = {
        "form": form,
        "roles": queries.roles_of(viewer),
        "posts": queries.posts_of(viewer),
        "duties": queries.duties_of(viewer),
        "token_count": queries.tokens_of(viewer).filter(revoked_at=None).count(),
    }
    return render(request, "people/profile.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The viewer's API tokens; a new one is shown in the answer that makes it, and never again."""
    viewer = person(request.user)
    if request.method == "GET":
        return _tokens_page(request, TokenForm(initial=kept_forms.initial(request)))
    form = TokenForm(request.POST)
    text = ""
    if form.is_valid():
        key = str(form.cleaned_data["submission_key"])
        if request.session.get(_LAST_SUBMISSION) == key:
            messages.info(request, "This token was made already. It is shown only once.")
            return redirect("people:tokens")
        try:
            _, text = issue_token(viewer, form.cleaned_data["name"], actor=viewer)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            request.session[_LAST_SUBMISSION] = key
            form = TokenForm()
    return _tokens_page(request, form, text)


@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End one of the viewer's own tokens, after asking.

    Raises:
        Http404: it is not theirs, or there is none.
    """
    viewer = person(request.user)
    token = queries.tokens_of(viewer).filter(pk=pk).first()
    if token is None:
        raise Http404
    if request.method == "GET":
        return render(request, "people/revoke_token.html", {"token": token})
    revoke_token(token, actor=viewer)
    messages.success(request, f"The token “{token.name}” no longer works.")
    return redirect("people:tokens")


def _tokens_page(request: HttpRequest, form: TokenForm, text: str = "") -> HttpResponse:
    tokens = queries.tokens_of(person(request.user))
    return render(request, "people/tokens.html", {"form": form, "text": text, "tokens": tokens})


def _saved(form: ProfileForm, viewer: User) -> bool:
    try:
        change_profile(viewer, **form.cleaned_data, actor=viewer)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    return True
