"""Everything that changes systems, integrations and decision records."""
