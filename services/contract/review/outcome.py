"""How a round over words ends."""

from typing import Literal

from shared.values.errors import DomainError

Outcome = Literal["approved", "rejected", "withdrawn"]


class OtherReviewError(DomainError):
    """The decision belongs to another review, or to other words, than those that are under review now."""
