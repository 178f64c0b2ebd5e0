"""Why no back-up begins."""

from shared.values.errors import DomainError, ForbiddenError


class BackupRunsError(DomainError):
    """A back-up is being made already; wait for its end."""


class RestoreRunsError(DomainError):
    """A back-up is being brought back already; wait for its end."""


class BackupNotWholeError(DomainError):
    """The back-up was not made to its end, or it is no longer where it was made."""


class NotSupervisedError(DomainError):
    """Nobody here can stop and start the services: bring it back by `pactline restore` where they are run."""


class ProofRefusedError(ForbiddenError):
    """Password or code do not fit, or were not shown by a person: a restore takes both once more."""

    pointer = "/password"


class WholeInstallationError(ForbiddenError):
    """A back-up holds everything: the permission has to be granted on the highest unit."""
