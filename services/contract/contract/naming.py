"""Whether the parties that a draft names exist, and what the contract calls them."""

from collections.abc import Sequence

from sqlalchemy import select

from services.contract.contract.bodies import PartyBody
from services.contract.customer.checking import check_counterparty, check_signatory, name_of
from services.contract.terms import Side
from shared.eventstore.work import Work
from shared.security.known import require_units
from shared.security.tables import units
from shared.values.errors import InvalidFieldError
from shared.web.client import Peers


async def check_parties(work: Work, others: Peers, parties: Sequence[PartyBody]) -> None:
    """Refuses parties that are nobody, or two at once, and signatories who are nobody's."""
    for at, party in enumerate(parties):
        pointer = f"/parties/{at}"
        if party.unit_id is not None and party.customer_id is not None:
            raise InvalidFieldError(f"{pointer}/customer_id", "a party is a unit of ours or a customer")
        if party.unit_id is not None:
            await require_units(work, {f"{pointer}/unit_id": party.unit_id})
        if party.customer_id is not None:
            await check_counterparty(work, others, party.customer_id, f"{pointer}/customer_id")
        if party.signatory_id is not None:
            side: Side = "us" if party.role == "us" else "counterparty"
            await check_signatory(work, others, side, party.signatory_id, f"{pointer}/signatory_id")


async def names_of(
    work: Work, others: Peers, unit: str, counterparty_id: str, parties: Sequence[PartyBody]
) -> dict[str, str]:
    """What parties are called, by their id, our own side under `us`: as the drafter says, else by the name of the legal
    entity, unit or organisation as it is now. A person's name is nobody's to keep here: it is left open.
    """
    names: dict[str, str] = {}
    for party in parties:
        known = party.customer_id or party.unit_id or ("us" if party.role == "us" else counterparty_id)
        said = party.name
        if said is None and party.customer_id is not None:
            said = await name_of(others, party.customer_id)
        if said is None and party.unit_id is not None:
            said = await _our_name(work, party.unit_id)
        if said is not None:
            names[known] = said
    roles = {party.role for party in parties}
    if "us" not in roles and (ours := await _our_name(work, unit)) is not None:
        names["us"] = ours
    if "counterparty" not in roles and (theirs := await name_of(others, counterparty_id)) is not None:
        names[counterparty_id] = theirs
    return names


async def _our_name(work: Work, unit: str) -> str | None:
    row = await work.row(select(units.c.name, units.c.legal_entity).where(units.c.unit_id == unit))
    if row is None:
        return None
    entity = row["legal_entity"] or {}
    return str(entity.get("name") or row["name"])
