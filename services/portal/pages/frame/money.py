"""Money as pages read it from any service."""

from services.portal.pages.frame.asking import Seen


class Money(Seen):
    amount: str
    currency: str
