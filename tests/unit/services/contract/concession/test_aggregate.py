from datetime import date
from decimal import Decimal

from services.contract.concession.aggregate import (
    CONCESSION,
    AskConcession,
    AskForBatch,
    DecideConcession,
    NeedlessConcessionError,
    OwnConcessionError,
    decide,
)
from services.contract.concession.events import BatchConcessionAsked, ConcessionAsked, ConcessionDecided
from services.contract.requirement.events import Deviation
from services.contract.standard.checking import InForce
from services.contract.standard.events import Limit
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError

given = specification(CONCESSION, decide)
DAY, UNTIL = date(2026, 3, 2), date(2026, 6, 30)
CARBON = InForce("s", "STD-9", 2, Limit(name="C", kind="chemistry", unit="%", most=Decimal("0.20")))
ASKED = ConcessionAsked(
    concession_id="k", checked_in="order", subject_id="o", contract_id="c", line=1, counterparty_id="p",
    standard_id="s", code="STD-9", edition=2, name="C", unit="%", least=None, most=Decimal("0.22"),
    asked_by="li", reason="One heat", until=UNTIL, effective_on=DAY,
)  # fmt: skip


def decided(*, granted: bool) -> ConcessionDecided:
    return ConcessionDecided(
        concession_id="k", contract_id="c", granted=granted, decided_by="wu", reason="Once", effective_on=DAY
    )


def test_a_concession_is_asked_for_beyond_the_limit_only():
    given().when(AskConcession(ASKED, CARBON)).then(ASKED)
    within = ASKED.model_copy(update={"most": Decimal("0.20")})
    given().when(AskConcession(within, CARBON)).fails(NeedlessConcessionError)
    for wrong in ({"until": date(2026, 3, 1)}, {"least": Decimal(1)}):
        given().when(AskConcession(ASKED.model_copy(update=wrong), CARBON)).fails(InvalidFieldError)


def test_somebody_else_decides_once():
    given(ASKED).when(DecideConcession(True, "wu", "Once", DAY)).then(decided(granted=True))
    given(ASKED).when(DecideConcession(False, "wu", "Once", DAY)).then(decided(granted=False))
    given(ASKED).when(DecideConcession(True, "li", "Mine", DAY)).fails(OwnConcessionError)
    given(ASKED, decided(granted=False)).when(DecideConcession(True, "wu", "Yes", DAY)).fails(NotPossibleNowError)
    given().when(DecideConcession(True, "wu", "Once", DAY)).fails(NotPossibleNowError)


BATCH = BatchConcessionAsked(
    concession_id="k", order_id="o", contract_id="c", counterparty_id="p", line=1, batch="H1", grade="Q355",
    quantity=Decimal(40), objected=("crack",), reference="TB-77", asked_by="li", reason="All of it", effective_on=DAY,
    deviations=(Deviation(name="C", least=None, most=Decimal("0.20"), value=Decimal("0.22")),),
)  # fmt: skip


def test_a_whole_batch_is_asked_for_at_once_and_somebody_else_decides_once():
    given().when(AskForBatch(BATCH)).then(BATCH)
    given(BATCH).when(AskForBatch(BATCH)).fails(NotPossibleNowError)
    given(BATCH).when(DecideConcession(True, "wu", "Once", DAY)).then(decided(granted=True))
    given(BATCH).when(DecideConcession(True, "li", "Mine", DAY)).fails(OwnConcessionError)
    given(BATCH, decided(granted=True)).when(DecideConcession(False, "wu", "No", DAY)).fails(NotPossibleNowError)
