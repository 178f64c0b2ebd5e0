"""What contracts under a master draw on it: never more than it allows, at any stage, in its own currency."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given as example
from hypothesis import strategies as st

from services.contract.master.aggregate import (
    MASTER,
    AmendMaster,
    CloseMaster,
    Draw,
    Master,
    MasterClosedError,
    OpenMaster,
    OverMasterCapError,
    OverMasterQuantityError,
    Rate,
    ReopenMaster,
    decide,
)
from services.contract.master.events import Drawn, MasterClosed, MasterDrawn, MasterOpened, MasterReopened
from services.contract.particulars import MasterTerms, QuantityCap
from shared.testing.given import specification
from shared.values.errors import DomainError, NotPossibleNowError
from shared.values.money import Money

TODAY = date(2026, 3, 2)
ONE = Rate(Decimal(1), TODAY, "")
RATES = {"CNY": ONE, "USD": Rate(Decimal("7.1"), TODAY, "PBOC"), "EUR": Rate(Decimal("7.83"), TODAY, "PBOC")}
TERMS = MasterTerms(cap=Money.of("1000", "CNY"), quantities=(QuantityCap(product_code="fan", quantity=Decimal(10)),))
OPENED = MasterOpened(contract_id="m1", cap=TERMS.cap, quantities=TERMS.quantities, effective_on=TODAY)
given = specification(MASTER, decide)


def draw(amount: str, currency: str = "CNY", stage: Any = "ordered", document: str = "d1", **more: Any) -> Draw:
    return Draw("c1", stage, document, Money.of(amount, currency), RATES[currency], TODAY, **more)


def drawn(amount: str, counted: str, currency: str = "CNY", stage: Any = "ordered", **more: Any) -> MasterDrawn:
    rate = RATES[currency]
    return MasterDrawn(
        master_id="m1",
        contract_id="c1",
        stage=stage,
        document="d1",
        amount=Money.of(amount, currency),
        counted=Money.of(counted, "CNY"),
        rate=rate.value,
        rate_on=rate.on,
        rate_source=rate.source,
        effective_on=TODAY,
        **{"of": None, **more},
    )


def test_a_master_opens_once():
    given().when(OpenMaster("m1", TERMS, TODAY)).then(OPENED)
    given(OPENED).when(OpenMaster("m1", TERMS, TODAY)).fails(NotPossibleNowError)
    given().when(draw("1")).fails(NotPossibleNowError)


def test_an_order_in_another_currency_counts_at_its_rate():
    given(OPENED).when(draw("100", "USD")).then(drawn("100", "710", "USD"))


def test_what_passes_the_cap_is_refused_with_limit_used_and_rate():
    used = drawn("100", "710", "USD")
    given(OPENED, used).when(draw("37.04", "EUR")).fails(
        OverMasterCapError,
        stage="ordered",
        limit={"amount": "1000.00", "currency": "CNY"},
        used={"amount": "710.00", "currency": "CNY"},
        requested={"amount": "290.02", "currency": "CNY"},
        rate="7.83",
    )
    given(OPENED, used).when(draw("290")).then(drawn("290", "290"))


def test_every_stage_has_the_whole_cap():
    given(OPENED, drawn("1000", "1000")).when(draw("1000", stage="invoiced")).then(
        drawn("1000", "1000", stage="invoiced")
    )


def test_what_is_given_back_can_be_drawn_again():
    full, back = drawn("1000", "1000", stage="paid"), drawn("-400", "-400", stage="paid", of="d1")
    given(OPENED, full).when(draw("-400", stage="paid", of="d1")).then(back)
    given(OPENED, full, back).when(draw("400.01", stage="paid")).fails(OverMasterCapError)
    given(OPENED, full, back).when(draw("400", stage="paid")).then(drawn("400", "400", stage="paid"))


def test_quantities_of_a_product_have_caps_of_their_own():
    seven = (Drawn(product_code="fan", quantity=Decimal(7)),)
    first = drawn("1", "1", quantities=seven)
    given(OPENED).when(draw("1", quantities=seven)).then(first)
    given(OPENED, first).when(draw("1", quantities=seven)).fails(
        OverMasterQuantityError, product_code="fan", limit="10", used="7", requested="7"
    )
    other = (Drawn(product_code="lamp", quantity=Decimal(99)),)
    given(OPENED, first).when(draw("1", quantities=other)).then(drawn("1", "1", quantities=other))


def test_a_closed_master_takes_no_orders_and_settles_what_was_ordered():
    closed = MasterClosed(contract_id="m1", effective_on=TODAY)
    given(OPENED).when(CloseMaster(TODAY)).then(closed)
    given(OPENED, closed).when(CloseMaster(TODAY)).then()
    given(OPENED, closed).when(draw("1")).fails(MasterClosedError)
    given(OPENED, closed).when(draw("1", stage="paid")).then(drawn("1", "1", stage="paid"))
    given(OPENED, closed).when(ReopenMaster(TODAY)).then(MasterReopened(contract_id="m1", effective_on=TODAY))


def test_a_lower_cap_lets_nothing_more_be_drawn():
    lower = TERMS.model_copy(update={"cap": Money.of("500", "CNY")})
    outcome = given(OPENED, drawn("700", "700")).when(AmendMaster(lower, TODAY))
    assert outcome.state.cap == lower.cap
    given(OPENED, drawn("700", "700"), *outcome.events).when(draw("0.01")).fails(OverMasterCapError)
    given(OPENED).when(AmendMaster(TERMS, TODAY)).then()


STEP = st.tuples(
    st.sampled_from(["ordered", "accepted", "invoiced", "paid"]),
    st.sampled_from(sorted(RATES)),
    st.integers(-20_000, 40_000).filter(bool),
    st.sampled_from([0, 0, 1, 4]),
)


@example(st.lists(STEP, max_size=40))
def test_no_run_of_documents_passes_a_cap_and_the_sums_are_those_of_the_events(steps: list[tuple[Any, str, int, int]]):
    state, events = MASTER.fold([OPENED]), []
    for number, (stage, currency, cents, fans) in enumerate(steps):
        amount = Money.of(Decimal(cents) / 100, currency)
        quantities = (Drawn(product_code="fan", quantity=Decimal(fans)),) if fans else ()
        try:
            new = decide(state, Draw("c1", stage, f"d{number}", amount, RATES[currency], TODAY, None, quantities))
        except DomainError:
            continue
        before, state = state, MASTER.fold(new, state)
        events += new
        holds(before, state, stage)
    for stage in ("ordered", "accepted", "invoiced", "paid"):
        counted = [one.counted for one in events if isinstance(one, MasterDrawn) and one.stage == stage]
        assert state.drawn(stage) == Money.total(counted, "CNY")
    assert MASTER.fold([OPENED, *events]) == state


def holds(before: Master, after: Master, stage: Any) -> None:
    assert after.cap is not None
    assert after.drawn(stage) <= max(after.cap, before.drawn(stage))
    assert after.quantity(stage, "fan") <= 10
