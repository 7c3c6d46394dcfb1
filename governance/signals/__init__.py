"""Signals: patterns in the facts of an initiative that both sides should talk about (DOMAIN 6)."""
