"""Pages of this app; each module holds those of one task."""
