"""Pages of the design conversation."""
