"""Every figure that a service explains has words here, and every word a translation."""

from datetime import date
from typing import get_args

import pytest

from services.asset.card.explanation import FigureName
from services.contract.ledger.bookings import KINDS
from services.notify.rule.shipped import SHIPPED
from services.portal.pages.contracts.amounts import plain_amount
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.why.formulas import FORMULAS, SOURCES
from services.portal.pages.why.seen import Moment
from services.portal.pages.why.timeline import BOOKED, Narrowed, details_of, words_of
from services.portal.pages.why.timeline import KINDS as ROOMS_SHOWN
from services.scoring.customer_view.figures import OF_A_CONTRACT, OF_A_CUSTOMER, OF_A_UNIT
from services.scoring.customer_view.timeline import ROOMS
from shared.settings import PORTS


def test_every_figure_that_is_explained_has_its_formula_in_words():
    told = {
        "customer": OF_A_CUSTOMER,
        "contract": OF_A_CONTRACT,
        "unit": OF_A_UNIT,
        "ledger": KINDS,
        "asset": get_args(FigureName),
    }
    assert {of: set(figures) for of, figures in told.items()} == {of: set(FORMULAS[of]) for of in SOURCES}
    assert {service for service, _ in SOURCES.values()} <= set(PORTS)
    assert set(ROOMS_SHOWN) == set(ROOMS)


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("113,000.00", "113000.00"),
        (" \uffe5113000 ", "113000"),
        ("0.50\u5143", "0.50"),
        ("007", "7"),
        ("1,13", ""),
        ("12,34,567", ""),
        ("0.00", ""),
        ("-5", ""),
        ("1e5", ""),
        ("\u0661\u0662", ""),
        ("", ""),
    ],
)
def test_an_amount_is_understood_as_a_bank_writes_it_and_nothing_is_guessed(typed: str, understood: str):
    assert plain_amount(typed) == understood


def moment(room: str, kind: str) -> Moment:
    return Moment(
        room=room, kind=kind, service="contract", stream="x-1", version=1, contract_id=None, about=None, amount=None,
        currency=None, effective_on=date(2026, 1, 1), recorded_at="2026-01-01T00:00:00Z",
    )  # fmt: skip


def test_an_event_is_told_in_words_and_an_unknown_one_by_its_kind():
    assert words_of(moment("payment", "blocked")) == "Payment blocked"
    assert words_of(moment("ledger", "ordered")) == BOOKED
    assert words_of(moment("asset", "painted")) == "painted"


def test_what_an_event_is_about_is_told_without_codes():
    def about(room: str, said: str) -> str:
        return details_of(moment(room, "x").model_copy(update={"about": said}), str)

    assert about("archive", "owner_id,stage") == "Owner, Stage"
    assert about("ledger", "4.2 acceptance") == "4.2 acceptance"
    assert about("message", "payment-thanks,email") == "Thanks for a payment · e-mail"
    assert about("message", "payment-thanks,email,550 refused") == (
        "Thanks for a payment · e-mail · the mail server refused it (550)"
    )
    assert about("message", "care,inbox,ended-by payment-1@2") == "care · inbox · no longer needed"
    assert (
        about("message", "care,email,SMTPConnectTimeoutError") == "care · e-mail · the mail server could not be reached"
    )
    assert about("contract", "S-1 Frame, second") == "S-1 Frame, second"
    imported = moment("contract", "x").model_copy(update={"about": "RT-1 Retail terms"})
    assert details_of(imported, str.upper) == "RT-1 RETAIL TERMS"
    assert details_of(imported.model_copy(update={"about": "Retail terms"}), str.upper) == "RETAIL TERMS"


def test_every_rule_that_ships_has_a_name():
    assert [one.code for one in SHIPPED if one.code not in TERMS] == []


def test_a_timeline_leaves_the_ledger_out_unless_it_is_asked_for():
    assert "ledger" not in Narrowed().asked()["kind"]
    assert Narrowed(kind="ledger").asked()["kind"] == ["ledger"]
    narrowed = Narrowed(kind="payment", first=date(2026, 1, 2), money="true")
    assert narrowed.shown() == {"kind": "payment", "money": "true", "first": "2026-01-02"}
