"""What is laid down of what a customer may owe: its own credit, that of its group, and the plan of its grade."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, func, select

from services.contract.customer.tables import aliases
from services.contract.exposure.tables import credit_terms, customer_groups, service_plans
from services.contract.party.handlers import party_of
from services.contract.terms import KnownGrade
from shared.eventstore.work import Work
from shared.values.money import Money

MOST_ABOVE: Final = 20


@dataclass(frozen=True, slots=True)
class Credit:
    """A null limit or term is none."""

    limit: Money | None = None
    term_days: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    purchase_limit: Money | None = None
    discount: Decimal | None = None
    term_days: int | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """Of a customer and the head of its group, which is itself where it belongs to none."""

    customer_id: str
    group_id: str
    grade: KnownGrade
    group: Credit
    own: Credit
    plan: Plan

    @property
    def term_days(self) -> int | None:
        """The nearest word counts: the customer's own, its group's, its grade's."""
        said = (self.own.term_days, self.group.term_days, self.plan.term_days)
        return next((days for days in said if days is not None), None)

    @property
    def limits_anything(self) -> bool:
        limits = (self.group.limit, self.own.limit, self.plan.purchase_limit, self.plan.discount, self.term_days)
        return any(limit is not None for limit in limits)


async def anything_laid_down(work: Work) -> bool:
    """Whether this installation limits anybody's credit at all."""
    credit, plan = (select(table).limit(1).exists() for table in (credit_terms, service_plans))
    return bool(await work.value(select(credit | plan)))


async def watch_of(work: Work, customer_id: str, on: date) -> Watch:
    """What holds for a customer on a day; of a merged one as of the one it was merged into."""
    survivor = select(aliases.c.survivor_id).where(aliases.c.customer_id == customer_id).scalar_subquery()
    found = str(await work.value(select(func.coalesce(survivor, customer_id))))
    head = await head_of(work, found)
    grade = (await party_of(work, found)).grade_on(on)
    own = await _credit(work, found, on)
    group = own if head == found else await _credit(work, head, on)
    plan = await _plan(work, grade, on)
    return Watch(found, head, grade, group, own if head != found else Credit(), plan)


async def head_of(work: Work, customer_id: str) -> str:
    """The head of the group that the customer belongs to, through groups within groups."""
    seen = [customer_id]
    while len(seen) < MOST_ABOVE:
        above = select(customer_groups.c.head_id).where(customer_groups.c.customer_id == seen[-1])
        head = await work.value(above)
        if head is None or head in seen:
            break
        seen.append(head)
    return seen[-1]


async def _credit(work: Work, customer_id: str, on: date) -> Credit:
    row = await work.row(_last(credit_terms, credit_terms.c.customer_id == customer_id, on))
    if row is None:
        return Credit()
    limit = None if row["limit"] is None else Money.of(row["limit"], row["currency"])
    if row["until"] is not None and row["until"] < on:
        # Credit that has run out is none: nothing is ordered on it.
        return Credit(None if limit is None else Money.zero(limit.currency), row["term_days"])
    return Credit(limit, row["term_days"])


async def _plan(work: Work, grade: KnownGrade, on: date) -> Plan:
    row = await work.row(_last(service_plans, service_plans.c.grade == grade, on))
    if row is None:
        return Plan()
    limit = None if row["purchase_limit"] is None else Money.of(row["purchase_limit"], row["currency"])
    return Plan(limit, row["discount"], row["term_days"])


def _last(table: Any, same: Any, on: date) -> Select[Any]:
    """Of several the latest day, of one day what was said last."""
    chosen = select(table).where(same, table.c.effective_on <= on)
    return chosen.order_by(table.c.effective_on.desc(), table.c.version.desc()).limit(1)
