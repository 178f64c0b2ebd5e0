"""What is stated for an order line or in an agreement, held against the limits in force: kept, taken over, conceded; or
refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import asyncpg

from services.contract.concession.queries import granted_for
from services.contract.requirement.events import Parameter
from services.contract.standard.aggregate import LIMIT_CHECK, note_check
from services.contract.standard.checking import Held, Range, covers, held_against, taken_over, told
from services.contract.standard.errors import LimitDeviationError
from services.contract.standard.events import CheckedIn, CheckedLimit, Limit, LimitsChecked
from services.contract.standard.queries import limits_in_force
from shared.eventstore.work import Work
from shared.values.text import normalise


@dataclass(frozen=True, slots=True)
class Subject:
    """What is held against limits: a line of an order, or an agreement (line 0), of a unit."""

    checked_in: CheckedIn
    subject_id: str
    contract_id: str
    counterparty_id: str
    unit: str
    line: int


@dataclass(frozen=True, slots=True)
class Goods:
    """Of which grade and specification, and on which day."""

    grade: str | None
    specification: str | None
    on: date


async def hold_against(
    work: Work, subject: Subject, goods: Goods, stated: Sequence[Range], pointer: str
) -> tuple[Parameter, ...]:
    """The limits that nothing was stated for, as parameters; the check is recorded. Raises `LimitDeviationError`, which
    names each limit, its standard and edition, for what lies outside without a concession.
    """
    limits = await limits_in_force(work, subject.counterparty_id, goods.grade, goods.specification, goods.on)
    held = held_against(limits, stated)
    conceded = await granted_for(work, subject.subject_id, subject.line) if limits else []
    checked, outside = [], []
    for one in held:
        outcome = _checked(one, stated, conceded, goods.on)
        if outcome is None:
            outside.append(one)
        else:
            checked.append(outcome)
    if outside:
        names = [told(one.of, stated[one.at]) for one in outside if one.at is not None]
        raise LimitDeviationError(pointer=f"{pointer}/{outside[0].at}", deviations=names)
    await _record(work, subject, goods.on, tuple(checked))
    return taken_over(held)


def _checked(held: Held, stated: Sequence[Range], conceded: Sequence[asyncpg.Record], on: date) -> CheckedLimit | None:
    of = held.of
    named: dict[str, Any] = {
        "standard_id": of.standard_id, "code": of.code, "edition": of.edition, "name": of.limit.name
    }  # fmt: skip
    if held.at is None:
        return CheckedLimit(**named, outcome="taken_over")
    if held.within(stated):
        return CheckedLimit(**named, outcome="kept")
    for row in conceded:
        if _lets_pass(row, held, stated[held.at], on):
            return CheckedLimit(**named, outcome="conceded", concession_id=row["concession_id"])
    return None


def _lets_pass(row: asyncpg.Record, held: Held, stated: Range, on: date) -> bool:
    of = held.of
    same = (row["standard_id"], row["edition"], normalise(row["name"])) == (
        of.standard_id, of.edition, normalise(of.limit.name)
    )  # fmt: skip
    wide = Limit(name=row["name"], kind=of.limit.kind, unit=row["unit"], least=row["least"], most=row["most"])
    return same and row["until"] >= on and covers(wide, stated)


async def _record(work: Work, subject: Subject, on: date, checked: tuple[CheckedLimit, ...]) -> None:
    stream = await work.load(LIMIT_CHECK, subject.subject_id, key=subject.contract_id, unit=subject.unit)
    fact = LimitsChecked(
        checked_in=subject.checked_in,
        subject_id=subject.subject_id,
        contract_id=subject.contract_id,
        counterparty_id=subject.counterparty_id,
        line=subject.line,
        checked=checked,
        effective_on=on,
    )
    work.record(stream, note_check(stream.state, fact))
