"""Pages of the clarity profile, below an initiative; the names are governance's."""

from django.urls import path, re_path

from governance.views import clarity

_FIELD = r"^(?P<field_id>[A-Z]{2}-[0-9]{1,2})/"

urlpatterns = [
    path("", clarity.profile, name="clarity"),
    re_path(_FIELD + "$", clarity.field, name="clarity-field"),
]
