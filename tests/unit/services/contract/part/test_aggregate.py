from datetime import date
from decimal import Decimal

import pytest

from services.contract.part.aggregate import PART, DuplicatePartError, TellPart, decide, utilisation
from services.contract.part.events import PartChanged, PartParticulars
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError

given = specification(PART, decide)


def told(weight: str = "1.8", blank_weight: str = "2.4", quota: str = "2.5") -> PartChanged:
    said = PartParticulars(
        name="gear", blank="forged", weight=Decimal(weight), blank_weight=Decimal(blank_weight), quota=Decimal(quota)
    )
    return PartChanged(
        part_id="p", contract_id="k", counterparty_id="c", model="X6", part="G-1", particulars=said,
        effective_on=date(2026, 3, 2),
    )  # fmt: skip


def test_a_part_is_told_once_and_anew_by_who_read_it():
    given().when(TellPart(told())).then(told())
    given(told()).when(TellPart(told())).fails(DuplicatePartError)
    given(told()).when(TellPart(told(), anew=True)).then()
    given(told()).when(TellPart(told("1.9"), anew=True)).then(told("1.9"))


@pytest.mark.parametrize("weights", [("2.5", "2.4", "2.5"), ("1.8", "2.6", "2.5")])
def test_a_part_is_no_heavier_than_its_blank_and_a_blank_takes_no_more_than_the_quota(weights):
    given().when(TellPart(told(*weights))).fails(InvalidFieldError)


def test_what_stays_in_the_part_is_a_share_of_the_quota():
    assert utilisation(Decimal("1.8"), Decimal("2.5")) == Decimal("0.7200")
    assert utilisation(Decimal(1), Decimal(3)) == Decimal("0.3333")
