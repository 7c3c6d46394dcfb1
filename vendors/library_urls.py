"""Pages across initiatives: the library of criteria and what we know of vendors."""

from django.urls import path, re_path

from vendors.views import known, library

_VENDOR = r"^vendors/(?P<pk>[0-9]{1,18})/"
_OWN = r"^criteria/(?P<key>[A-Z]{3}-[0-9]{2,6})/"

app_name = "vendor_library"
urlpatterns = [
    path("criteria/", library.criteria, name="criteria"),
    path("criteria/new/", library.add, name="add"),
    re_path(_OWN + "change/$", library.change, name="change"),
    re_path(_OWN + "retire/$", library.retire, name="retire"),
    path("vendors/", known.vendors, name="vendors"),
    re_path(_VENDOR + "$", known.vendor, name="vendor"),
    re_path(_VENDOR + "assurance/$", known.assurance, name="add-assurance"),
    re_path(
        _VENDOR + r"assurance/(?P<number>[0-9]{1,18})/$", known.remove, name="remove-assurance"
    ),
]
