"""Contracts counted and summed, and what is behind the figures; every statement carries the predicate of visibility."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, Literal

import asyncpg
from sqlalchemy import ColumnElement, Select, String, case, column, func, literal, select, text

from services.contract.contract.tables import contracts
from services.contract.customer.tables import aliases
from services.contract.ledger.tables import balances
from services.contract.obligation.tables import obligations
from services.contract.terms import OPEN_ENDED
from shared.approvals.tables import approvals, steps
from shared.eventstore.work import Work
from shared.security.visibility import visible

By = Literal["unit", "type", "direction", "month", "counterparty", "state"]
PERIODS: Final = (30, 60, 90)
RUNNING: Final = ("signed", "effective", "suspended")
"""States in which a contract's term matters."""
MOST_CONCENTRATED: Final = 10
MOST_UNITS: Final = 50
ASKED_IN: Final = func.coalesce(steps.c.step_unit, steps.c.unit_id)
"""Whose holders of a permission a step asks; of named persons the unit of the round."""

_survivor = select(aliases.c.survivor_id).where(aliases.c.customer_id == contracts.c.counterparty_id).scalar_subquery()
PARTY: Final = func.coalesce(_survivor, contracts.c.counterparty_id)
CONCLUDED: Final = case((contracts.c.signed_on.is_(None), contracts.c.effective_on), else_=contracts.c.signed_on)
"""The day a contract counts from. Not by COALESCE, which PostgreSQL keeps from the index below row-level security."""
UNPRICED: Final = (contracts.c.amount == 0) & contracts.c.amount_kind.in_(sorted(OPEN_ENDED))
"""Contracts that name no amount: sums leave them out and say how many they are."""
WITHOUT: Final = func.count().filter(UNPRICED).label("without_amount")
PAYS: Final = obligations.c.thing.is_(None)
"""What is owed in money, as all figures are."""
MONTH: Final = func.to_char(CONCLUDED, "YYYY-MM")
COLUMNS: Final[Mapping[By, ColumnElement[Any]]] = {
    "unit": contracts.c.unit_id,
    "type": contracts.c.type_code,
    "direction": contracts.c.direction,
    "month": func.coalesce(MONTH, ""),
    "counterparty": PARTY,
    "state": contracts.c.state,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which contracts are counted; months are those of signing. `below`: those of the units below too."""

    unit_id: str | None = None
    type_code: str | None = None
    direction: str | None = None
    state: str | None = None
    counterparty_id: str | None = None
    currency: str | None = None
    first_month: str | None = None
    last_month: str | None = None
    expiring_by: date | None = None
    due_by: date | None = None
    below: bool = True


def _month_after(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def _below(unit: str) -> Select[Any]:
    written = text("SELECT descendant FROM unit_closure WHERE ancestor = :unit").bindparams(unit=unit)
    return select(written.columns(column("descendant", String)).subquery("below"))


def conditions(asked: Asked, today: date) -> list[ColumnElement[bool]]:
    """What holds of the contracts that are asked for and in sight; amendments are no contracts of their own."""
    c = contracts.c
    found = [c.amends.is_(None), visible(c.unit_id, literal("contract-").concat(c.contract_id))]
    named = [(c[name], getattr(asked, name)) for name in ("type_code", "direction", "state", "currency")]
    found += [place == wanted for place, wanted in named if wanted is not None]
    if asked.unit_id is not None:
        found.append(c.unit_id.in_(_below(asked.unit_id)) if asked.below else c.unit_id == asked.unit_id)
    if asked.counterparty_id is not None:
        merged = select(aliases.c.customer_id).where(aliases.c.survivor_id == asked.counterparty_id)
        found.append((c.counterparty_id == asked.counterparty_id) | c.counterparty_id.in_(merged))
    if asked.first_month is not None:
        found.append(date.fromisoformat(f"{asked.first_month}-01") <= CONCLUDED)
    if asked.last_month is not None:
        found.append(_month_after(date.fromisoformat(f"{asked.last_month}-01")) > CONCLUDED)
    if asked.expiring_by is not None:
        found += [c.term_to.between(today, asked.expiring_by), c.state.in_(RUNNING)]
    if asked.due_by is not None:
        due = obligations.c.due_on.between(today, asked.due_by) & (obligations.c.state != "met") & PAYS
        found.append(c.contract_id.in_(select(obligations.c.contract_id).where(due)))
    return found


def sums(asked: Asked, by: Sequence[By], today: date) -> tuple[Select[Any], list[ColumnElement[Any]]]:
    """How many contracts and what they come to, by currency and what else is asked for; and what orders the rows."""
    keys = [COLUMNS[one].label(one) for one in dict.fromkeys(by)]
    groups = [*keys, contracts.c.currency]
    counted = [func.count().label("number"), func.sum(contracts.c.amount).label("amount"), WITHOUT]
    chosen = select(*groups, *counted).where(*conditions(asked, today)).group_by(*groups).subquery("counted")
    return select(chosen), [chosen.c[key.name] for key in groups]


def listed(asked: Asked, today: date) -> Select[Any]:
    """The contracts behind a figure."""
    columns = [one for one in contracts.c if one.name != "counterparty_id"]
    return select(*columns, PARTY.label("counterparty_id")).where(*conditions(asked, today))


async def due(work: Work, asked: Asked, today: date) -> list[asyncpg.Record]:
    """What falls due within 30, 60 and 90 days, and what is overdue, by who owes it."""
    o = obligations.c
    within = case(*((o.due_on <= today + timedelta(days=days), days) for days in (-1, *PERIODS)), else_=PERIODS[-1] + 1)
    chosen = (
        select(
            o.debtor,
            o.currency,
            within.label("within"),
            func.count().label("number"),
            func.sum(o.amount).label("amount"),
        )
        .where(
            PAYS,
            o.state.in_(("planned", "due", "overdue")),
            o.due_on <= today + timedelta(days=PERIODS[-1]),
            visible(o.unit_id, literal("contract-").concat(o.contract_id)),
        )
        .group_by("debtor", "currency", "within")
        .order_by("debtor", "currency", "within")
    )
    return await work.rows(chosen if asked.unit_id is None else chosen.where(o.unit_id.in_(_below(asked.unit_id))))


async def expiring(work: Work, asked: Asked, today: date) -> list[asyncpg.Record]:
    """Contracts whose term ends within 30, 60 and 90 days."""
    c = contracts.c
    within = case(*((c.term_to <= today + timedelta(days=days), days) for days in PERIODS), else_=0)
    near = replace(asked, expiring_by=today + timedelta(days=PERIODS[-1]))
    chosen = select(
        c.currency, within.label("within"), func.count().label("number"), func.sum(c.amount).label("amount"), WITHOUT
    )
    return await work.rows(
        chosen.where(*conditions(near, today)).group_by("currency", "within").order_by("currency", "within")
    )


async def concentration(work: Work, asked: Asked, today: date) -> list[asyncpg.Record]:
    """The largest counterparties of each currency with their share, and the sum of all squared shares (Herfindahl);
    contracts without an amount have no share, and are counted by direction and currency.
    """
    party, c = PARTY.label("party"), contracts.c
    number, amount = func.count().filter(~UNPRICED).label("number"), func.sum(c.amount).label("amount")
    each = (
        select(c.direction, c.currency, party, number, amount, WITHOUT.label("lacking"))
        .where(*conditions(asked, today), c.state.in_((*RUNNING, "completed")))
        .group_by(c.direction, c.currency, party)
        .subquery("each")
    )
    same = (each.c.direction, each.c.currency)
    whole = func.sum(each.c.amount).over(partition_by=same)
    share = case((whole > 0, each.c.amount / whole), else_=0)
    ranked = select(
        each,
        share.label("share"),
        func.sum(each.c.lacking).over(partition_by=same).label("without_amount"),
        func.row_number().over(partition_by=same, order_by=(each.c.amount.desc(), each.c.party)).label("rank"),
    ).subquery("ranked")
    squared = func.sum(ranked.c.share * ranked.c.share).over(partition_by=(ranked.c.direction, ranked.c.currency))
    told = select(ranked, squared.label("herfindahl")).subquery("told")
    top = select(told).where(told.c.rank <= MOST_CONCENTRATED, told.c.number > 0)
    return await work.rows(top.order_by(told.c.direction, told.c.currency, told.c.rank))


async def progress(work: Work, asked: Asked, today: date) -> list[asyncpg.Record]:
    """What was booked of each kind on contracts that run, beside what they come to; of those without an amount nothing
    is beside anything: they are counted.
    """
    c, b = contracts.c, balances.c
    running = (*conditions(asked, today), c.state.in_((*RUNNING, "completed")))
    whole = (
        select(c.direction, c.currency, func.sum(c.amount).label("agreed"), WITHOUT)
        .where(*running)
        .group_by(c.direction, c.currency)
        .subquery("whole")
    )
    done = (
        select(c.direction, c.currency, b.kind, func.sum(b.amount).label("amount"))
        .join(balances, b.contract_id == c.contract_id)
        .where(*running, ~UNPRICED)
        .group_by(c.direction, c.currency, b.kind)
        .subquery("done")
    )
    same = (whole.c.direction == done.c.direction) & (whole.c.currency == done.c.currency)
    chosen = select(done, whole.c.agreed, whole.c.without_amount).join(whole, same)
    return await work.rows(chosen.order_by(done.c.direction, done.c.currency, done.c.kind))


async def review_time(work: Work, asked: Asked) -> asyncpg.Record | None:
    """How long rounds over contracts took that came to their end."""
    return await work.row(_reviews(asked))


async def review_time_by_unit(work: Work, asked: Asked) -> list[asyncpg.Record]:
    """The same unit by unit, the slowest first, so many at most."""
    unit = approvals.c.unit_id
    slowest = func.avg(approvals.c.seconds).desc()
    return await work.rows(_reviews(asked).add_columns(unit).group_by(unit).order_by(slowest, unit).limit(MOST_UNITS))


async def step_time_by_unit(work: Work, asked: Asked) -> list[asyncpg.Record]:
    """How long steps of rounds over contracts took, by the unit that was asked and the step, the slowest first."""
    s = steps.c
    unit, slowest = ASKED_IN, func.avg(s.seconds).desc()
    chosen = (
        select(
            unit.label("unit_id"),
            s.step,
            func.count().label("number"),
            func.count().filter(s.overdue).label("late"),
            func.avg(s.seconds).label("mean"),
            func.percentile_cont(0.9).within_group(s.seconds).label("ninety"),
        )
        .select_from(steps.join(approvals, approvals.c.approval_id == s.approval_id))
        .where(*_done(asked))
    )
    return await work.rows(chosen.group_by(unit, s.step).order_by(slowest, unit, s.step).limit(MOST_UNITS))


def _done(asked: Asked) -> list[ColumnElement[bool]]:
    """What holds of the steps of rounds over contracts that are done."""
    a = approvals.c
    found = [steps.c.state == "done", a.subject.like("contract-%"), visible(a.unit_id, a.subject)]
    return found if asked.unit_id is None else [*found, a.unit_id.in_(_below(asked.unit_id))]


def steps_done(asked: Asked, asked_in: str, step: str, *, late: bool) -> Select[Any]:
    """The steps behind how long those of a unit took; the late ones alone where they are asked for."""
    s, a, unit = steps.c, approvals.c, ASKED_IN
    columns = (s.approval_id, a.subject, unit.label("unit_id"), s.step, s.started_at, s.seconds, s.overdue)
    joined = steps.join(approvals, a.approval_id == s.approval_id)
    chosen = select(*columns).select_from(joined).where(*_done(asked), unit == asked_in, s.step == step)
    return chosen.where(s.overdue) if late else chosen


def _reviews(asked: Asked) -> Select[Any]:
    a = approvals.c
    return select(
        func.count().label("number"),
        func.avg(a.seconds).label("mean"),
        func.percentile_cont(0.9).within_group(a.seconds).label("ninety"),
    ).where(*_over(asked))


def _over(asked: Asked) -> list[ColumnElement[bool]]:
    """What holds of the rounds over contracts that are closed."""
    a = approvals.c
    found = [a.closed_at.is_not(None), a.subject.like("contract-%"), visible(a.unit_id, a.subject)]
    if asked.unit_id is not None:
        found.append(a.unit_id.in_(_below(asked.unit_id)) if asked.below else a.unit_id == asked.unit_id)
    return found


def rounds(asked: Asked) -> Select[Any]:
    """The rounds behind how long they took."""
    a = approvals.c
    return select(a.approval_id, a.subject, a.unit_id, a.state, a.closed_at, a.seconds).where(*_over(asked))


async def found(work: Work, terms: Sequence[str], most: int, *, imported: bool) -> list[asyncpg.Record]:
    """Contracts in whose title or words, as they are now, all terms stand; in titles of `imported` ones if asked."""
    return list(await work.conn.fetch("SELECT * FROM find_contracts($1, $2, $3)", list(terms), most, imported))


async def found_attachments(
    work: Work, terms: Sequence[str], most: int, files_of: Sequence[str]
) -> list[asyncpg.Record]:
    """Attached files in whose words all terms stand, of contracts in sight, where the caller may see files too."""
    asked = "SELECT * FROM find_attachments($1, $2, $3)"
    return list(await work.conn.fetch(asked, list(terms), most, list(files_of)))


async def found_standards(
    work: Work, terms: Sequence[str], most: int, files_of: Sequence[str], standards_of: Sequence[str]
) -> list[asyncpg.Record]:
    """Documents of customers' standards in whose words all terms stand, where the caller may see both."""
    asked = "SELECT * FROM find_standards($1, $2, $3, $4)"
    return list(await work.conn.fetch(asked, list(terms), most, list(files_of), list(standards_of)))
