"""Words shared by everything above: parties and roles (DOMAIN 0)."""

from django.db import models


class Party(models.TextChoices):
    """A side at the table."""

    BUSINESS = "business", "Business"
    IT = "it", "IT"
    VENDOR = "vendor", "Vendor"
    EXECUTIVE = "executive", "Executive"
    OVERSIGHT = "oversight", "Oversight"


class Role(models.TextChoices):
    """What a person is in the organisation; most roles sit on one side of the table."""

    BUSINESS_LEAD = "business_lead", "Business lead"
    IT_ARCHITECT = "it_architect", "IT architect"
    EXECUTIVE = "executive", "Executive"
    AUDITOR = "auditor", "Auditor"
    SESSION_PARTICIPANT = "session_participant", "Session participant"

    @property
    def party(self) -> Party | None:
        """The side this role speaks for; a participant speaks for the side of their seat."""
        return _PARTY_OF_ROLE.get(self)


_PARTY_OF_ROLE = {
    Role.BUSINESS_LEAD: Party.BUSINESS,
    Role.IT_ARCHITECT: Party.IT,
    Role.EXECUTIVE: Party.EXECUTIVE,
    Role.AUDITOR: Party.OVERSIGHT,
}
