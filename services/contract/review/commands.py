"""What is done with whatever a round of approvals is held over: submitted, its review ended, retired."""

from dataclasses import dataclass
from datetime import date

from services.contract.review.outcome import OtherReviewError, Outcome
from shared.approvals.events import ApprovalClosed


@dataclass(frozen=True, slots=True)
class Submit:
    """Review of what was drafted last starts."""

    approval_id: str


@dataclass(frozen=True, slots=True)
class CloseReview:
    """A round came to its end over the words with that hash."""

    approval_id: str
    text_hash: str
    outcome: Outcome

    @classmethod
    def of(cls, closed: ApprovalClosed) -> "CloseReview":
        return cls(closed.approval_id, closed.text_hash, closed.outcome)

    def check_is_of(self, approval_id: str, text_hash: str) -> None:
        """Raises `OtherReviewError` unless it is that round over those words."""
        if (self.approval_id, self.text_hash) != (approval_id, text_hash):
            raise OtherReviewError


@dataclass(frozen=True, slots=True)
class Retire:
    """It is used no more from a day on."""

    reason: str
    on: date
