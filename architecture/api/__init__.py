"""Systems, integrations and decision records for programs."""
