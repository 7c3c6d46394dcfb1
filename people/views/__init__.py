"""Pages about oneself: the profile, keys to the API, notices."""
