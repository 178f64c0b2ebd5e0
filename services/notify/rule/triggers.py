"""What a rule can hear: the published event types, by the service that owns them."""

from collections.abc import Mapping
from typing import Final

TRIGGERS: Final[Mapping[str, tuple[str, ...]]] = {
    "customer": ("customer.registered.v1", "customer.owner_changed.v1", "customer.stage_changed.v1"),
    "contract": (
        "contract.submitted.v1",
        "contract.approved.v1",
        "contract.rejected.v1",
        "contract.signed.v1",
        "contract.effective.v1",
        "contract.completed.v1",
        "approval.step_started.v1",
        "approval.decided.v1",
        "approval.reminded.v1",
        "approval.overdue.v1",
        "approval.closed.v1",
        "signing.invited.v1",
        "signing.signed.v1",
        "signing.reminded.v1",
        "signing.declined.v1",
        "signing.expired.v1",
        "signing.voided.v1",
        "obligation.planned.v1",
        "obligation.due.v1",
        "obligation.met.v1",
        "obligation.lapsed.v1",
        "obligation.overdue.v1",
        "order.accepted.v1",
        "invoice.received.v1",
        "invoice.issued.v1",
        "payment.blocked.v1",
        "payment.made.v1",
        "payment.received.v1",
        "payment.allocated.v1",
        "price.changed.v1",
    ),
    "asset": (
        "asset.provisional.v1",
        "asset.capitalised.v1",
        "asset.transfer_proposed.v1",
        "asset.transfer_approved.v1",
        "asset.transfer_refused.v1",
        "asset.transferred.v1",
        "depreciation.posted.v1",
    ),
    "portal": ("approval.step_started.v1", "approval.overdue.v1", "portal.account_unused.v1"),
    "scoring": ("model.trained.v1", "readmodel.rebuilt.v1"),
}
HEARD: Final = frozenset(event_type for types in TRIGGERS.values() for event_type in types)
