"""Pictures of systems and integrations: pure functions from values to places and lines."""
