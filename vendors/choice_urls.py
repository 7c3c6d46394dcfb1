"""Pages of the choice, below those of an initiative."""

from django.urls import path

from vendors.views import choice

urlpatterns = [
    path("<slug:ref>/vendors/selection/", choice.selection, name="selection"),
    path("<slug:ref>/vendors/selection/new/", choice.record_choice, name="record-selection"),
    path("<slug:ref>/vendors/changes/new/", choice.vendor_change, name="vendor-change"),
    path("<slug:ref>/vendors/comparison.pdf", choice.comparison_pdf, name="comparison-pdf"),
]
