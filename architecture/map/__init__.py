"""The map of systems, AI initiatives and their integrations, as a picture and as tables."""
