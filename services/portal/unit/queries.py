"""What is asked about units."""

from asyncpg import Record
from sqlalchemy import exists, literal, or_, select

from services.portal.unit.aggregate import UNIT, Surroundings
from services.portal.unit.events import UnitChanged
from services.portal.unit.schemas import UnitChangeAnswer
from services.portal.unit.tables import organisation
from shared.eventstore.work import Work
from shared.security.tables import unit_closure, units
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.web.logs import stored
from shared.web.routing import PageWanted, page_of

SHOWN = select(organisation).where(visible(organisation.c.unit_id))


async def around(work: Work, unit_id: str, parent_id: str | None) -> Surroundings:
    """The unit's place in the tree, with the tree's rows held until the change is made."""
    # Two moves at once could each be fine alone and close a ring together.
    await work.conn.execute("LOCK TABLE unit_closure IN SHARE ROW EXCLUSIVE MODE")
    parent = units.alias()
    row = await work.row(
        select(
            exists().where(parent.c.unit_id == parent_id, parent.c.active).label("parent_active"),
            or_(
                literal(unit_id == parent_id),
                exists().where(unit_closure.c.ancestor == unit_id, unit_closure.c.descendant == parent_id),
            ).label("parent_below"),
            exists().where(units.c.parent_id == unit_id, units.c.active).label("active_children"),
            exists().where(units.c.parent_id.is_(None), units.c.unit_id != unit_id).label("other_root"),
        )
    )
    assert row is not None  # nosec B101  # noqa: S101 - a select without a table gives one row
    return Surroundings(**dict(row))


async def unit(work: Work, unit_id: str) -> Record:
    """One unit, if it is visible to the caller."""
    found = await work.row(SHOWN.where(organisation.c.unit_id == unit_id))
    if found is None:
        raise NotFoundError
    return found


async def unit_page(work: Work, page: PageWanted) -> list[Record]:
    """The units the caller sees, by id."""
    return await page_of(work, SHOWN, [organisation.c.unit_id], page)


async def history(work: Work, unit_id: str, page: PageWanted) -> list[UnitChangeAnswer]:
    """What was said of a unit that the caller sees, the latest first."""
    await unit(work, unit_id)
    statement = select(
        stored.c.version, stored.c.data, stored.c.recorded_at, stored.c.meta["actor"].astext.label("actor")
    ).where(stored.c.stream_id == UNIT.stream(unit_id))
    return [
        UnitChangeAnswer(
            version=row["version"],
            recorded_at=row["recorded_at"],
            actor=row["actor"],
            **UnitChanged.from_stored(row["data"], None).model_dump(exclude={"unit_id"}),
        )
        for row in await page_of(work, statement, [stored.c.version.desc()], page)
    ]


async def any_unit(work: Work) -> bool:
    """Whether there is an organisation at all."""
    return bool(await work.value(select(exists().select_from(units))))
