"""Why the ageing can't be told as it is asked for."""

from shared.values.errors import DomainError


class TooManyItemsError(DomainError):
    """More is open than a sheet takes: ask for a unit, a customer, a currency or a bucket."""

    status = 422
