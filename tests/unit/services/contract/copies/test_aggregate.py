from datetime import date

from services.contract.copies.aggregate import COPIES, Chase, GiveBack, HandOut, MoreCopiesThanOutError, decide
from services.contract.copies.events import CopiesChased, CopiesHandedOut, CopiesReturned
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError

given = specification(COPIES, decide)
GONE, DUE = date(2026, 3, 2), date(2026, 3, 31)
OUT = CopiesHandedOut(
    copies_id="o1",
    contract_id="c1",
    owner_id="s1",
    purpose="lent",
    seal_use_id=None,
    responsible="s2",
    count=3,
    due_on=DUE,
    effective_on=GONE,
)


def returned(count: int, left: int) -> CopiesReturned:
    return CopiesReturned(copies_id="o1", contract_id="c1", count=count, left=left, effective_on=DUE)


def test_copies_come_back_some_and_then_the_rest():
    given().when(HandOut(OUT)).then(OUT)
    given(OUT).when(GiveBack(2, DUE)).then(returned(2, 1))
    given(OUT, returned(2, 1)).when(GiveBack(2, DUE)).fails(MoreCopiesThanOutError, left=1)
    given(OUT, returned(2, 1), returned(1, 0)).when(GiveBack(1, DUE)).fails(NotPossibleNowError)


def test_copies_come_back_after_they_went():
    given().when(HandOut(OUT.model_copy(update={"due_on": date(2026, 3, 1)}))).fails(InvalidFieldError)
    given(OUT).when(GiveBack(1, date(2026, 3, 1))).fails(InvalidFieldError)


def test_copies_that_are_not_back_are_asked_for_every_week():
    chased = CopiesChased(
        copies_id="o1",
        contract_id="c1",
        owner_id="s1",
        responsible="s2",
        purpose="lent",
        left=3,
        due_on=DUE,
        times=1,
        next_on=date(2026, 4, 8),
    )
    given(OUT).when(Chase(DUE)).then()
    given(OUT).when(Chase(date(2026, 4, 1))).then(chased)
    again = chased.model_copy(update={"times": 2, "next_on": date(2026, 4, 15)})
    given(OUT, chased).when(Chase(date(2026, 4, 8))).then(again)
    given(OUT, returned(3, 0)).when(Chase(date(2026, 4, 1))).then()
