"""Opening a construction project, and what is done to it, each as the form that asks for it."""

from collections.abc import Mapping
from typing import Final

from services.portal.pages.doing.doing import Doing, Field
from services.portal.pages.frame.words import N_

ONE: Final = "/v1/projects/{project_id}"
IN_USE: Final = Field(
    "in_use", N_("Ready for use since"), "day", required=True, hint=N_("The charges count from this day.")
)
ON: Final = Field("effective_on", N_("Day"), "day", hint=N_("Empty: today."))
KINDS: Final[Mapping[str, str]] = {
    "material": N_("material"),
    "service": N_("services"),
    "wages": N_("wages"),
    "overhead": N_("overhead"),
}
STAGES: Final[Mapping[str, tuple[str, str]]] = {
    "open": (N_("under construction"), "news"),
    "completed": (N_("in use, provisional"), "warn"),
    "settled": (N_("settled at actual cost"), "good"),
}
"""Where a project stands, and how that looks."""
OPENING: Final = Doing(
    N_("Open a project"),
    "asset.project.open",
    "asset",
    "/v1/projects",
    (
        Field("name", N_("Name"), required=True),
        Field("currency", N_("Currency"), "pick", required=True),
        Field("unit_id", N_("Unit"), "unit", hint=N_("Nobody chosen: your own.")),
        ON,
    ),
    N_("Opened."),
    hint=N_("For construction of one's own. A purchase that is accepted opens its project by itself."),
)
DOINGS: Final[Mapping[str, Doing]] = {
    "cost": Doing(
        N_("Book a cost"),
        "asset.project.open",
        "asset",
        f"{ONE}/costs",
        (
            Field("description", N_("What for"), required=True),
            Field("amount", N_("Amount"), "money", required=True),
            Field("kind", N_("Kind"), "pick", options=KINDS, required=True),
            ON,
        ),
        N_("Booked."),
        hint=N_("What no acceptance under a contract brings: wages, overhead, material from stock."),
    ),
    "complete": Doing(
        N_("Take it into use"),
        "asset.project.complete",
        "asset",
        f"{ONE}/completion",
        (
            Field(
                "assets",
                N_("Assets that it becomes, each with its class"),
                "pairs",
                required=True,
                pair=("class_code", "name"),
                hint=N_("They share its cost in equal parts."),
            ),
            Field(
                "in_use", N_("Ready for use since"), "day", required=True, hint=N_("The charges count from this day.")
            ),
            Field("estimate", N_("Estimated cost"), "money", hint=N_("Empty: what is booked so far.")),
            ON,
        ),
        N_("In use: its assets stand at estimated cost until it is settled."),
    ),
    "settle": Doing(
        N_("Settle it"),
        "asset.project.settle",
        "asset",
        f"{ONE}/settlement",
        (Field("actual", N_("Actual cost"), "money", hint=N_("Empty: what is booked.")), ON),
        N_("Settled: its assets are fixed ones at actual cost."),
        hint=N_("Charges made at the estimate stay; the difference is charged over the life that is left."),
    ),
}
"""By the name in addresses."""
OPEN_WHEN: Final[Mapping[str, tuple[str, ...]]] = {"open": ("cost", "complete"), "completed": ("cost", "settle")}
"""What may be done at which stage."""
