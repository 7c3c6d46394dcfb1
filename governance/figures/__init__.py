"""Figures of involvement (DOMAIN 5): a profile of practices, never a score, never of a person."""
