"""The clarity profile: what both sides need to know of each other before they move (DOMAIN 4)."""
