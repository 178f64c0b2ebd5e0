"""What is asked about units."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from asyncpg import Record
from sqlalchemy import Select, exists, func, literal, or_, select

from services.portal.unit.aggregate import UNIT, Surroundings
from services.portal.unit.events import UnitChanged
from services.portal.unit.schemas import UnitChangeAnswer
from services.portal.unit.tables import organisation, planned_changes, unit_codes, unit_entities
from shared.eventstore.work import Work
from shared.security.tables import unit_closure, units
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.web.logs import stored
from shared.web.routing import PageWanted, page_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """A planned change whose day has come."""

    unit_id: str
    change_id: str
    parent_id: str | None
    code: str | None


async def around(work: Work, unit_id: str, parent_id: str | None, code: str | None) -> Surroundings:
    """The unit's place in the tree, with the tree's rows held until the change is made."""
    # Two moves at once could each be fine alone and close a ring together.
    await work.conn.execute("LOCK TABLE unit_closure IN SHARE ROW EXCLUSIVE MODE")
    parent = units.alias()
    row = await work.row(
        select(
            exists().where(parent.c.unit_id == parent_id).label("parent_known"),
            exists().where(parent.c.unit_id == parent_id, parent.c.active).label("parent_active"),
            or_(
                literal(unit_id == parent_id),
                exists().where(unit_closure.c.ancestor == unit_id, unit_closure.c.descendant == parent_id),
            ).label("parent_below"),
            exists().where(units.c.parent_id == unit_id, units.c.active).label("active_children"),
            exists().where(units.c.parent_id.is_(None), units.c.unit_id != unit_id).label("other_root"),
            exists().where(unit_codes.c.code == code, unit_codes.c.unit_id != unit_id).label("code_taken"),
        )
    )
    assert row is not None  # nosec B101  # noqa: S101 - a select without a table gives one row
    return Surroundings(**dict(row))


async def unit(work: Work, unit_id: str) -> Record:
    """One unit, if it is visible to the caller."""
    found = await work.row(_with_entity(work.context.today).where(organisation.c.unit_id == unit_id))
    if found is None:
        raise NotFoundError
    return found


async def unit_page(work: Work, page: PageWanted, query: str = "") -> list[Record]:
    """The units the caller sees, by id: those whose name holds the query, or whose code begins with it."""
    statement = _with_entity(work.context.today)
    if wanted := query.strip():
        named = organisation.c.name.icontains(wanted, autoescape=True)
        statement = statement.where(named | organisation.c.code.istartswith(wanted, autoescape=True))
    return await page_of(work, statement, [organisation.c.unit_id], page)


async def history(work: Work, unit_id: str, page: PageWanted) -> list[UnitChangeAnswer]:
    """What was said of a unit that the caller sees, the latest first."""
    await unit(work, unit_id)
    statement = select(
        stored.c.version, stored.c.data, stored.c.recorded_at, stored.c.meta["actor"].astext.label("actor")
    ).where(stored.c.stream_id == UNIT.stream(unit_id), stored.c.type == UnitChanged.wire_name)
    return [
        UnitChangeAnswer(
            version=row["version"],
            recorded_at=row["recorded_at"],
            actor=row["actor"],
            **UnitChanged.from_stored(row["data"], None).model_dump(exclude={"unit_id", "legal_entity"}),
        )
        for row in await page_of(work, statement, [stored.c.version.desc()], page)
    ]


async def planned(work: Work, unit_id: str, page: PageWanted) -> list[Record]:
    """What waits for a unit that the caller sees, and what lapsed, by its day."""
    await unit(work, unit_id)
    rows = planned_changes
    statement = select(rows).where(rows.c.unit_id == unit_id, visible(rows.c.unit_id))
    return await page_of(work, statement, [rows.c.effective_on, rows.c.change_id], page)


async def waiting_on(work: Work, day: date) -> list[Waiting]:
    """What was planned for the day, or for one before it, in the order in which it was said."""
    rows = planned_changes.c
    found = await work.rows(
        select(rows.unit_id, rows.change_id, rows.parent_id, rows.code)
        .where(rows.effective_on <= day, rows.lapsed.is_(None))
        .order_by(rows.effective_on, rows.recorded_at, rows.change_id)
    )
    return [Waiting(**dict(row)) for row in found]


async def assigned_units(work: Work, legal_entity_id: str, day: date) -> int:
    """How many units are assigned to an entity on a day or later, whoever sees them."""
    rows, later = unit_entities, unit_entities.alias()
    replaced = exists().where(
        later.c.unit_id == rows.c.unit_id, later.c.effective_on > rows.c.effective_on, later.c.effective_on <= day
    )
    counting = select(func.count()).where(rows.c.legal_entity_id == legal_entity_id, ~replaced)
    return int(await work.value(counting))


async def headquarters(work: Work) -> str | None:
    """The unit that all others hang on."""
    found: str | None = await work.value(select(units.c.unit_id).where(units.c.parent_id.is_(None)))
    return found


async def any_unit(work: Work) -> bool:
    """Whether there is an organisation at all."""
    return bool(await work.value(select(exists().select_from(units))))


def _with_entity(today: date) -> Select[Any]:
    """The units that the caller sees, each with the entity that it itself is assigned to today."""
    said = unit_entities
    of_its_own = (
        select(said.c.legal_entity_id)
        .where(said.c.unit_id == organisation.c.unit_id, said.c.effective_on <= today)
        .order_by(said.c.effective_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    known = [column for column in organisation.c if column.name != "legal_entity"]
    return select(*known, of_its_own.label("legal_entity_id")).where(visible(organisation.c.unit_id))
