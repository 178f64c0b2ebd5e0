"""Why a plan can't be agreed on with a small supplier."""

from shared.values.errors import DomainError


class TermTooLongError(DomainError):
    """A small supplier is paid later than the law allows: so many days after delivery at the latest."""

    status = 422


class PayWhenPaidError(DomainError):
    """What a small supplier is owed does not wait for what a customer pays us."""

    status = 422
