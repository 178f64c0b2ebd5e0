"""Why goods can't go out, or a batch can't be decided on."""

from shared.values.errors import DomainError


class GoodsHeldError(DomainError):
    """More would pass of a line than was measured and found good, regraded or conceded."""

    pointer = "/lines"


class BatchNotHeldError(DomainError):
    """Nobody decides on a batch that is not held."""


class BatchMeasuredAnewError(DomainError):
    """The batch was measured anew since the concession was asked for: ask for what it departs in now."""


class OwnBatchError(DomainError):
    """Goods that are held are let go by somebody else than the one who measured them."""

    status = 403


class NoRequirementError(DomainError):
    """The line asks for nothing yet: state its requirements first."""

    status = 422
    pointer = "/line"
