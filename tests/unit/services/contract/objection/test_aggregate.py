from datetime import date

from services.contract.objection.aggregate import OBJECTION, AnswerObjection, RaiseObjection, decide
from services.contract.objection.events import ObjectionAnswered, ObjectionRaised
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError

given = specification(OBJECTION, decide)
DAY = date(2026, 3, 2)
RAISED = ObjectionRaised(
    objection_id="b", counterparty_id="c", order_id=None, grade="Q235", specification=None, defect="crack",
    words="edges cracked", effective_on=DAY,
)  # fmt: skip
UPHELD = ObjectionAnswered(
    objection_id="b", counterparty_id="c", outcome="upheld", prevention="slower cooling", effective_on=DAY
)


def test_an_objection_is_upheld_with_its_prevention_or_rejected_once():
    given().when(RaiseObjection(RAISED)).then(RAISED)
    given(RAISED).when(AnswerObjection("upheld", "slower cooling", DAY)).then(UPHELD)
    given(RAISED, UPHELD).when(AnswerObjection("rejected", None, DAY)).fails(NotPossibleNowError)
    given(RAISED).when(AnswerObjection("upheld", None, DAY)).fails(InvalidFieldError)
    given(RAISED).when(AnswerObjection("rejected", "none", DAY)).fails(InvalidFieldError)
    given(RAISED).when(AnswerObjection("rejected", None, date(2026, 3, 1))).fails(InvalidFieldError)
