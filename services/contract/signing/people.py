"""Who shall sign: ids from the bodies made people with names, asked of whoever knows them at the moment of use."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from services.contract.customer.checking import name_of
from services.contract.signing.events import Group, Signatory
from services.contract.signing.handlers import Person
from services.contract.signing.schemas import GroupBody, SignatoryBody
from services.contract.terms import Side
from shared.eventstore.work import Work
from shared.security.known import require_people
from shared.security.tables import units
from shared.values.errors import InvalidFieldError
from shared.values.ids import new_id
from shared.web.client import Peers

OWNERS: Final = {"staff": "portal", "contact": "customer"}
MOST: Final = 20


async def groups_of(
    work: Work, others: Peers, bodies: Sequence[GroupBody], unit: str, counterparty_id: str
) -> tuple[tuple[Group, ...], dict[str, Person]]:
    """The groups with an id for everybody, and who they are; refuses nobodies and the nameless by their pointer."""
    if sum(len(body.signatories) for body in bodies) > MOST:
        raise InvalidFieldError("/groups", f"at most {MOST} sign one contract")
    parties: dict[Side, str] = {
        "us": await work.value(select(units.c.name).where(units.c.unit_id == unit)) or "",
        "counterparty": await name_of(others, counterparty_id) or "",
    }
    groups, people, place = [], {}, 0
    for at, body in enumerate(bodies):
        seated = []
        for number, asked in enumerate(body.signatories):
            place += 1
            pointer = f"/groups/{at}/signatories/{number}"
            name = await _name(work, others, asked, body.side, pointer)
            one = Signatory(
                signatory_id=new_id(),
                place=place,
                side=body.side,
                kind=asked.kind,
                person=asked.person_id,
                role=asked.role,
                days=asked.days,
            )
            people[one.signatory_id] = Person(name, parties[body.side], asked.email or "")
            seated.append(one)
        groups.append(Group(side=body.side, need=body.need or len(seated), signatories=tuple(seated)))
    return tuple(groups), people


async def _name(work: Work, others: Peers, asked: SignatoryBody, side: Side, pointer: str) -> str:
    """What somebody is called; raises `InvalidFieldError` for nobody."""
    if (asked.person_id is None) != (asked.kind == "outside"):
        raise InvalidFieldError(f"{pointer}/person_id", "staff and contacts are named by id, nobody else is")
    if side == "us" and asked.kind != "staff":
        raise InvalidFieldError(f"{pointer}/kind", "a member of staff signs for us")
    if asked.kind == "staff":
        await require_people(work, {f"{pointer}/person_id": asked.person_id})
    known = await _asked(others, asked) if asked.person_id is not None else None
    name = known or asked.name
    if name is None:
        raise InvalidFieldError(f"{pointer}/name", "a name is needed: it can't be asked for now")
    return name


async def _asked(others: Peers, asked: SignatoryBody) -> str | None:
    answer = await others.get(OWNERS[asked.kind], "/v1/people", {"ids": asked.person_id})
    found = answer.get("people") if isinstance(answer, dict) else None
    name = found[0].get("name") if isinstance(found, list) and found and isinstance(found[0], dict) else None
    return name if isinstance(name, str) and name else None
