"""Pages that belong to no app."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache


def nothing_here(request: HttpRequest) -> HttpResponse:
    """Takes the place of a page of a library that is not for people here.

    Raises:
        Http404: always.
    """
    raise Http404


@login_not_required
@never_cache
def service_worker(request: HttpRequest) -> FileResponse:
    """The service worker, served from the root because its scope is its folder."""
    found = finders.find("sw.js")
    if not isinstance(found, str):
        raise Http404
    return FileResponse(open(found, "rb"), content_type="text/javascript")
