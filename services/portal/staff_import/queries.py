"""What is asked about imports of staff, and what a run asks of the organisation."""

from collections.abc import Mapping, Sequence
from typing import Any

from asyncpg import Record
from sqlalchemy import or_, select

from services.portal.staff_import.deeds import Deed
from services.portal.staff_import.tables import (
    staff_import_changes,
    staff_import_refusals,
    staff_import_rows,
    staff_imports,
)
from services.portal.unit.tables import organisation
from shared.eventstore.work import Work
from shared.security.schema import EVERYTHING
from shared.security.tables import unit_closure, units
from shared.security.visibility import visible
from shared.sheets.reading import Sheet
from shared.values.errors import NotFoundError
from shared.web.routing import PageWanted, page_of

KNOWN = [column for column in staff_imports.c if column.name not in {"actor", "scopes", "sealed", "today"}]


def stream_of(import_id: str) -> str:
    """The name under which a file's key is kept."""
    return f"staff_import-{import_id}"


async def import_page(work: Work, page: PageWanted) -> list[Record]:
    """The imports of the units that the caller sees, the latest first."""
    chosen = select(*KNOWN).where(visible(staff_imports.c.unit_id))
    return await page_of(work, chosen, [staff_imports.c.import_id.desc()], page)


async def one(work: Work, import_id: str) -> Mapping[str, Any]:
    """An import that the caller sees."""
    chosen = select(*KNOWN, staff_imports.c.sealed)
    row = await work.row(chosen.where(staff_imports.c.import_id == import_id, visible(staff_imports.c.unit_id)))
    if row is None:
        raise NotFoundError
    return dict(row)


async def held_sheet(work: Work, import_id: str, sealed: bytes | None) -> Sheet | None:
    """What is in the file; None where it is kept no longer."""
    held = await work.unseal(stream_of(import_id), sealed)
    if "rows" not in held:
        return None
    return Sheet("csv", tuple(held["headings"]), tuple(tuple(cells) for cells in held["rows"]))


async def refusal_page(work: Work, import_id: str, page: PageWanted) -> list[Record]:
    """Rows that were not taken, by their place in the file."""
    rows = staff_import_refusals
    shown = [rows.c.row, rows.c.place, rows.c.column, rows.c.reason]
    chosen = select(*shown).where(rows.c.import_id == import_id, visible(rows.c.unit_id))
    return await page_of(work, chosen, [rows.c.row, rows.c.place], page)


async def change_page(work: Work, import_id: str, page: PageWanted) -> list[Record]:
    """Rows that say something new of somebody who is here, by their place in the file."""
    rows = staff_import_changes
    chosen = select(rows.c.row, rows.c.fields).where(rows.c.import_id == import_id, visible(rows.c.unit_id))
    return await page_of(work, chosen, [rows.c.row], page)


async def row_page(work: Work, import_id: str, deed: Deed | None, page: PageWanted) -> list[Record]:
    """What came of the rows, those of one count alone where asked for."""
    rows = staff_import_rows
    chosen = select(rows.c.row, rows.c.deed, rows.c.staff_id)
    chosen = chosen.where(rows.c.import_id == import_id, visible(rows.c.unit_id))
    if deed is not None:
        chosen = chosen.where(rows.c.deed == deed.value)
    return await page_of(work, chosen, [rows.c.deed, rows.c.row], page)


async def covered_units(work: Work, scopes: Sequence[str]) -> frozenset[str]:
    """Every unit that the scopes are or lie above."""
    chosen = select(units.c.unit_id)
    if EVERYTHING not in scopes:
        chosen = select(unit_closure.c.descendant).where(unit_closure.c.ancestor.in_(list(scopes)))
    return frozenset(str(row[0]) for row in await work.rows(chosen))


async def units_called(work: Work, names: Sequence[str]) -> dict[str, list[str]]:
    """The open units that each of the names may mean: by id, by code, or by what it is called."""
    wanted = sorted(set(names))
    known = organisation.c
    rows = await work.rows(
        select(known.unit_id, known.code, known.name).where(
            or_(known.unit_id.in_(wanted), known.code.in_(wanted), known.name.in_(wanted)), known.active
        )
    )
    found: dict[str, list[str]] = {name: [] for name in wanted}
    for row in rows:
        for name in {row["unit_id"], row["code"], row["name"]} & found.keys():
            found[name].append(row["unit_id"])
    return found
