import calendar
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from services.asset.schedule.cut import portion, split, until_disposal
from services.asset.schedule.methods import Method
from services.asset.schedule.plan import Change, Plan, Terms, schedule
from services.asset.schedule.posting import Convention, PostingCalendar, first_posting_by
from services.asset.schedule.refusals import DAILY_METHODS, refuse_unsound

TIMED = [method for method in Method if method not in (Method.UNITS_OF_PRODUCTION, Method.MANUAL)]
cents = st.integers(1, 10**12).map(lambda amount: Decimal(amount).scaleb(-2))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    method = draw(st.sampled_from(TIMED))
    convention = draw(
        st.sampled_from([one for one in Convention if one is not Convention.DAILY or method in DAILY_METHODS])
    )
    months = draw(st.sampled_from([1, 3, 6, 12]))
    in_use = draw(st.dates(date(2000, 1, 1), date(2060, 12, 31)))
    first_posting = first_posting_by(convention, in_use, months)
    if draw(st.booleans()):
        first_posting = in_use + timedelta(draw(st.integers(0, 500)))
    cost = draw(cents)
    residual = min(draw(cents), cost)
    periods = draw(st.integers(1, 80))
    plan = Plan(
        Terms(cost, residual, method, periods, straight_line_tail=draw(st.booleans())),
        PostingCalendar(in_use, first_posting, months, convention),
    )
    refuse_unsound(plan)
    return plan


@given(plans())
def test_a_whole_schedule_charges_exactly_the_depreciable_amount(plan: Plan):
    rows = schedule(plan)
    assert sum(row.charge for row in rows) == plan.terms.cost - plan.terms.residual
    assert all(row.charge >= 0 and row.charge == round(row.charge, 2) for row in rows)
    assert all(row.book_value == plan.terms.cost - row.accumulated >= plan.terms.residual for row in rows)


@given(plans())
def test_rows_come_in_order_and_never_before_use(plan: Plan):
    days = [row.date for row in schedule(plan)]
    assert days == sorted(set(days))
    assert all(day >= plan.calendar.in_use for day in days)


@given(plans())
def test_a_first_posting_at_months_end_keeps_every_regular_row_there(plan: Plan):
    first = plan.calendar.first_posting
    assume(first.day == calendar.monthrange(first.year, first.month)[1])
    rows = schedule(plan)
    regular = rows[:-1] if plan.calendar.convention is Convention.DAILY else rows
    assert all(row.date.day == calendar.monthrange(row.date.year, row.date.month)[1] for row in regular)


@given(plans(), st.data())
def test_a_change_leaves_the_rows_before_its_date_alone_and_the_sum_exact(plan: Plan, data: st.DataObject):
    rows = schedule(plan)
    assume(len(rows) > 1)
    on = rows[data.draw(st.integers(0, len(rows) - 1))].date
    more = data.draw(cents)
    changed = schedule(Plan(plan.terms, plan.calendar, changes=(Change(on, difference=more),)))
    assert [row for row in changed if row.date < on] == [row for row in rows if row.date < on]
    assert sum(row.charge for row in changed) == plan.terms.cost + more - plan.terms.residual


@given(plans(), st.data())
def test_disposal_charges_no_remainder_and_its_undoing_restores_the_schedule(plan: Plan, data: st.DataObject):
    rows = schedule(plan)
    assume(rows)
    on = data.draw(st.dates(plan.calendar.in_use, rows[-1].date))
    kept = until_disposal(plan, rows, on)
    assert sum(row.charge for row in kept) <= sum(row.charge for row in rows)
    assert kept[:-1] == rows[: max(len(kept) - 1, 0)]
    assert until_disposal(plan, rows, rows[-1].date) == rows


@given(plans(), st.integers(1, 9), st.integers(10, 20))
def test_splitting_parts_every_row_to_the_cent(plan: Plan, taken: int, whole: int):
    rows = schedule(plan)
    share = Fraction(taken, whole)
    part, stays = split(rows, plan.terms.cost, share)
    assert [one.charge + other.charge for one, other in zip(part, stays, strict=True)] == [row.charge for row in rows]
    assert all(row.charge >= 0 for row in part + stays)
    assert sum(row.charge for row in part) == portion(plan.terms.cost - plan.terms.residual, share)
