"""The tour: five places of a populated installation, what is there, and why it is so."""

from dataclasses import dataclass
from typing import Final

from pydantic import ConfigDict

from services.portal.pages.frame.asking import Seen
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_


@dataclass(frozen=True, slots=True)
class Step:
    """Where it is (an address, with the id of something that is there), what one sees, and why."""

    name: str
    address: str
    what: str
    why: str
    permission: str = ""
    service: str = ""
    found_by: str = ""
    items: str = ""
    key: str = ""


STEPS: Final = (
    Step(
        N_("What waits for you"),
        "/",
        N_("Home shows the approvals that wait for your decision, your tasks and the figures of your unit."),
        N_("A decision needs two clicks here, with the difference to the last round before your eyes."),
    ),
    Step(
        N_("One customer, whole"),
        "/customers",
        N_("Contracts, payments, assets, messages and one timeline of everything that happened, from all services."),
        N_("Every figure can be asked why: it opens the events it is made of."),
        "customer.archive.read",
        "customer",
        "/v1/customers",
        "customers",
        "customer_id",
    ),
    Step(
        N_("A contract at work"),
        "/contracts",
        N_("What was agreed by clause, and what was ordered, delivered, invoiced and paid of it."),
        N_("A payment over its clause is held before the money leaves."),
        "contract.contract.read",
        "contract",
        "/v1/contracts",
        "items",
        "contract_id",
    ),
    Step(
        N_("An asset and its life"),
        "/assets",
        N_("The card with its parts, values and history: bought, capitalised, depreciated, handed over."),
        N_("Both units' books move on one event, and on no other."),
        "asset.card.read",
        "asset",
        "/v1/assets",
        "assets",
        "asset_id",
    ),
    Step(
        N_("The house itself"),
        "/operations",
        N_("Each service's state, what waits to be published, what is parked, and what the audit found."),
        N_("Every committed event is published in order and has its effect once; here you see that it is so."),
        "scoring.model.read",
    ),
)


def steps_for(visit: Visit) -> list[Step]:
    """The steps whose places the visitor may enter."""
    return [step for step in STEPS if not step.permission or visit.may(step.permission)]


class Found(Seen):
    """A list of anything; its rows are read by the step's own names."""

    model_config = ConfigDict(extra="allow", frozen=True)


async def place_of(visit: Visit, step: Step) -> str:
    """Where the step leads: to the first thing of its list that the visitor sees, else to the list."""
    if not step.service:
        return step.address
    found = await visit.asking.ask(step.service, step.found_by, Found, {"limit": 1})
    rows = (found.value.model_extra or {}).get(step.items) if found.value else None
    return f"{step.address}/{rows[0][step.key]}" if rows else step.address
