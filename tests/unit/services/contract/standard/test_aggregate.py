from datetime import date
from decimal import Decimal

import pytest

from services.contract.standard.aggregate import (
    LIMIT_CHECK,
    STANDARD,
    AcceptEdition,
    Checks,
    DeclineEdition,
    EndLimits,
    ReceiveEdition,
    decide,
    note_check,
)
from services.contract.standard.checking import InForce, covers, held_against, taken_over, told
from services.contract.standard.errors import EditionDecidedError, LooserThanStandardError, NoLimitsError
from services.contract.standard.events import (
    CheckedLimit,
    Limit,
    LimitsAccepted,
    LimitsChecked,
    LimitsEnded,
    StandardDeclined,
    StandardReceived,
)
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotFoundError

given = specification(STANDARD, decide)
DAY, LATER = date(2026, 3, 2), date(2026, 9, 1)


def limit(name: str, most: str | None, least: str | None = None, unit: str = "%") -> Limit:
    return Limit.model_validate({"name": name, "kind": "chemistry", "unit": unit, "least": least, "most": most})


CARBON, STRENGTH = limit("C", "0.20"), limit("Rm", None, "355", "MPa")


def received(edition: int, *limits: Limit) -> StandardReceived:
    return StandardReceived(
        standard_id="s", counterparty_id="c", code="STD-9", edition=edition, reference="2026-A", grade="Q355",
        specification=None, limits=limits, file_id=None, contract_id=None, title="Steel", effective_on=DAY,
    )  # fmt: skip


def accepted(edition: int, *limits: Limit, on: date = DAY) -> LimitsAccepted:
    return LimitsAccepted(
        standard_id="s", counterparty_id="c", code="STD-9", edition=edition, grade="Q355", specification=None,
        limits=limits, effective_on=on,
    )  # fmt: skip


FIRST = received(1, CARBON, STRENGTH)


def test_an_edition_comes_in_and_is_accepted_as_it_is_or_tighter():
    given().when(ReceiveEdition(FIRST)).then(FIRST)
    given(FIRST).when(AcceptEdition(1, None, DAY)).then(accepted(1, CARBON, STRENGTH))
    tighter = (limit("c", "0.18"), STRENGTH, limit("P", "0.03"))
    given(FIRST).when(AcceptEdition(1, tighter, LATER)).then(accepted(1, *tighter, on=LATER))


@pytest.mark.parametrize(
    "own",
    [
        (limit("C", "0.21"), STRENGTH),
        (limit("C", None, "0.01"), STRENGTH),
        (limit("C", "0.20", unit="ppm"), STRENGTH),
        (CARBON, limit("Rm", "400", None, "MPa")),
    ],
)
def test_limits_of_ours_are_never_looser(own: tuple[Limit, ...]):
    given(FIRST).when(AcceptEdition(1, own, DAY)).fails(LooserThanStandardError)


def test_limits_of_ours_leave_none_out_and_can_be_met():
    given(FIRST).when(AcceptEdition(1, (CARBON,), DAY)).fails(InvalidFieldError)
    for wrong in (limit("C", None), limit("C", "1", "2")):
        given().when(ReceiveEdition(received(1, wrong))).fails(InvalidFieldError)
    given().when(ReceiveEdition(received(1, CARBON, limit(" c", "1")))).fails(InvalidFieldError)


def test_only_the_newest_edition_is_decided_and_once():
    second = received(2, CARBON)
    given(FIRST, second).when(AcceptEdition(1, None, DAY)).fails(EditionDecidedError)
    given(FIRST, accepted(1, CARBON, STRENGTH)).when(AcceptEdition(1, None, DAY)).fails(EditionDecidedError)
    given(FIRST).when(AcceptEdition(2, None, DAY)).fails(NotFoundError)
    before = accepted(1, CARBON, STRENGTH, on=LATER)
    given(FIRST, before, second).when(AcceptEdition(2, None, DAY)).fails(InvalidFieldError)
    given(FIRST, before, second).when(AcceptEdition(2, None, LATER)).then(accepted(2, CARBON, on=LATER))


def test_an_edition_is_declined_and_limits_end_with_a_reason():
    of = {"standard_id": "s", "counterparty_id": "c", "code": "STD-9", "edition": 1}
    declined = StandardDeclined(**of, reason="Not for our process", effective_on=DAY)
    given(FIRST).when(DeclineEdition(1, "Not for our process", DAY)).then(declined)
    given(FIRST, declined).when(EndLimits("?", DAY)).fails(NoLimitsError)
    ended = LimitsEnded(**of, reason="The customer has left", effective_on=LATER)
    given(FIRST, accepted(1, CARBON)).when(EndLimits("The customer has left", LATER)).then(ended)
    given(FIRST, accepted(1, CARBON, on=LATER)).when(EndLimits("?", DAY)).fails(InvalidFieldError)


def of(one: Limit, code: str = "STD-9", edition: int = 1) -> InForce:
    return InForce(code, code, edition, one)


@pytest.mark.parametrize(
    ("stated", "good"),
    [
        (limit("C", "0.20"), True),
        (limit("C", "0.1", "0.05"), True),
        (limit("C", "0.2001"), False),
        (limit("C", None, "0.1"), False),
        (limit("C", "0.20", unit="％"), True),
        (limit("C", "0.20", unit="ppm"), False),
    ],
)
def test_what_is_stated_lies_within_a_limit_where_all_that_is_good_for_it_is(stated: Limit, good: bool):
    assert covers(CARBON, stated) is good


def test_limits_that_nothing_is_stated_for_count_the_tightest_of_all_standards():
    limits = [of(CARBON), of(limit("c", "0.18", "0.01"), "OTHER"), of(STRENGTH), of(limit("C", "9", unit="ppm"), "PPM")]
    held = held_against(limits, [limit("RM", None, "300", "MPa")])
    assert [one.at for one in held] == [None, None, 0, None]
    assert [one.within([limit("RM", None, "300", "MPa")]) for one in held] == [True, True, False, True]
    assert [(one.name, one.unit, one.least, one.most) for one in taken_over(held)] == [
        ("C", "%", Decimal("0.01"), Decimal("0.18")),
        ("C", "ppm", None, Decimal(9)),
    ]


def test_a_deviation_is_told_by_limit_standard_and_edition():
    assert told(of(CARBON, edition=3), limit("C", "0.25")) == {
        "limit": "C", "standard_id": "STD-9", "standard": "STD-9", "edition": 3, "unit": "%", "least": None,
        "most": "0.20", "stated_unit": "%", "stated_least": None, "stated_most": "0.25",
    }  # fmt: skip


def test_a_check_is_told_once_and_one_against_nothing_never():
    kept = CheckedLimit(standard_id="s", code="STD-9", edition=1, name="C", outcome="kept")
    fact = LimitsChecked(
        checked_in="order",
        subject_id="o",
        contract_id="k",
        counterparty_id="c",
        line=1,
        checked=(kept,),
        effective_on=DAY,
    )
    nothing = fact.model_copy(update={"checked": ()})
    assert note_check(Checks(), fact) == [fact]
    assert note_check(Checks(), nothing) == []
    after = LIMIT_CHECK.fold([fact], Checks())
    assert note_check(after, fact) == []
    assert note_check(after, nothing) == [nothing]
