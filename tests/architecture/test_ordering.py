"""Rows that are equal in what they are ordered by come in the same order each time."""

import pytest
from django.apps import apps
from django.db.models import Model

APPS = ("audit", "people", "initiatives", "governance", "portfolio")
MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]


def _is_settled(model: type[Model], names: set[str]) -> bool:
    """Whether no two rows are equal in these fields, those of one parent at least."""
    if names & {"pk", "id"} or any(model._meta.get_field(name).unique for name in names):
        return True
    of_a_parent = {each.name for each in model._meta.fields if each.is_relation}
    return any(
        set(fields) <= names | of_a_parent
        for constraint in model._meta.total_unique_constraints
        if (fields := constraint.fields)
    )


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_an_order_has_no_ties(model: type[Model]) -> None:
    ordering = model._meta.ordering
    if ordering:
        assert _is_settled(model, {str(name).lstrip("-") for name in ordering})
