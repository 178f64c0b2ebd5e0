"""What is done to an asset and its transfers, each as the form that asks for it, and to whom it is open when."""

from collections.abc import Mapping
from typing import Final

from services.portal.pages.doing.doing import Doing, Field
from services.portal.pages.frame.words import N_

TRANSFER: Final = "/v1/transfers/{of}"
ON: Final = Field("effective_on", N_("Day"), "day", hint=N_("Empty: today."))
FOUND: Final = Field("condition", N_("Condition found"), required=True)
FOR_UNIT: Final = Field("unit_id", N_("In the name of"), "pick", required=True)
OFFER, MOVE = "offer", "move"
PROPOSES, APPROVES, RECEIVES, MOVES = (
    "asset.transfer.propose",
    "asset.transfer.approve",
    "asset.transfer.receive",
    "asset.card.move",
)

DOINGS: Final[Mapping[str, Doing]] = {
    OFFER: Doing(
        N_("Offer to another unit"),
        PROPOSES,
        "asset",
        "/v1/assets/{asset_id}/transfers",
        (
            Field("receiver", N_("To which unit"), "unit", required=True),
            Field("reason", N_("Reason"), "long", most=500),
            ON,
        ),
        N_("Offered: both units agree, then the receiver takes it over."),
    ),
    MOVE: Doing(
        N_("Another place or holder"),
        MOVES,
        "asset",
        "/v1/assets/{asset_id}/moves",
        (
            Field("location", N_("Place"), most=200),
            Field("department", N_("Department"), most=200),
            Field("holder_id", N_("Holder"), "person"),
            ON,
        ),
        N_("Kept on the card."),
        hint=N_("Within its unit. What stands empty is not told any more."),
    ),
    "agree": Doing(
        N_("Agree to the transfer"),
        APPROVES,
        "asset",
        f"{TRANSFER}/approvals",
        (FOR_UNIT,),
        N_("Agreed."),
        says={"decision": "approve"},
    ),
    "decline": Doing(
        N_("Do not agree"),
        APPROVES,
        "asset",
        f"{TRANSFER}/approvals",
        (FOR_UNIT, Field("reason", N_("Reason"), "long", required=True, most=500)),
        N_("The transfer is off; the asset stays where it is."),
        says={"decision": "reject"},
        harm=True,
    ),
    "receive": Doing(
        N_("Take it over"),
        RECEIVES,
        "asset",
        f"{TRANSFER}/receipt",
        (FOUND, ON),
        N_("Taken over: the books of both units have moved."),
        says={"outcome": "accepted"},
    ),
    "refuse": Doing(
        N_("Send it back"),
        RECEIVES,
        "asset",
        f"{TRANSFER}/receipt",
        (Field("condition", N_("Why it is not taken"), required=True), ON),
        N_("Refused: it goes back to the unit that gave it."),
        says={"outcome": "refused"},
        harm=True,
    ),
    "take-back": Doing(
        N_("Take it back"),
        PROPOSES,
        "asset",
        f"{TRANSFER}/return",
        (FOUND, ON),
        N_("It is back with its unit."),
    ),
}
"""By the name in addresses."""

STAGES: Final[Mapping[str, tuple[str, str]]] = {
    "proposed": (N_("waits for agreement"), "news"),
    "in_transit": (N_("on its way"), "news"),
    "received": (N_("taken over"), "good"),
    "returning": (N_("on its way back"), "warn"),
    "returned": (N_("is back"), ""),
    "rejected": (N_("not agreed to"), "bad"),
}
"""Where a transfer stands, and how that looks."""
