"""Systems, integrations, design authority and decision records."""
