"""Why money can't move."""

from shared.values.errors import DomainError


class WrongDirectionError(DomainError):
    """Money goes out on purchase contracts and comes in on sales contracts."""

    status = 422


class NothingToWaiveError(DomainError):
    """Payment control has nothing against the payment any more: order it anew."""
