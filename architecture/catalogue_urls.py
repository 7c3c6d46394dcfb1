"""Addresses of the catalogue, below `/systems/`."""

from django.urls import path

from architecture.views import catalogue_imports, systems

urlpatterns = [
    path("", systems.systems, name="systems"),
    path("new/", systems.add, name="add-system"),
    path("export.csv", systems.export_csv, name="systems-csv"),
    path("export.yaml", systems.export_backstage, name="systems-backstage"),
    path("import/", catalogue_imports.bring, name="catalogue-import"),
    path("import/joinery-systems.toml", catalogue_imports.own_mapping, name="systems-mapping"),
    path("import/<uuid:import_id>/", catalogue_imports.show, name="catalogue-import-show"),
    path("import/<uuid:import_id>/take/", catalogue_imports.take, name="catalogue-import-take"),
    path(
        "import/<uuid:import_id>/findings.csv",
        catalogue_imports.findings,
        name="catalogue-import-findings",
    ),
    path("<slug:slug>/", systems.system, name="system"),
    path("<slug:slug>/change/", systems.change, name="change-system"),
    path("<slug:slug>/merge/", systems.merge, name="merge-system"),
]
