"""The links in mails by which people say whether a session fits; no sign-in is needed."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from governance import actions
from governance.sessions.asked import Asked, asked_by
from governance.sessions.links import read_reply_link


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Ask once more, then keep the answer in the name of whom the link was sent to.

    A GET writes nothing: mail programs open links before their owners do.
    """
    link = read_reply_link(token)
    if link is None:
        return _without_answer(request, "unknown", status=404)
    asked = asked_by(link)
    if asked is None:
        return _without_answer(request, "not_asked", status=403)
    if asked.is_over:
        return _without_answer(request, "over", status=410)
    if request.method != "POST":
        return _page(request, asked)
    actions.reply_to_session(
        asked.series, asked.occurrence, coming=asked.coming, actor=asked.person
    )
    return _page(request, asked, kept=True)


def _page(request: HttpRequest, asked: Asked, *, kept: bool = False) -> HttpResponse:
    context = {"asked": asked, "kept": kept}
    return render(request, "governance/replies/reply.html", context)


def _without_answer(request: HttpRequest, why: str, *, status: int) -> HttpResponse:
    context = {"why": why}
    return render(request, "governance/replies/no_reply.html", context, status=status)
