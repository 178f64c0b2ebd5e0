"""What is done to an endpoint of a partner, as tables of what it asks."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from services.portal.pages.doing.doing import Doing, Field
from services.portal.pages.frame.words import N_

READS, DEFINES = "notify.webhook.read", "notify.webhook.define"
ONE: Final = "/v1/webhooks/{webhook_id}"
WHERE: Final = N_("https only. It is kept sealed; pages show its host alone.")
WHICH: Final = N_("One a line: contract/* or contract/payment.* or contract/payment.made.v1.")

REGISTERING: Final = Doing(
    N_("Register an endpoint"),
    DEFINES,
    "notify",
    "/v1/webhooks",
    (
        Field("code", N_("Short name"), required=True, most=64, hint=N_("Small letters, figures and hyphens.")),
        Field("address", N_("Address"), required=True, most=2000, hint=WHERE),
        Field("events", N_("Which events"), "lines", required=True, most=4000, hint=WHICH),
        Field("unit_id", N_("Of which unit and those below it"), "unit", hint=N_("None chosen: of your own unit.")),
        Field("owner_id", N_("Who is told when it is given up"), "person", hint=N_("Nobody chosen: you.")),
    ),
    N_("Registered: events go there from now on."),
)
REPLAYING: Final = Doing(
    N_("Send once more"),
    DEFINES,
    "notify",
    f"{ONE}/replays",
    (
        Field("since", N_("What was recorded from"), "day", required=True),
        Field("until", N_("Until the end of"), "day", hint=N_("Empty: until now.")),
    ),
    N_("Asked for: it goes out under the same ids as before."),
)
DEEDS: Final[Mapping[str, Doing]] = {
    "change": Doing(
        N_("Change the endpoint"),
        DEFINES,
        "notify",
        ONE,
        (
            Field("address", N_("Another address"), most=2000, hint=N_("Empty: as it is. https only.")),
            Field("events", N_("Which events"), "lines", required=True, most=4000, hint=WHICH),
            Field("owner_id", N_("Who is told when it is given up"), "person", required=True),
        ),
        N_("Changed."),
        method="PATCH",
        versioned=True,
    ),
    "secret": Doing(
        N_("Make a new secret"),
        DEFINES,
        "notify",
        f"{ONE}/secret",
        (
            Field(
                "overlap_hours",
                N_("Hours in which both sign"),
                "count",
                required=True,
                hint=N_("So long the partner can go over to the new one; 168 at most."),
            ),
        ),
        N_("A new secret signs from now on."),
    ),
    "disabling": Doing(
        N_("Disable it"),
        DEFINES,
        "notify",
        f"{ONE}/disabling",
        (),
        N_("Disabled: nothing is sent there."),
        hint=N_("What waits is kept. What happens meanwhile is not offered: send it once more afterwards."),
        harm=True,
    ),
    "enabling": Doing(
        N_("Enable it"), DEFINES, "notify", f"{ONE}/enabling", (), N_("Enabled: what waited goes out first.")
    ),
    "taking-over": Doing(
        N_("Take the endpoint over"),
        DEFINES,
        "notify",
        f"{ONE}/taking-over",
        (),
        N_("It is yours now."),
        hint=N_("Whoever it belonged to works here no longer. You are told when it is given up."),
    ),
    "closing": Doing(
        N_("Close it for good"),
        DEFINES,
        "notify",
        f"{ONE}/closing",
        (),
        N_("Closed: its address and secrets are destroyed."),
        hint=N_(
            "Nothing is sent there any more, what waits is dropped, its address and secrets are destroyed. "
            "What was sent stays listed. This can't be undone, and its short name can't be given again."
        ),
        harm=True,
    ),
    "replay": REPLAYING,
}
"""By their names in addresses."""


def moments(fields: Mapping[str, str], zone: ZoneInfo) -> dict[str, Any]:
    """The body of a replay: from the beginning of the one day to the end of the other. What is no day stays as it was
    typed, for the service to refuse.
    """
    days = {"since": (fields.get("since", ""), 0), "until": (fields.get("until", ""), 1)}
    return {name: _begins(text, after, zone) for name, (text, after) in days.items() if text or name == "since"}


def _begins(text: str, after: int, zone: ZoneInfo) -> str:
    try:
        day = date.fromisoformat(text) + timedelta(days=after)
    except (ValueError, OverflowError):
        return text
    return datetime.combine(day, time(), zone).isoformat()
