"""Pages of systems, integrations and decision records."""
