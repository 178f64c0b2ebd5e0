"""What is asked about legal entities, and which one a unit belongs to on a day."""

from datetime import date
from typing import Any, Final

from asyncpg import Record
from sqlalchemy import Select, Table, Text, case, cast, exists, literal, or_, select, true

from services.portal.legal_entity.aggregate import LEGAL_ENTITY
from services.portal.legal_entity.schemas import EntityOfUnit, LegalEntityAnswer
from services.portal.legal_entity.tables import bank_accounts, legal_entities, seals
from services.portal.unit import queries as units
from services.portal.unit.tables import unit_entities, unit_places
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.web.routing import PageWanted, page_of

DEEPEST: Final = 64
"""Levels that a tree may have: no unit hangs below itself, so this only bounds what is asked."""

SHOWN: Final = [column for column in legal_entities.c if column.name != "unit_id"]


async def entity_page(work: Work, page: PageWanted) -> list[Record]:
    """Every legal entity of the house."""
    return await page_of(work, select(*SHOWN), [legal_entities.c.legal_entity_id], page)


async def entity(work: Work, legal_entity_id: str) -> Record:
    """One legal entity."""
    found = await work.row(select(*SHOWN).where(legal_entities.c.legal_entity_id == legal_entity_id))
    if found is None:
        raise NotFoundError
    return found


async def parts_page(work: Work, table: Table, key: str, legal_entity_id: str, page: PageWanted) -> list[Record]:
    """Books, seals or accounts of an entity, of those whose unit the caller sees, by `key`."""
    await entity(work, legal_entity_id)
    shown = [column for column in table.c if column.name not in {"legal_entity_id", "unit_id", "sealed"}]
    chosen = select(*shown).where(table.c.legal_entity_id == legal_entity_id, visible(table.c.unit_id))
    return await page_of(work, chosen, [table.c[key]], page)


async def whole_number(work: Work, legal_entity_id: str, account_id: str) -> str:
    """The number of an account that the caller sees; the look is logged."""
    rows = bank_accounts.c
    chosen = select(rows.sealed).where(
        rows.legal_entity_id == legal_entity_id, rows.account_id == account_id, visible(rows.unit_id)
    )
    found = await work.row(chosen)
    if found is None:
        raise NotFoundError
    opened = await work.unseal(LEGAL_ENTITY.stream(legal_entity_id), found["sealed"])
    return str(opened["number"])


async def taken(work: Work, country: str, tax_number: str, legal_entity_id: str) -> bool:
    """Whether another entity has the tax number."""
    rows = legal_entities.c
    return bool(
        await work.value(
            select(
                exists().where(
                    rows.country == country, rows.tax_number == tax_number, rows.legal_entity_id != legal_entity_id
                )
            )
        )
    )


async def stands_on(work: Work, legal_entity_id: str, day: date) -> bool:
    """Whether there is such an entity, registered by the day and not struck off."""
    rows = legal_entities.c
    return bool(
        await work.value(
            select(
                exists().where(
                    rows.legal_entity_id == legal_entity_id,
                    rows.effective_on <= day,
                    or_(rows.deregistered_on.is_(None), rows.deregistered_on > day),
                )
            )
        )
    )


async def assignments(work: Work, unit_id: str, page: PageWanted) -> list[Record]:
    """What a unit that the caller sees was itself assigned to, the latest day first."""
    await units.unit(work, unit_id)
    rows = unit_entities
    chosen = select(rows.c.effective_on, rows.c.legal_entity_id).where(
        rows.c.unit_id == unit_id, visible(rows.c.unit_id)
    )
    return await page_of(work, chosen, [rows.c.effective_on.desc()], page)


async def entity_of_unit(work: Work, unit_id: str, day: date) -> EntityOfUnit:
    """The entity that a unit, visible to the caller, belongs to on a day: its own, or that of the nearest unit above
    it on that day which has one. Past days by where the unit hung then, days to come by what is planned.
    """
    await units.unit(work, unit_id)
    found = await work.row(_nearest(unit_id, day))
    if found is None:
        return EntityOfUnit(unit_id=unit_id, on=day, assigned_unit_id=None, since=None, legal_entity=None)
    facts = await entity(work, found["legal_entity_id"])
    return EntityOfUnit(
        unit_id=unit_id,
        on=day,
        assigned_unit_id=found["unit_id"],
        since=found["effective_on"],
        legal_entity=LegalEntityAnswer(**facts),
    )


async def seals_of_unit(work: Work, unit_id: str, day: date) -> list[Record]:
    """The seals that count on a day of the entity that a unit belongs to then, with their keepers; none where the unit
    belongs to no entity. For whoever uses them: nobody else's business is in it.
    """
    found = await work.row(_nearest(unit_id, day))
    if found is None:
        return []
    counting = (seals.c.effective_on <= day, or_(seals.c.until.is_(None), seals.c.until > day))
    chosen = select(seals.c.seal_id, seals.c.kind, seals.c.keeper_id).where(
        seals.c.legal_entity_id == found["legal_entity_id"], *counting
    )
    return await work.rows(chosen.order_by(seals.c.kind, seals.c.seal_id))


def _nearest(unit_id: str, day: date) -> Select[Any]:
    """The assignment that counts on a day, of the first unit on the way up from this one that has one."""
    up = select(cast(literal(unit_id), Text).label("unit_id"), literal(0).label("height")).cte("up", recursive=True)
    place = (
        select(unit_places.c.parent_id)
        .where(unit_places.c.unit_id == up.c.unit_id, unit_places.c.effective_on <= day)
        .order_by(
            unit_places.c.change_id.is_(None),
            case((unit_places.c.change_id.is_not(None), unit_places.c.effective_on)).desc(),
            unit_places.c.version.desc(),
        )
        .limit(1)
        .lateral("place")
    )
    above = select(place.c.parent_id, up.c.height + 1).select_from(up.join(place, true()))
    up = up.union_all(above.where(place.c.parent_id.is_not(None), up.c.height < DEEPEST))
    said = (
        select(unit_entities.c.legal_entity_id, unit_entities.c.effective_on)
        .where(unit_entities.c.unit_id == up.c.unit_id, unit_entities.c.effective_on <= day)
        .order_by(unit_entities.c.effective_on.desc())
        .limit(1)
        .lateral("said")
    )
    return (
        select(up.c.unit_id, said.c.legal_entity_id, said.c.effective_on)
        .select_from(up.join(said, true()))
        .where(said.c.legal_entity_id.is_not(None))
        .order_by(up.c.height)
        .limit(1)
    )
