"""Why a contract can't come to its end."""

from shared.values.errors import DomainError


class StillOwedError(DomainError):
    """Something is still open under the contract; what is, is told."""
