"""Serving an uploaded file: to be kept, never to be shown or run by a browser."""

from django.http import FileResponse, Http404

from vendors.models import EvidenceFile
from vendors.uploads.kinds import BY_NAME
from vendors.uploads.storage import open_kept

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def file_response(file: EvidenceFile) -> FileResponse:
    """The file as a download; the caller has made sure that the viewer may have it.

    Raises:
        Http404: the storage does not have it any more.
    """
    kind = BY_NAME.get(file.detected_type)
    try:
        content = open_kept(file.storage_name)
    except OSError:
        raise Http404 from None
    response = FileResponse(
        content,
        as_attachment=True,
        filename=file.original_name,
        content_type=kind.media_type if kind else "application/octet-stream",
    )
    response["Content-Length"] = str(file.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
