"""Pages that belong to no app."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import never_cache


@login_not_required
@never_cache
def service_worker(request: HttpRequest) -> FileResponse:
    """The service worker, served from the root because its scope is its folder."""
    found = finders.find("sw.js")
    if not isinstance(found, str):
        raise Http404
    return FileResponse(open(found, "rb"), content_type="text/javascript")
