"""What makes the messages and tasks of shipped rules moot."""

from typing import Final

from services.notify.rule.definition import Ending

OWED_SO_NO_MORE: Final = (
    Ending(event="obligation.met.v1", same=("obligation_id",)),
    Ending(event="obligation.lapsed.v1", same=("obligation_id",)),
    Ending(event="obligation.changed.v1", same=("obligation_id",)),
)
"""It was done, or something else is owed: what is planned anew then follows from the change."""
NO_LONGER_VACANT: Final = (
    Ending(event="approval.filled.v1", same=("approval_id", "step")),
    Ending(event="approval.handed_on.v1", same=("approval_id", "step")),
    Ending(event="approval.decided.v1", same=("approval_id", "step")),
    Ending(event="approval.closed.v1", same=("approval_id",)),
)
"""Somebody is there again who decides it, or did."""

AT_STEP: Final = ("approval_id", "step")
DECIDED: Final = (
    Ending(event="approval.decided.v1", same=AT_STEP, naming="person"),
    Ending(event="approval.decided.v1", same=AT_STEP, naming="on_behalf_of"),
    Ending(event="approval.decided.v1", same=AT_STEP, where={"step_done": "true"}),
    Ending(event="approval.decided.v1", same=AT_STEP, where={"verdict": "return"}),
    Ending(event="approval.handed_on.v1", same=AT_STEP),
    Ending(event="approval.closed.v1", same=("approval_id",)),
)
"""Whoever was asked has decided, or nobody needs to any more, or others do."""
SIGNED: Final = (
    Ending(event="signing.signed.v1", same=("signatory_id",)),
    Ending(event="signing.declined.v1", same=("signatory_id",)),
    Ending(event="signing.expired.v1", same=("signatory_id",)),
    Ending(event="signing.voided.v1", same=("signing_id",)),
)
HANDED_OVER: Final = tuple(
    Ending(event=f"asset.transfer_{became}.v1", same=("transfer_id",)) for became in ("received", "refused", "rejected")
)
TERM_SETTLED: Final = tuple(
    Ending(event=f"contract.{became}.v1", same=("contract_id",))
    for became in ("term_ending", "renewed", "renewal_declined", "resumed", "terminated", "expired")
)
GUARANTEE_SETTLED: Final = tuple(
    Ending(event=f"guarantee.{became}.v1", same=("guarantee_id",))
    for became in ("extended", "claimed", "returned", "expiring", "expired")
)
BILL_SETTLED: Final = tuple(
    Ending(event=f"bill.{became}.v1", same=("bill_id",))
    for became in ("honoured", "dishonoured", "endorsed", "discounted")
)
COPIES_BACK: Final = (
    Ending(event="copies.returned.v1", same=("copies_id",), where={"left": "0"}),
    Ending(event="copies.chased.v1", same=("copies_id",)),
)
"""All are back, or they are asked for once more."""

ANSWERED: Final = (
    Ending(event="questionnaire.sent_back.v1", same=("questionnaire_id",)),
    Ending(event="questionnaire.withdrawn.v1", same=("questionnaire_id",)),
)
