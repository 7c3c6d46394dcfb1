"""Foreign keys written as strings escape import-linter, so the models' relations are walked."""

import pytest
from django.apps import apps

LAYERS = [
    "audit",
    "people",
    "initiatives",
    "vendors",
    "architecture",
    "oversight",
    "governance",
    "portfolio",
    "config",
]
SIDE_BY_SIDE = {"vendors", "architecture", "oversight"}

RELATIONS = [
    (model._meta.label, field.name, model._meta.app_label, field.related_model._meta.app_label)
    for app in LAYERS
    if apps.is_installed(app)
    for model in apps.get_app_config(app).get_models()
    for field in model._meta.get_fields()
    if field.is_relation and not field.auto_created and field.related_model
]


@pytest.mark.parametrize(("model", "field", "app", "related"), RELATIONS)
def test_relations_point_downwards(model: str, field: str, app: str, related: str) -> None:
    if related not in LAYERS or related == app:
        return
    assert LAYERS.index(related) < LAYERS.index(app), f"{model}.{field} points up to {related}"
    assert not {app, related} <= SIDE_BY_SIDE, f"{model}.{field} joins apps that stand side by side"


def test_the_walk_found_relations() -> None:
    assert len(RELATIONS) > 20
