"""Why something can't be done with a contract's arrears."""

from shared.values.errors import DomainError


class PauseOverlapsError(DomainError):
    """The clock stands on some of these days already: pauses may not overlap."""

    pointer = "/invoice_id"


class PromiseOverOpenError(DomainError):
    """More is promised than is owed."""

    pointer = "/amount"


class WriteOffOpenError(DomainError):
    """A write-off of this contract is being decided on already."""


class WriteOffOverOpenError(DomainError):
    """More would be written off than is open of the invoice and on the books."""

    pointer = "/amount"


class NothingToRestoreError(DomainError):
    """More would come back on the books than was written off of the invoice."""

    pointer = "/amount"


class NoArrearsOfOursError(DomainError):
    """Under a purchase contract nothing is owed to us."""


class FirstChargeError(DomainError):
    """The invoice has borne interest up to that day already."""

    pointer = "/until"
