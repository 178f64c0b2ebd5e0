"""Why a version can't serve."""

from shared.values.errors import DomainError


class NoDocumentError(DomainError):
    """The draft was said before documents were kept beside texts: say it anew first."""
