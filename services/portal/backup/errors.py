"""Why no back-up begins."""

from shared.values.errors import DomainError, ForbiddenError


class BackupRunsError(DomainError):
    """A back-up is being made already; wait for its end."""


class WholeInstallationError(ForbiddenError):
    """A back-up holds everything: the permission has to be granted on the highest unit."""
