"""What pages call the records of collectors and what becomes of them, and what contracts bring along."""

from typing import Final

from services.portal.pages.frame.words import N_

COLLECTED: Final[dict[str, str]] = {
    "collected_order": N_("Order"),
    "collected_delivery": N_("Delivery"),
    "collected_acceptance": N_("Acceptance"),
    "collected_invoice": N_("Invoice"),
    "collected_receipt": N_("Receipt"),
    "collected_payment": N_("Payment"),
    "collected_waiting": N_("waits for its contract"),
    "collected_set_aside": N_("set aside"),
    "collected_booked": N_("booked"),
    "collected_unchanged": N_("known already"),
    "collected_differing": N_("sent otherwise"),
    "collected_rejected": N_("refused"),
    # what had moved before a contract was taken over
    "openinginvoiced": N_("invoiced before"),
    "openingpaid": N_("paid before"),
    "openingreceived": N_("received before"),
    "brought_forward": N_("paid before it was taken over"),
}

COLLECTED_TONES: Final[dict[str, str]] = {
    "collected_waiting": "warn",
    "collected_booked": "good",
    "collected_differing": "warn",
    "collected_rejected": "bad",
}
"""How loud what became of a record is."""
