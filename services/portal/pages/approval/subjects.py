"""What approvals are about, by name: a contract, words of the library, a payment past its limits, a claim given up, an
order beyond what its customer may owe, a grade given by hand.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from services.portal.pages.approval.seen import (
    About,
    Clause,
    Collection,
    Line,
    Template,
    Waiver,
    WriteOff,
)
from services.portal.pages.credit.seen import HeldOrder
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.customers.seen import GradeByHand, GradesByHand
from services.portal.pages.frame.money import Money
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_


@dataclass(frozen=True, slots=True)
class Subject:
    """`kind` is said beside the name where it is no contract; `contract` is the one it is, or belongs to."""

    title: str
    kind: str = ""
    contract: About | None = None
    amount: Money | None = None
    waiver: Waiver | None = None
    write_off: WriteOff | None = None
    collection: Collection | None = None
    held: HeldOrder | None = None
    grade: GradeByHand | None = None


async def subject_of(visit: Visit, line: Line) -> Subject:
    """By its label alone where its service is away, or it is not for the visitor."""
    told = TOLD.get(line.subject.partition("-")[0])
    return await told(visit, line) if told else Subject(line.label)


async def _contract(visit: Visit, line: Line) -> Subject:
    about = await _about(visit, line.about)
    return Subject(about.title, contract=about, amount=about.worth) if about else Subject(line.label)


async def _waiver(visit: Visit, line: Line) -> Subject:
    found = (await visit.asking.ask("contract", f"/v1/waivers/{line.about}", Waiver)).value
    about = await _about(visit, found.contract_id) if found else None
    title = about.title if about else line.label
    return Subject(title, N_("payment past its limits"), about, found.amount if found else None, waiver=found)


async def _write_off(visit: Visit, line: Line) -> Subject:
    about = await _about(visit, line.about)
    file = (await visit.asking.ask("contract", f"/v1/contracts/{line.about}/arrears", Collection)).value
    asked = [one for one in file.write_offs if one.approval_id == line.approval_id] if file else []
    found = asked[0] if asked else None
    title, kind = about.title if about else line.label, N_("claim given up")
    return Subject(title, kind, about, found.amount if found else None, write_off=found, collection=file)


async def _order(visit: Visit, line: Line) -> Subject:
    found = (await visit.asking.ask("contract", f"/v1/held-orders/{line.about}", HeldOrder)).value
    about = await _about(visit, found.contract_id) if found else None
    title, kind = about.title if about else line.label, N_("order beyond its credit")
    return Subject(title, kind, about, found.amount if found else None, held=found)


async def _grade(visit: Visit, line: Line) -> Subject:
    found = (await visit.asking.ask("contract", f"/v1/parties/{line.about}/grades", GradesByHand)).value
    asked = [one for one in found.items if one.approval_id == line.approval_id] if found else []
    name = (await customers_named(visit, [line.about])).get(line.about, "")
    return Subject(" ".join(filter(None, (name, line.label))), N_("grade by hand"), grade=asked[0] if asked else None)


async def _clause(visit: Visit, line: Line) -> Subject:
    found = (await visit.asking.ask("contract", f"/v1/clauses/{line.about}", Clause)).value
    if found is None:
        return Subject(line.label, N_("standard clause"))
    headings = {one.language: one.heading for one in found.words}
    heading = headings.get(visit.language[:2]) or next(iter(headings.values()), "")
    return Subject(f"{found.code} {heading}".strip(), N_("standard clause"))


async def _template(visit: Visit, line: Line) -> Subject:
    found = (await visit.asking.ask("contract", f"/v1/templates/{line.about}", Template)).value
    return Subject(found.name if found else line.label, N_("template"))


async def _about(visit: Visit, contract_id: str) -> About | None:
    return (await visit.asking.ask("contract", f"/v1/contracts/{contract_id}", About)).value


TOLD: Final[Mapping[str, Callable[[Visit, Line], Awaitable[Subject]]]] = {
    "contract": _contract,
    "waiver": _waiver,
    "arrears": _write_off,
    "order": _order,
    "clause": _clause,
    "template": _template,
    "party": _grade,
}
"""By the kind of the stream that is decided on."""
