"""Orders held against what a group owes and may owe, in the transaction of the order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from services.contract.catalogue.handlers import product_id_of
from services.contract.catalogue.queries import price_on
from services.contract.exchange_rate.handlers import rate_on
from services.contract.exposure import queries
from services.contract.exposure.aggregate import EXPOSURE, CheckOrder, LiftHold, NoteOrder, decide
from services.contract.exposure.events import CountedAt, OrderChecked, Part, Reason
from services.contract.exposure.rules import Facts, LinePrice, Oldest, Room
from services.contract.exposure.tables import credit_terms, customer_groups, service_plans
from services.contract.exposure.watching import Watch, anything_laid_down, watch_of
from services.contract.review.places import places_of
from shared.eventstore.work import Work
from shared.values.money import Money


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order as far as it matters here; `prices` are those of its lines by product."""

    order_id: str
    contract_id: str
    unit: str
    customer_id: str
    amount: Money
    prices: tuple[tuple[int, str, Decimal], ...]
    on: date


@dataclass(frozen=True, slots=True)
class Noted:
    """An order that was placed elsewhere and waits for its contract."""

    order_id: str
    unit: str
    customer_id: str
    amount: Money
    on: date


@dataclass(frozen=True, slots=True)
class Counted:
    """The exposure of a group in one currency: altogether by part, and what of it is the customer's own."""

    parts: tuple[Part, ...]
    own: Money
    rates: tuple[CountedAt, ...]

    @property
    def total(self) -> Money:
        return Money.total([one.amount for one in self.parts], self.own.currency)


async def check_order(work: Work, wanted: Wanted) -> tuple[Reason, ...]:
    """Why an order is held; nothing where it may be placed. The group's stream is read before the ledgers and appended
    to with the order: of two orders at once the second looks again.
    """
    if not await anything_laid_down(work):
        return ()
    watch = await watch_of(work, wanted.customer_id, wanted.on)
    if not watch.limits_anything:
        return ()
    places = await places_of(work, wanted.unit)
    async with work.beyond():
        stream = await work.load(EXPOSURE, watch.group_id, key=watch.group_id, unit=places["headquarters"])
        currency = currency_of(watch, wanted.amount.currency)
        counted = await count(work, watch, currency, wanted.on)
        asked = (await _in(work, [(wanted.amount.amount, wanted.amount.currency)], currency, wanted.on))[0]
        command = CheckOrder(
            group_id=watch.group_id,
            customer_id=watch.customer_id,
            contract_id=wanted.contract_id,
            order_id=wanted.order_id,
            grade=watch.grade,
            parts=counted.parts,
            rates=counted.rates,
            requested=asked,
            facts=await _facts(work, watch, wanted, counted, asked),
            on=wanted.on,
        )
        [checked] = decide(stream.state, command)
        work.record(stream, [checked])
    return checked.reasons if isinstance(checked, OrderChecked) else ()


def currency_of(watch: Watch, otherwise: str) -> str:
    """What the exposure is counted in: the currency of the limit."""
    limits = (watch.group.limit, watch.own.limit, watch.plan.purchase_limit)
    return next((limit.currency for limit in limits if limit is not None), otherwise)


async def count(work: Work, watch: Watch, currency: str, on: date) -> Counted:
    """The exposure of a group as it stands, every amount at the rate of the day. Raises `NoRateError`."""
    rows = await work.rows(queries.sums(watch.group_id, on))
    rates = {row["currency"]: await rate_on(work, row["currency"], currency, on) for row in rows}
    by_part: dict[str, list[Money]] = {}
    own: list[Money] = []
    for row in rows:
        amount = Money.of(row["amount"], row["currency"]).converted(rates[row["currency"]].rate, currency)
        by_part.setdefault(row["component"], []).append(amount)
        own += [amount] if row["customer_id"] == watch.customer_id else []
    told = [
        CountedAt(currency=one, rate=rate.rate, on=rate.effective_on, source=rate.source)
        for one, rate in sorted(rates.items())
        if one != currency
    ]
    parts = tuple(
        Part.model_validate({"component": name, "amount": Money.total(amounts, currency)})
        for name, amounts in by_part.items()
    )
    return Counted(parts, Money.total(own, currency), tuple(told))


async def _facts(work: Work, watch: Watch, wanted: Wanted, counted: Counted, asked: Money) -> Facts:
    on, plan = wanted.on, watch.plan
    group = None if watch.group.limit is None else Room(watch.group.limit, counted.total, asked)
    own = None
    if watch.own.limit is not None:
        used, more = await _in(work, _amounts([counted.own, asked]), watch.own.limit.currency, on)
        own = Room(watch.own.limit, used, more)
    month = None
    if plan.purchase_limit is not None:
        rows = await work.rows(queries.ordered_in_month(watch.group_id, on))
        amounts = [(row["amount"], row["currency"]) for row in rows]
        so_far = await _in(work, [*amounts, *_amounts([wanted.amount])], plan.purchase_limit.currency, on)
        limit = plan.purchase_limit
        month = Room(limit, Money.total(so_far[:-1], limit.currency), so_far[-1])
    prices = await _wholesale(work, wanted) if plan.discount is not None else ()
    days = watch.term_days
    oldest = await _oldest(work, watch, on) if days is not None else None
    return Facts(group, own, days, oldest, month, plan.discount, tuple(prices))


def _amounts(amounts: Iterable[Money]) -> list[tuple[Decimal, str]]:
    return [(one.amount, one.currency) for one in amounts]


async def _in(work: Work, amounts: Sequence[tuple[Decimal, str]], currency: str, on: date) -> list[Money]:
    """Each amount in a currency, at the rate of the day."""
    counted = []
    for amount, known in amounts:
        rate = await rate_on(work, known, currency, on)
        counted.append(Money.of(amount, known).converted(rate.rate, currency))
    return counted


async def _oldest(work: Work, watch: Watch, on: date) -> Oldest | None:
    row = await work.row(queries.oldest(watch.group_id, on))
    return None if row is None else Oldest(row["document"], row["number"], (on - row["effective_on"]).days)


async def _wholesale(work: Work, wanted: Wanted) -> list[LinePrice]:
    """Lines whose product has a wholesale price in the order's currency."""
    found = []
    for line, product, price in wanted.prices:
        chosen = price_on(product_id_of(product), "wholesale", None, wanted.amount.currency, wanted.on)
        row = await work.row(chosen)
        if row is not None and row["price"] is not None:
            found.append(LinePrice(line, product, price, row["price"]))
    return found


async def note_order(work: Work, noted: Noted) -> None:
    """An order that nobody can refuse any more is a fact in its group's stream too: of an own order at the same time
    one looks again. Nothing where nothing is limited.
    """
    if not await anything_laid_down(work):
        return
    watch = await watch_of(work, noted.customer_id, noted.on)
    if not watch.limits_anything:
        return
    places = await places_of(work, noted.unit)
    async with work.beyond():
        stream = await work.load(EXPOSURE, watch.group_id, key=watch.group_id, unit=places["headquarters"])
        command = NoteOrder(watch.group_id, watch.customer_id, noted.order_id, noted.amount, noted.on)
        work.record(stream, decide(stream.state, command))


async def lift_hold(work: Work, customer_id: str, order_id: str, approval_id: str, on: date) -> None:
    """A held order is released: the orders that come with it look again."""
    async with work.beyond():
        watch = await watch_of(work, customer_id, on)
        stream = await work.load(EXPOSURE, watch.group_id, must_exist=True)
        work.record(stream, decide(stream.state, LiftHold(watch.group_id, order_id, approval_id, on)))


async def remember_credit(work: Work, said: Mapping[str, Any]) -> None:
    """What customer told of somebody's credit."""
    await work.execute(insert(credit_terms).values(**said).on_conflict_do_nothing())


async def remember_group(work: Work, customer_id: str, head_id: str | None) -> None:
    """To which group somebody belongs now."""
    row = insert(customer_groups).values(customer_id=customer_id, head_id=head_id)
    if head_id is None:
        await work.execute(customer_groups.delete().where(customer_groups.c.customer_id == customer_id))
        return
    changed = {"head_id": row.excluded.head_id}
    await work.execute(row.on_conflict_do_update(index_elements=[customer_groups.c.customer_id], set_=changed))


async def remember_plan(work: Work, said: Mapping[str, Any]) -> None:
    """What customers of a grade may have."""
    await work.execute(insert(service_plans).values(**said).on_conflict_do_nothing())
