"""Why a command on an archive is refused."""

from shared.values.errors import DomainError


class AlreadyRegisteredError(DomainError):
    """The customer has an archive already."""


class NameMissingError(DomainError):
    """An organisation is registered with its name."""

    status = 422
    pointer = "/name"


class WrongNameError(DomainError):
    """An organisation has a `name`, a person a `person_name`; neither has the other's."""

    status = 422
    pointer = "/name"


class RoleMissingError(DomainError):
    """A customer plays at least one role."""

    status = 422
    pointer = "/roles"


class CauseMissingError(DomainError):
    """A loss is recorded with its coded cause."""

    status = 422
    pointer = "/cause"


class NotAPersonError(DomainError):
    """An organisation has no personal data of its own; its contacts are erased one by one."""


class MergeIntoItselfError(DomainError):
    """An archive can't be merged into itself."""

    status = 422
    pointer = "/survivor_id"


class ArchiveClosedError(DomainError):
    """The archive is closed; `state` says how."""
