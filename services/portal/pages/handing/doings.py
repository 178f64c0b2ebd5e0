"""What is done to an asset and its transfers, each as the form that asks for it, and to whom it is open when."""

from collections.abc import Mapping
from typing import Final

from services.portal.pages.doing.doing import Doing, Field
from services.portal.pages.frame.words import N_

TRANSFER: Final = "/v1/transfers/{of}"
ON: Final = Field("effective_on", N_("Day"), "day", hint=N_("Empty: today."))
FOUND: Final = Field("condition", N_("Condition found"), required=True)
FOR_UNIT: Final = Field("unit_id", N_("In the name of"), "pick", required=True)
OFFER, MOVE, ADJUST = "offer", "move", "adjust"
ENTERS, ADJUSTS = "asset.card.enter", "asset.card.adjust"
PROPOSES, APPROVES, RECEIVES, MOVES = (
    "asset.transfer.propose",
    "asset.transfer.approve",
    "asset.transfer.receive",
    "asset.card.move",
)

ENTRY: Final = Doing(
    N_("Enter an asset"),
    ENTERS,
    "asset",
    "/v1/assets",
    (
        Field("name", N_("Name"), required=True),
        Field("class_code", N_("Class"), "pick", required=True),
        Field("cost", N_("Cost"), "money", required=True),
        Field("in_use", N_("In use since"), "day", required=True, hint=N_("The charges count from this day.")),
        Field("number", N_("Number"), hint=N_("Empty: one is given.")),
        Field("unit_id", N_("Unit"), "unit", hint=N_("Nobody chosen: your own.")),
        Field("opening.count", N_("Charges booked elsewhere"), "count", hint=N_("Where it was depreciated before.")),
        Field("opening.amount", N_("Their sum"), "figure", most=40),
        Field("opening.first_posting", N_("Day of the next charge"), "day"),
    ),
    N_("Entered."),
    hint=N_("For what came without a project. What is accepted under a purchase becomes an asset by its project."),
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
    ADJUST: Doing(
        N_("Change its value or life"),
        ADJUSTS,
        "asset",
        "/v1/assets/{asset_id}/adjustments",
        (
            Field("book", N_("Book"), "pick", required=True),
            Field("cost", N_("Cost from that day on"), "figure", most=40),
            Field("residual", N_("Residual value"), "figure", most=40),
            Field("periods", N_("Life in periods"), "count"),
            Field("reason", N_("Reason"), required=True),
            ON,
        ),
        N_("Changed from that day on: what is left is charged by the new figures."),
        hint=N_("An impairment lowers the cost, a revaluation raises it; what stands empty stays. Charges stay."),
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
