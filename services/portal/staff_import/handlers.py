"""An import's way: a file kept sealed for a day, run in slices of one transaction each, tried or in earnest."""

import asyncio
import contextlib
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from pydantic_core import to_json
from sqlalchemy import delete, func, insert, select, update

from services.portal.account.passwords import hashed, one_time_password
from services.portal.account.queries import account, open_account
from services.portal.staff.aggregate import STAFF, JoinStaff, LetGo, MoveStaff
from services.portal.staff.aggregate import decide as decide_of_staff
from services.portal.staff.handlers import change_staff, correct_staff, move_staff
from services.portal.staff.queries import told_of
from services.portal.staff_import.aggregate import PERSONNEL, NumberStaff, decide
from services.portal.staff_import.deeds import Deed, Here, Wanted, said_in, wanted_of
from services.portal.staff_import.queries import covered_units, held_sheet, one, stream_of, units_called
from services.portal.staff_import.rows import FIELDS, NEEDED, Fault, Row, read_row
from services.portal.staff_import.tables import (
    COUNTED,
    staff_import_changes,
    staff_import_refusals,
    staff_import_rows,
    staff_imports,
)
from shared.eventstore import keys
from shared.eventstore.context import Context
from shared.eventstore.deadlines import Deadline, clear_deadline, set_deadline
from shared.eventstore.work import Work
from shared.security.sealing import derive
from shared.settings import platform_settings
from shared.sheets.errors import TooManyRowsError
from shared.sheets.reading import read_sheet
from shared.values.errors import DomainError, InvalidFieldError, NotFoundError, NotPossibleNowError
from shared.values.ids import derived_id, new_id

SLICE: Final = "portal.staff_import_slice"
EXPIRE: Final = "portal.staff_import_expire"
KEPT: Final = timedelta(days=1)
ROWS_OF_A_SLICE: Final = 50
MOST_ROWS: Final = 20_000
LOCALE: Final = "zh-CN"


@dataclass(frozen=True, slots=True)
class Run:
    """What a slice works with."""

    row: Mapping[str, Any]
    everywhere: Context
    units: Mapping[str, Sequence[str]]
    earlier: frozenset[str]
    password_hash: str


def number_id(number: str) -> str:
    """What stands for a personnel number outside the portal's memory; says nothing without this installation's key."""
    key = derive(platform_settings().secret.get_secret_value(), "personnel numbers")
    return derived_id("personnel", hmac.new(key, number.encode(), hashlib.sha256).hexdigest())


async def keep_file(work: Work, sealer: keys.Sealer, import_id: str, unit: str, name: str, data: bytes) -> None:
    """Reads a file and keeps its cells, sealed; the same one under its id is kept already."""
    known = await work.value(select(func.count()).where(staff_imports.c.import_id == import_id))
    if known:
        return
    sheet = await asyncio.to_thread(read_sheet, data)
    if len(sheet.rows) > MOST_ROWS:
        raise TooManyRowsError(rows=MOST_ROWS)
    stream = stream_of(import_id)
    key = (await keys.make_keys(work.conn, sealer, [stream]))[stream]
    plain = await asyncio.to_thread(to_json, {"headings": sheet.headings, "rows": sheet.rows})
    await work.execute(
        insert(staff_imports).values(
            import_id=import_id,
            unit_id=unit,
            actor=work.context.actor,
            scopes=list(work.context.scopes),
            name=name,
            stage="waiting",
            dry_run=True,
            columns={},
            rows=len(sheet.rows),
            done=0,
            **dict.fromkeys(COUNTED, 0),
            received_at=work.context.now,
            sealed=sealer.seal(key, plain, stream.encode()),
        )
    )
    await work.execute(set_deadline(EXPIRE, import_id, work.context.now + KEPT))


async def begin_run(work: Work, import_id: str, columns: Mapping[str, int], *, dry_run: bool) -> None:
    """Tries a file that waits or was tried, or imports it; once imported, a file is not run again."""
    row = await one(work, import_id)
    if row["stage"] == "running" or (row["stage"] == "done" and not row["dry_run"]):
        raise NotPossibleNowError(row["stage"], begin_run)
    sheet = await held_sheet(work, import_id, row["sealed"])
    if sheet is None:
        raise NotPossibleNowError("expired", begin_run)
    for field, place in columns.items():
        if field not in FIELDS:
            raise InvalidFieldError("/columns", f"{field} is nothing that a column may mean.")
        if place >= len(sheet.headings):
            raise InvalidFieldError(f"/columns/{field}", "The file has no such column.")
    for field in NEEDED:
        if field not in columns:
            raise InvalidFieldError("/columns", f"No column means {field}.")
    zero = {"done": 0, **dict.fromkeys(COUNTED, 0), "completed_at": None}
    changed = {"stage": "running", "dry_run": dry_run, "columns": dict(columns), "today": work.context.today}
    await work.execute(update(staff_imports).where(staff_imports.c.import_id == import_id).values(**changed, **zero))
    for told in (staff_import_refusals, staff_import_changes, staff_import_rows):
        await work.execute(delete(told).where(told.c.import_id == import_id))
    await work.execute(set_deadline(SLICE, import_id, work.context.now))


async def run_slice(work: Work, due: Deadline) -> None:
    """Takes the next rows and asks for those after them; the last ones complete the import."""
    row = await work.row(select(staff_imports).where(staff_imports.c.import_id == due.subject))
    sheet = await held_sheet(work, due.subject, row["sealed"]) if row is not None else None
    if row is None or sheet is None or row["stage"] != "running":
        return
    covered = await covered_units(work, row["scopes"])
    everywhere = work.context
    # As whoever sent the file: their units bound what its rows may do, and events name them.
    work.context = replace(
        work.context, actor=row["actor"], scopes=row["scopes"], covers=covered.__contains__, unit=row["unit_id"]
    )
    place, begun = row["columns"]["number"], row["done"]
    lines = sheet.rows[begun : begun + ROWS_OF_A_SLICE]
    earlier = [cells[place].strip() for cells in sheet.rows[:begun] if place < len(cells)]
    at = row["columns"]["unit"]
    units = await units_called(work, [cells[at].strip() for cells in lines if at < len(cells)])
    # Nobody knows this password: whoever looks after accounts gives each person their own.
    password = "" if row["dry_run"] else await hashed(one_time_password())
    run = Run(dict(row), everywhere, units, frozenset(earlier), password)
    await _take(work, run, lines, begun)
    done = begun + len(lines)
    over = {"stage": "done", "completed_at": work.context.now} if done >= row["rows"] else {}
    await work.execute(update(staff_imports).where(staff_imports.c.import_id == due.subject).values(done=done, **over))
    if not over:
        # A moment later than the one that came: by the database's clock it is due at once.
        await work.execute(set_deadline(SLICE, due.subject, due.due_at + timedelta(microseconds=1)))


async def _take(work: Work, run: Run, lines: Sequence[Sequence[str]], begun: int) -> None:
    counts = dict.fromkeys(COUNTED, 0)
    seen = set(run.earlier)
    for number, cells in enumerate(lines, start=begun + 1):
        row, faults = read_row(cells, run.row["columns"])
        if row is not None and row.number in seen:
            faults.append(Fault("number", "the number stands in the file already"))
        if row is not None:
            seen.add(row.number)
        if row is not None and not faults:
            came = await _take_row(work, run, row)
            if isinstance(came, Fault):
                faults.append(came)
            else:
                await _count(work, run, number, *came, counts)
        if faults:
            counts["refused"] += 1
            await _refuse(work, run, number, faults)
    figures = {name: staff_imports.c[name] + count for name, count in counts.items()}
    await work.execute(update(staff_imports).where(staff_imports.c.import_id == run.row["import_id"]).values(**figures))


async def _count(work: Work, run: Run, number: int, came: Wanted, staff_id: str, counts: dict[str, int]) -> None:
    place = {"import_id": run.row["import_id"], "row": number, "unit_id": run.row["unit_id"]}
    for deed in came.counted:
        counts[deed.value] += 1
        await work.execute(insert(staff_import_rows).values(**place, deed=deed.value, staff_id=staff_id or None))
    if came.fields:
        await work.execute(insert(staff_import_changes).values(**place, fields=list(came.fields)))


async def _refuse(work: Work, run: Run, number: int, faults: Sequence[Fault]) -> None:
    for place, fault in enumerate(faults):
        await work.execute(
            insert(staff_import_refusals).values(
                import_id=run.row["import_id"],
                row=number,
                place=place,
                unit_id=run.row["unit_id"],
                column=fault.column,
                reason=fault.reason,
            )
        )


async def _take_row(work: Work, run: Run, row: Row) -> tuple[Wanted, str] | Fault:
    """What comes of a row, and of whom it is, empty while it is nobody; in earnest, it is done."""
    meant = run.units.get(row.unit, ())
    if len(meant) != 1:
        several = "several units are called so; name one by its id"
        return Fault("unit", several if meant else "there is no such unit, or it is closed")
    [unit] = meant
    if not work.context.covers(unit):
        return Fault("unit", "the unit is outside of what you may change")
    login = row.login or row.number
    with _as(work, run.everywhere):  # a number is one person's in the whole house
        personnel = await work.load(PERSONNEL, number_id(row.number), unit=run.row["unit_id"])
    staff_id = personnel.state.staff_id
    if not staff_id and (taken := await account(work, login)) is not None:
        if not row.login:
            return Fault("number", "the login is somebody else's; name another one in a column of its own")
        staff_id = str(taken["staff_id"])
    try:
        here = await _here(work, staff_id)
        wanted = wanted_of(row, unit, here, run.row["today"])
        if isinstance(wanted, Fault):
            return wanted
        if run.row["dry_run"]:
            return wanted, staff_id
        staff_id = await _do(work, run, row, wanted, staff_id, unit)
    except NotFoundError:
        return Fault("unit", "they work in a unit that you don't look after")
    except DomainError as refusal:
        return Fault("number", refusal.detail)
    if staff_id:
        with _as(work, replace(run.everywhere, actor=work.context.actor)):
            work.record(personnel, decide(personnel.state, NumberStaff(personnel.id, staff_id)))
    return wanted, staff_id


@contextlib.contextmanager
def _as(work: Work, context: Context) -> Iterator[None]:
    acting, work.context = work.context, context
    try:
        yield
    finally:
        work.context = acting


async def _here(work: Work, staff_id: str) -> Here:
    if not staff_id:
        return Here()
    somebody = await work.load(STAFF, staff_id, must_exist=True)
    state = somebody.state
    return Here(state.stage, state.unit_id, state.leaves_on, await told_of(work, staff_id))


async def _do(work: Work, run: Run, row: Row, wanted: Wanted, staff_id: str, unit: str) -> str:
    today = run.row["today"]
    if wanted.fields:
        said = said_in(row)
        await correct_staff(work, staff_id, {name: said[name] for name in wanted.fields})
    match wanted.deed:
        case Deed.JOIN:
            staff_id = new_id()
            login, begins = row.login or row.number, row.joined or today
            somebody = work.start(STAFF, staff_id, unit=unit)
            command = JoinStaff(staff_id, unit, login, row.name, row.email, row.phone, row.title, LOCALE, begins)
            work.record(somebody, decide_of_staff(somebody.state, command))
            await open_account(work, staff_id, login, run.password_hash, must_change=True)
        case Deed.MOVE:
            await move_staff(work, MoveStaff(staff_id, unit, today))
        case Deed.LEAVE:
            await change_staff(work, staff_id, LetGo(staff_id, row.left or today, today))
        case _:
            pass
    if wanted.leaves_on is not None:
        await change_staff(work, staff_id, LetGo(staff_id, wanted.leaves_on, today))
    return staff_id


async def expire(work: Work, due: Deadline) -> None:
    """A day later the file's cells are gone; what came of it is still told."""
    changed = update(staff_imports).where(staff_imports.c.import_id == due.subject).values(sealed=None)
    await work.execute(changed)
    await work.execute(clear_deadline(SLICE, due.subject))
    await work.destroy_key(stream_of(due.subject))


DEADLINES: Final = {SLICE: run_slice, EXPIRE: expire}
"""By the kind of deadline."""
