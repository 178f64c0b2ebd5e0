"""Which seals may be used on a contract: those of the legal entity that its unit belongs to, with their keepers."""

from collections.abc import Mapping, Sequence
from typing import Final

from services.portal.legal_entity.queries import seals_of_unit
from services.portal.pages.by_clause.standing import Standing
from services.portal.pages.deeds.deed import Seal
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.visit import Visit

USED_AS: Final[Mapping[str, str]] = {"representative": "legal_representative"}
"""What the contract service calls a kind of seal where the register has another word for it."""
KINDS: Final = ("contract", "company", "finance", "invoice", "legal_representative")


async def seals_for(visit: Visit, standing: Standing) -> tuple[Seal, ...]:
    """The registered ones with who keeps each today; of a kind that has none, one that is named by its kind alone."""
    contract = standing.contract.value
    if contract is None:
        return ()
    today = visit.running.store.clock.today(visit.running.store.zone)
    async with visit.running.begin(read_only=True) as work:
        rows = await seals_of_unit(work, contract.unit_id, today)
    names = await names_of(visit, [row["keeper_id"] for row in rows])
    known = [
        Seal(row["seal_id"], USED_AS.get(row["kind"], row["kind"]), row["keeper_id"], names.get(row["keeper_id"], ""))
        for row in rows
    ]
    return choices(known)


def choices(registered: Sequence[Seal]) -> tuple[Seal, ...]:
    """In the order of the kinds; where seals of a kind are registered one of them is used."""
    found: list[Seal] = []
    for kind in KINDS:
        of_kind = [one for one in registered if one.kind == kind]
        found += of_kind or [Seal("", kind, "", "")]
    return tuple(found)
