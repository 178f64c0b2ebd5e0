"""What is asked about staff; names and addresses are opened at the moment of use."""

from collections.abc import Mapping, Sequence
from typing import Any

from asyncpg import Record
from sqlalchemy import func, select

from services.portal.staff.finding import asked, tokens_of
from services.portal.staff.schemas import Person, RoleHeld, StaffAnswer
from services.portal.staff.tables import roles_held, staff, staff_found
from shared.eventstore.work import Work
from shared.security.visibility import visible
from shared.values.errors import NotFoundError
from shared.web.routing import PageWanted, page_of

UNTOLD = {"sealed", "unused_since", "title"}
SHOWN = select(staff).where(visible(staff.c.unit_id))


async def staff_page(
    work: Work, page: PageWanted, query: str, stage: str | None, unit: str | None
) -> list[StaffAnswer]:
    """Who works in the units the caller sees, by id: those whose name or login has all words of the query."""
    statement = SHOWN
    if wanted := tokens_of(asked(query)):
        fits = (
            select(staff_found.c.staff_id)
            .where(staff_found.c.token.in_(wanted), visible(staff_found.c.unit_id))
            .group_by(staff_found.c.staff_id)
            .having(func.count() == len(wanted))
        )
        statement = statement.where(staff.c.staff_id.in_(fits))
    if stage is not None:
        statement = statement.where(staff.c.stage == stage)
    if unit is not None:
        statement = statement.where(staff.c.unit_id == unit)
    return await _answers(work, await page_of(work, statement, [staff.c.staff_id], page))


async def one(work: Work, staff_id: str) -> StaffAnswer:
    """Somebody, if visible to the caller."""
    rows = await work.rows(SHOWN.where(staff.c.staff_id == staff_id))
    if not rows:
        raise NotFoundError
    return (await _answers(work, rows))[0]


async def people(work: Work, ids: Sequence[str]) -> list[Person]:
    """Names and addresses of those of the ids that are visible staff."""
    return await _people(work, await work.rows(SHOWN.where(staff.c.staff_id.in_(ids))))


async def _people(work: Work, rows: Sequence[Record]) -> list[Person]:
    return [
        Person(
            id=row["staff_id"],
            kind="staff",
            unit_id=row["unit_id"],
            name=private["name"],
            email=private["email"],
            phone=private["phone"],
            locale=row["locale"],
            active=row["stage"] == "active",
        )
        for row, private in zip(rows, await _opened(work, rows), strict=True)
    ]


async def person_of(work: Work, staff_id: str) -> Person | None:
    """Somebody as they know themselves: asked of nobody's permission."""
    found = await people_named(work, [staff_id])
    return found[0] if found else None


async def told_of(work: Work, staff_id: str) -> dict[str, str | None]:
    """What somebody goes by and is reached at: login, name, email, phone, title."""
    rows = await work.rows(select(staff).where(staff.c.staff_id == staff_id))
    if not rows:
        raise NotFoundError
    private = (await _opened(work, rows))[0]
    known = {name: private[name] for name in ("login", "name", "email", "phone")}
    return {**known, "title": title_of(rows[0], private)}


async def login_of(work: Work, staff_id: str) -> str:
    """What somebody signs in with: for themselves."""
    rows = await work.rows(select(staff).where(staff.c.staff_id == staff_id))
    return str((await _opened(work, rows))[0]["login"]) if rows else ""


async def names(work: Work, ids: Sequence[str]) -> dict[str, str]:
    """Names of staff by id; of those erased or unknown there is none."""
    return {one.id: one.name for one in await people_named(work, ids) if one.name}


async def people_named(work: Work, ids: Sequence[str]) -> list[Person]:
    """Staff by id, whoever asks: for pages that show a name and a unit."""
    rows = await work.rows(select(staff).where(staff.c.staff_id.in_(ids)))
    return await _people(work, rows)


async def _answers(work: Work, rows: Sequence[Record]) -> list[StaffAnswer]:
    held: dict[str, list[RoleHeld]] = {row["staff_id"]: [] for row in rows}
    for grant in await work.rows(select(roles_held).where(roles_held.c.staff_id.in_(list(held)))):
        held[grant["staff_id"]].append(RoleHeld(role=grant["role"], unit_id=grant["unit_id"], until=grant["until"]))
    return [
        StaffAnswer(
            **{key: value for key, value in dict(row).items() if key not in UNTOLD},
            login=private["login"],
            name=private["name"],
            email=private["email"],
            phone=private["phone"],
            title=title_of(row, private),
            roles=held[row["staff_id"]],
        )
        for row, private in zip(rows, await _opened(work, rows), strict=True)
    ]


def title_of(row: Record, private: Mapping[str, Any]) -> str:
    """The job title: sealed, unless an early build told it in public."""
    sealed = private.get("job_title")
    return str(row["title"] if sealed is None else sealed)


async def _opened(work: Work, rows: Sequence[Record]) -> list[dict[str, Any]]:
    return await work.unseal_all([(f"staff-{row['staff_id']}", row["sealed"]) for row in rows])
