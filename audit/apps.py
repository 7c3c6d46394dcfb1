"""The append-only record of everything that happens in Joinery."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """Puts the guards of the record back after each migrate and checks that they stand."""

    name = "audit"
    verbose_name = "Record"

    def ready(self) -> None:
        from audit import checks, events, guards  # noqa: F401 - registers the event kinds

        # A table rebuild on SQLite drops triggers silently, so each migrate puts them back.
        post_migrate.connect(guards.install_after_migrate, sender=self)
        register(checks.guards_stand, Tags.database)
        register(checks.sinks_are_places)
        register(checks.buckets_are_locked, Tags.security, deploy=True)
