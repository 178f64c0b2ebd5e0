"""What no schedule is made for, each with the field that has to change."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from services.asset.schedule.methods import Method
from services.asset.schedule.plan import Change, Plan, Terms
from services.asset.schedule.posting import MONTHS_OF_A_PERIOD, Convention
from shared.values.errors import InvalidFieldError

MOST_MONTHS: Final = 12 * 200
RATED: Final = frozenset({Method.DECLINING_BALANCE, Method.DOUBLE_DECLINING})
DAILY_METHODS: Final = frozenset({Method.STRAIGHT_LINE, *RATED})
GIVES_ITS_OWN_ROWS: Final = frozenset({Method.UNITS_OF_PRODUCTION, Method.MANUAL})

Refusal = tuple[str, str]


def refuse_unsound(plan: Plan) -> None:
    """Raises `InvalidFieldError` naming the first field that does not hold."""
    for check in CHECKS:
        for pointer, reason in check(plan):
            raise InvalidFieldError(pointer, reason)


def unsound_terms(terms: Terms, at: str = "") -> Iterator[Refusal]:
    """What is wrong with amounts, rate and life, at the beginning or after a change."""
    if terms.cost <= 0:
        yield f"{at}/cost", "is above zero"
    if terms.residual < 0:
        yield f"{at}/residual", "is not negative"
    if terms.residual > terms.cost:
        yield f"{at}/residual", "is over the cost"
    if terms.periods < 1:
        yield f"{at}/periods", "is at least one"
    if terms.rate is not None and terms.method not in RATED:
        yield f"{at}/rate", f"{terms.method} takes no rate"
    if terms.rate is not None and not 0 < terms.rate <= 1:
        yield f"{at}/rate", "is a yearly fraction above zero and at most one"
    if terms.method is Method.DECLINING_BALANCE and terms.rate is None and not terms.residual:
        yield f"{at}/rate", "declining balance needs a rate or a residual"


def _terms(plan: Plan) -> Iterator[Refusal]:
    yield from unsound_terms(plan.terms)


def _calendar(plan: Plan) -> Iterator[Refusal]:
    calendar = plan.calendar
    if calendar.months not in MONTHS_OF_A_PERIOD:
        yield "/months_per_period", "is 1, 3, 6 or 12"
    if plan.terms.periods * calendar.months > MOST_MONTHS:
        yield "/periods", f"a life is at most {MOST_MONTHS // 12} years"
    if calendar.first_posting < calendar.in_use:
        yield "/first_posting", "is before in_use"
    if calendar.first_posting.year - calendar.in_use.year > MOST_MONTHS // 12:
        yield "/first_posting", f"is more than {MOST_MONTHS // 12} years after in_use"
    if calendar.first_posting.year + MOST_MONTHS // 12 > 9998:
        yield "/first_posting", "leaves no dates for the rows"
    if calendar.convention is Convention.DAILY and plan.terms.method not in DAILY_METHODS:
        yield "/convention", f"{plan.terms.method} has no daily charges"


def _opening(plan: Plan) -> Iterator[Refusal]:
    count, amount = plan.calendar.opening_count, plan.opening_amount
    if count < 0:
        yield "/opening_count", "is not negative"
    if amount < 0:
        yield "/opening_amount", "is not negative"
    if amount and not count:
        yield "/opening_count", "opening_amount needs opening_count, the number of charges booked"
    if count and not amount:
        yield "/opening_amount", "opening_count needs opening_amount, the sum of the charges booked"
    if amount > plan.terms.cost - plan.terms.residual:
        yield "/opening_amount", "is over the depreciable amount"
    if count >= plan.terms.periods:
        yield "/opening_count", "is not below the number of charges"


def _production(plan: Plan) -> Iterator[Refusal]:
    if (plan.production is None) is (plan.terms.method is Method.UNITS_OF_PRODUCTION):
        yield "/units", "goes with units_of_production, and that with units"
    if plan.production is None:
        return
    if plan.production.total <= 0:
        yield "/units/total", "is above zero"
    for place, used in enumerate(plan.production.used):
        if used < 0:
            yield f"/units/used/{place}", "is not negative"
    if len(plan.production.used) + plan.calendar.opening_count > plan.terms.periods:
        yield "/units/used", "has more entries than periods are left"


def _manual(plan: Plan) -> Iterator[Refusal]:
    if bool(plan.given) is not (plan.terms.method is Method.MANUAL):
        yield "/rows", "goes with manual, and that with rows"
    if not plan.given:
        return
    before = None
    for place, (on, charge) in enumerate(plan.given):
        if charge < 0:
            yield f"/rows/{place}/charge", "is not negative"
        if on < plan.calendar.in_use:
            yield f"/rows/{place}/date", "is before in_use"
        if before is not None and on <= before:
            yield f"/rows/{place}/date", "is not after the row before it"
        before = on
    if (
        sum((charge for _, charge in plan.given), Decimal(0))
        != plan.terms.cost - plan.terms.residual - plan.opening_amount
    ):
        yield "/rows", "do not sum up to the depreciable amount"


def _changes(plan: Plan) -> Iterator[Refusal]:
    if plan.changes and plan.terms.method is Method.MANUAL:
        yield "/changes", "manual rows are changed by giving other rows"
    terms = plan.terms
    for change in plan.ordered_changes:
        terms = change.applied(terms)
        yield from unsound_terms(terms, change.pointer)
        yield from _unfit_change(plan, change, terms)


def _unfit_change(plan: Plan, change: Change, terms: Terms) -> Iterator[Refusal]:
    if terms.periods * plan.calendar.months > MOST_MONTHS:
        yield f"{change.pointer}/periods", f"a life is at most {MOST_MONTHS // 12} years"
    if change.method in GIVES_ITS_OWN_ROWS or (change.method and plan.terms.method in GIVES_ITS_OWN_ROWS):
        yield f"{change.pointer}/method", "a change keeps to methods that follow from time"
    if plan.calendar.convention is Convention.DAILY and terms.method not in DAILY_METHODS:
        yield f"{change.pointer}/method", f"{terms.method} has no daily charges"


CHECKS: Final[tuple[Callable[[Plan], Iterator[Refusal]], ...]] = (
    _terms,
    _calendar,
    _opening,
    _production,
    _manual,
    _changes,
)
