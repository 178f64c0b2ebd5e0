"""Runs: started once per unit, book and period, charged slice by slice, posted with a balanced journal, reversed."""

from datetime import date
from typing import Final

from services.asset.accounts.queries import accounts_in
from services.asset.card.aggregate import CARD
from services.asset.card.charging import charge_of, reversal_of
from services.asset.card.commands import Charge, ReverseCharge
from services.asset.card.state import Card
from services.asset.depreciation.aggregate import (
    RUN,
    ClassTotal,
    PostRun,
    ReverseRun,
    Run,
    StartRun,
    decide,
    period_bounds,
)
from services.asset.depreciation.due import CHARGED_BY_RUN, TOTALS, DueCard, due_card, due_cards
from services.asset.depreciation.projections import CONTINUES
from shared.eventstore.aggregate import Stream
from shared.eventstore.deadlines import Deadline, set_deadline
from shared.eventstore.work import Work
from shared.values.errors import ForbiddenError
from shared.values.ids import derived_id
from shared.values.money import Money

SLICE: Final = 2000
"""Cards charged in one transaction; the run's deadline carries it on from there, also after a kill."""


def run_id_of(unit_id: str, book: str, period: str, currency: str) -> str:
    """One run for a unit, book, period and currency, however often it is asked for."""
    return derived_id("depreciation", unit_id, book, period, currency)


async def start_run(work: Work, command: StartRun) -> Stream[Run]:
    """Starts the run and charges its first slice; a small unit's run is posted with that."""
    if not work.context.covers(command.unit_id):
        raise ForbiddenError("The unit is outside the caller's permission.")
    run = await work.load(RUN, command.run_id, key=command.unit_id, unit=command.unit_id)
    started = decide(run.state, command)
    if started:
        work.record(run, started)
        # Flushed before the bulk read: what the giver of a transfer still bears lies in another unit by now.
        await work.flush()
        await _charge_slice(work, run)
    return run


async def continue_run(work: Work, due: Deadline) -> None:
    """The next slice of a run that did not fit into one transaction, or was killed in between."""
    run = await work.load(RUN, due.subject, must_exist=True)
    if not await _charge_slice(work, run):
        await work.execute(set_deadline(CONTINUES, due.subject, work.context.now))


async def _charge_slice(work: Work, run: Stream[Run]) -> bool:
    """Charges up to a slice of cards; True once none is left and the run is posted."""
    state = run.state
    until = period_bounds(state.period)[1]
    found = await due_cards(
        work.conn, book=state.book, until=until, currency=state.currency, unit=state.unit_id, most=SLICE
    )
    for card in found:
        order = Charge(run.id, card.bearer, state.book, state.period, until)
        charged = charge_of(card.chargeable, order)
        if charged is not None:
            work.record(_stream_of(card), [charged])
    if len(found) == SLICE:
        return False
    await work.flush()
    # Before anything is read as the caller: what the giver of a transfer bears lies in another unit by now.
    totals = await _totals(work, run)
    work.record(run, decide(state, PostRun(totals, await accounts_in(work, state.book, state.period))))
    return True


async def _totals(work: Work, run: Stream[Run]) -> tuple[ClassTotal, ...]:
    rows = await work.conn.fetch(TOTALS, run.id)
    return tuple(
        ClassTotal(row["borne_by"], row["class_code"], Money(row["charge"], run.state.currency), row["cards"])
        for row in rows
    )


async def reverse_run(work: Work, run_id: str, reason: str, on: date) -> Stream[Run]:
    """Takes back every charge of a posted run; refused as a whole when something stands upon one of them."""
    run = await work.load(RUN, run_id, must_exist=True)
    work.record(run, decide(run.state, ReverseRun(reason, on)))
    # Flushed before the bulk read: what a transfer has moved since lies in another unit by now.
    await work.flush()
    for row in await work.conn.fetch(CHARGED_BY_RUN, run_id):
        card = due_card(row)
        order = ReverseCharge(
            run_id=run_id,
            unit_id=card.bearer,
            book=run.state.book,
            period=run.state.period,
            charge=row["charge"],
            since=row["since"],
            until=period_bounds(run.state.period)[1],
        )
        work.record(_stream_of(card), [reversal_of(card.chargeable, order)])
    return run


def _stream_of(card: DueCard) -> Stream[Card]:
    """The card's stream at the version its table says, unfolded: the append fails if someone was first."""
    asset_id = card.chargeable.asset_id
    return Stream(
        CARD,
        asset_id,
        CARD.stream(asset_id),
        CARD.initial,
        version=card.version,
        key=asset_id,
        unit=card.unit_id,
        stored_version=card.version,
        snapshot_version=card.version,
    )
