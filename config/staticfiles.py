"""Static files under names that hold their content's hash, so that browsers may keep them."""

from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names where they are known; embedded, the plain name of a file not collected yet.

    In production a name that was not collected is an error: the page would miss a file.
    """

    def stored_name(self, name: str) -> str:
        """The name to serve the file under.

        Raises:
            ValueError: in production, when the file was not collected.
        """
        if settings.PRODUCTION or self.hash_key(self.clean_name(name)) in self.hashed_files:
            return str(super().stored_name(name))
        return name
