from datetime import date
from typing import Any

from services.contract.bill.aggregate import (
    BILL,
    ApplyBill,
    BillTooSmallError,
    DiscountBill,
    DishonourBill,
    EndorseBill,
    HonourBill,
    SplitBill,
    TakeBill,
    TellOfBill,
    decide,
)
from services.contract.bill.events import (
    BillApplied,
    BillDiscounted,
    BillDishonoured,
    BillEndorsed,
    BillHonoured,
    BillMaturing,
    BillSplit,
    BillTaken,
    Covered,
    Piece,
)
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError
from shared.values.money import Money

TODAY, DAY = date(2026, 3, 2), date(2026, 9, 1)
given = specification(BILL, decide)


def cny(amount: str) -> Money:
    return Money.of(amount, "CNY")


def covered(invoice: str, amount: str) -> Covered:
    return Covered(invoice_id=invoice, amount=cny(amount))


HEAD: dict[str, Any] = {
    "bill_id": "b1", "root_id": "b1", "contract_id": "c1", "counterparty_id": "k1", "owner_id": "s1",
}  # fmt: skip
TAKEN = BillTaken(
    **HEAD,
    of=None,
    number="5313",
    acceptor="bank",
    acceptor_name="ICBC",
    amount=cny("100"),
    covers=(),
    issued_on=TODAY,
    matures_on=DAY,
    effective_on=TODAY,
)
COVERS = (covered("i1", "60"), covered("i2", "30"))
APPLIED = BillApplied(**HEAD, covers=COVERS, effective_on=TODAY)
MOVED: dict[str, Any] = {**HEAD, "amount": cny("100"), "effective_on": TODAY}
DISCOUNTED = BillDiscounted(**MOVED, bank="ICBC", charges=cny("1"))
ENDORSED = BillEndorsed(**MOVED, endorsee_id="k2", on_contract_id="c2", payment_id="p1")
LATE: dict[str, Any] = {**MOVED, "effective_on": DAY}


def test_a_bill_is_for_something_and_for_a_day_to_come():
    given().when(TakeBill(TAKEN)).then(TAKEN)
    for wrong in ({"amount": cny("0")}, {"matures_on": date(2026, 3, 1)}, {"issued_on": DAY}):
        given().when(TakeBill(TAKEN.model_copy(update=wrong))).fails(InvalidFieldError)


def test_it_covers_no_more_than_it_is_for():
    given(TAKEN).when(ApplyBill(COVERS, TODAY)).then(APPLIED)
    given(TAKEN, APPLIED).when(ApplyBill((covered("i3", "10.01"),), TODAY)).fails(BillTooSmallError)
    given(TAKEN).when(ApplyBill((), TODAY)).fails(InvalidFieldError)
    given(TAKEN).when(ApplyBill((covered("i1", "0"),), TODAY)).fails(InvalidFieldError)


def test_the_pieces_of_a_split_take_over_in_turn_what_it_covers():
    pieces = (("p1", cny("50")), ("p2", cny("35")), ("p3", cny("15")))
    said = (
        Piece(bill_id="p1", amount=cny("50"), covers=(covered("i1", "50"),)),
        Piece(bill_id="p2", amount=cny("35"), covers=(covered("i1", "10"), covered("i2", "25"))),
        Piece(bill_id="p3", amount=cny("15"), covers=(covered("i2", "5"),)),
    )
    given(TAKEN, APPLIED).when(SplitBill(pieces, TODAY)).then(BillSplit(**HEAD, pieces=said, effective_on=TODAY))
    for wrong in (pieces[:2], pieces[:1], (*pieces, ("p4", cny("0"))), (("p1", cny("101")), ("p2", cny("-1")))):
        given(TAKEN, APPLIED).when(SplitBill(wrong, TODAY)).fails(InvalidFieldError)


def test_it_is_honoured_or_dishonoured_from_its_day_on_wherever_it_is():
    given(TAKEN).when(HonourBill(TODAY)).fails(InvalidFieldError)
    given(TAKEN).when(HonourBill(DAY)).then(BillHonoured(**LATE, passed_on=False))
    for passed in (DISCOUNTED, ENDORSED):
        given(TAKEN, passed).when(HonourBill(DAY)).then(BillHonoured(**LATE, passed_on=True))
    given(TAKEN, APPLIED, ENDORSED).when(DishonourBill(DAY)).then(
        BillDishonoured(**LATE, passed_on=True, covers=COVERS)
    )


def test_what_is_over_or_elsewhere_goes_nowhere_else():
    honoured = BillHonoured(**LATE, passed_on=False)
    for over in (DISCOUNTED, ENDORSED, honoured):
        for command in (
            DiscountBill("ICBC", None, TODAY),
            EndorseBill("k2", "c2", "p1", TODAY),
            SplitBill((("p1", cny("50")), ("p2", cny("50"))), TODAY),
        ):
            given(TAKEN, over).when(command).fails(NotPossibleNowError)
    given(TAKEN, honoured).when(DishonourBill(DAY)).fails(NotPossibleNowError)
    assert given(TAKEN, honoured).when(ApplyBill(COVERS, DAY)).error is None
    given(TAKEN, BillDishonoured(**LATE, passed_on=False, covers=())).when(ApplyBill(COVERS, DAY)).fails(
        NotPossibleNowError
    )


def test_a_bank_keeps_less_than_the_bill_and_pays_before_its_day():
    given(TAKEN).when(DiscountBill("ICBC", cny("1"), TODAY)).then(DISCOUNTED)
    given(TAKEN).when(DiscountBill("ICBC", cny("100.01"), TODAY)).fails(InvalidFieldError)
    given(TAKEN).when(DiscountBill("ICBC", None, DAY)).fails(InvalidFieldError)


def test_it_is_told_of_once_before_its_day():
    near = date(2026, 8, 23)
    told = BillMaturing(**{**MOVED, "effective_on": near}, matures_on=DAY)
    given(TAKEN).when(TellOfBill(TODAY)).then()
    given(TAKEN).when(TellOfBill(near)).then(told)
    given(TAKEN, told).when(TellOfBill(near)).then()
    given(TAKEN, ENDORSED).when(TellOfBill(near)).then()
