"""From a class's terms to a card's plan, and from a change to the rows that follow from it."""

from dataclasses import replace
from datetime import date, timedelta

from services.asset.card.commands import Opening
from services.asset.card.events import DepreciationPlanned
from services.asset.card.state import Book, Card
from services.asset.schedule.plan import Change, Plan, Terms, schedule
from services.asset.schedule.posting import PostingCalendar, first_posting_by
from services.asset.schedule.refusals import refuse_unsound
from services.asset.terms import BookTerms, stretches_of
from shared.values.currency import minor_digits
from shared.values.money import Money

ONE_DAY = timedelta(days=1)


def first_plan(
    asset_id: str, terms: BookTerms, cost: Money, in_use: date, opening: Opening | None, effective_on: date
) -> DepreciationPlanned:
    """The plan a book begins with."""
    first_posting = (
        opening.first_posting if opening else first_posting_by(terms.convention, in_use, terms.months_per_period)
    )
    book = Book(
        name=terms.book,
        leading=terms.leading,
        terms=Terms(
            cost=cost.amount,
            residual=cost.times(terms.residual_rate).amount,
            method=terms.method,
            periods=terms.periods,
            rate=terms.rate,
            straight_line_tail=terms.straight_line_tail,
        ),
        calendar=PostingCalendar(
            in_use, first_posting, terms.months_per_period, terms.convention, opening.count if opening else 0
        ),
        opening_amount=opening.amount if opening else cost.amount * 0,
    )
    return planned_event(asset_id, cost.currency, book, reason="first", since=None, effective_on=effective_on)


def new_plan(card: Card, book: Book, change: Change, *, reason: str, effective_on: date) -> DepreciationPlanned:
    """The plan after a change, which reaches no charge already made: it holds from the first uncharged day on."""
    since = change.on if book.charged_until is None else max(change.on, book.charged_until + ONE_DAY)
    changed = replace(book, changes=(*book.changes, replace(change, on=since, pointer="")))
    return planned_event(card.asset_id, card.currency, changed, reason=reason, since=since, effective_on=effective_on)


def planned_event(
    asset_id: str, currency: str, book: Book, *, reason: str, since: date | None, effective_on: date
) -> DepreciationPlanned:
    """The event that says a book's terms now in force and every row it has left to charge."""
    plan = plan_of(book, currency)
    refuse_unsound(plan)
    rows = [row for row in schedule(plan) if book.charged_until is None or row.date > book.charged_until]
    now, calendar = book.terms_now, book.calendar
    return DepreciationPlanned(
        asset_id=asset_id,
        book=book.name,
        leading=book.leading,
        reason=reason,
        since=since,
        cost=Money(now.cost, currency),
        residual=Money(now.residual, currency),
        method=now.method,
        rate=now.rate,
        straight_line_tail=now.straight_line_tail,
        periods=now.periods,
        months_per_period=calendar.months,
        in_use=calendar.in_use,
        first_posting=calendar.first_posting,
        convention=calendar.convention,
        opening_count=calendar.opening_count,
        opening_amount=Money(book.opening_amount, currency),
        stretches=stretches_of(rows, calendar.months),
        next_on=rows[0].date if rows else None,
        effective_on=effective_on,
    )


def plan_of(book: Book, currency: str) -> Plan:
    """The book as the schedule reads it."""
    return Plan(
        terms=book.terms,
        calendar=book.calendar,
        opening_amount=book.opening_amount,
        changes=book.changes,
        digits=minor_digits(currency),
    )


def book_of(event: DepreciationPlanned, before: Book | None) -> Book:
    """The book after a plan: begun by the first, changed from `since` onward by a later one."""
    terms = Terms(
        cost=event.cost.amount,
        residual=event.residual.amount,
        method=event.method,
        periods=event.periods,
        rate=event.rate,
        straight_line_tail=event.straight_line_tail,
    )
    if before is None or event.since is None:
        calendar = PostingCalendar(
            event.in_use, event.first_posting, event.months_per_period, event.convention, event.opening_count
        )
        return Book(
            name=event.book,
            leading=event.leading,
            terms=terms,
            calendar=calendar,
            opening_amount=event.opening_amount.amount,
            accumulated=event.opening_amount.amount,
            stretches=event.stretches,
        )
    change = Change(
        event.since,
        cost=terms.cost,
        residual=terms.residual,
        method=terms.method,
        periods=terms.periods,
        rate=terms.rate,
    )
    return replace(
        before, changes=(*before.changes, change), stretches=event.stretches, kept_until=before.charged_until
    )
