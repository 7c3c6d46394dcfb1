"""Values that others computed, each with its source; nothing here comes from our own code."""
