import json
from datetime import date
from decimal import Decimal
from typing import Any

from services.contract.ocds.contracts import Amendment, Milestone
from services.contract.ocds.report import holdings
from services.contract.release.building import Organisation, Released, package, process_of, release
from shared.eventstore.event import ERASED

OURS, THEIRS = Organisation("u1", "City"), Organisation("S-1", "Supplier")
ROW: dict[str, Any] = {
    "contract_id": "k1",
    "version": 3,
    "source": "",
    "source_id": "",
    "number": "CG-1",
    "title": "Fans",
    "state": "effective",
    "amount_kind": "fixed",
    "amount": Decimal("199037888.78"),
    "currency": "DOP",
    "signed_on": date(2026, 3, 2),
    "effective_on": date(2026, 3, 2),
    "term_from": date(2026, 3, 2),
    "term_to": None,
    "ended_on": None,
}
PAID = {
    "payment_id": "p1",
    "source": "",
    "source_id": "",
    "effective_on": date(2026, 4, 1),
    "amount": Decimal("0.10"),
    "currency": "DOP",
}
PLANNED = {
    "obligation_id": "o1",
    "clause": "5",
    "phase": "all",
    "thing": None,
    "state": "overdue",
    "due_on": date(2026, 5, 1),
    "met_on": None,
}
THING = {"description": "Ten fans", "quantity": "10", "unit": "pcs"}
HANDED_OVER = {**PLANNED, "obligation_id": "o2", "thing": THING, "state": "met", "met_on": date(2026, 4, 20)}


def test_a_contract_released_and_read_again_is_the_same_to_the_cent():
    content = package(
        [release(Released(ROW, OURS, THEIRS, [PAID], [PLANNED, HANDED_OVER]), "ocds-abc123")],
        "Us",
        "2026-01-01T00:00:00Z",
        "/x",
    )
    found = holdings(content, date(2026, 11, 22))
    (one,) = found.contracts.values()
    assert (one.source_id, one.title, one.supplier_id) == ("ocds-abc123-k1/CG-1", "Fans", "S-1")
    assert (one.value, one.signed_on, one.state) == (Decimal("199037888.78"), date(2026, 3, 2), "effective")
    assert [(paid.transaction_id, str(paid.amount.amount)) for paid in one.paid] == [("p1", "0.10")]
    assert (found.rejected, found.warnings) == ([], [])
    # What is to be paid by a day stands in the value; what is handed over is a milestone there as here.
    assert one.milestones == (Milestone("o2", "Ten fans", date(2026, 5, 1), True, date(2026, 4, 20)),)


def test_amendments_go_out_as_they_came_and_our_own_beside_them():
    amended = {
        "source_amendment_id": "a1",
        "amended_on": date(2020, 5, 1),
        "release_before": "r-1",
        "release_after": "r-2",
        "rationale": "More fans were needed",
        "description": None,
        "changes": '[{"property":"value.amount","former_value":10.50}]',
    }
    own = {"source_amendment_id": "CG-1-1", "amended_on": date(2026, 4, 1), "description": "A third phase"}
    content = package(
        [release(Released(ROW, OURS, THEIRS, [], [], [amended, own]), "ocds-abc123")], "Us", "2026-01-01T00:00:00Z", "/"
    )
    told = json.loads(content)["releases"][0]["contracts"][0]["amendments"]
    assert told[0] == {
        "id": "a1",
        "date": "2020-05-01T00:00:00Z",
        "rationale": "More fans were needed",
        "amendsReleaseID": "r-1",
        "releaseID": "r-2",
        "changes": [{"property": "value.amount", "former_value": 10.5}],
    }
    assert told[1] == {"id": "CG-1-1", "date": "2026-04-01T00:00:00Z", "description": "A third phase"}
    (one,) = holdings(content, date(2026, 11, 22)).contracts.values()
    assert one.amended == (
        Amendment("a1", date(2020, 5, 1), "More fans were needed", None, "r-1", "r-2", amended["changes"]),
        Amendment("CG-1-1", date(2026, 4, 1), None, "A third phase", None, None, None),
    )
    lost = {**own, "changes": ERASED, "description": ERASED}
    erased = release(Released(ROW, OURS, THEIRS, [], [], [lost]), "ocds-abc123")
    assert "changes" not in erased["contracts"][0]["amendments"][0]


def test_what_was_imported_goes_out_under_the_ids_that_it_came_with():
    row = {**ROW, "source": "portal", "source_id": "ocds-x/1/c/7", "number": "c/7"}
    assert process_of(row, "ocds-abc123") == ("ocds-x/1", "c/7")
    paid = {**PAID, "source": "portal", "source_id": "ocds-x/1/c/7/t-9"}
    (told,) = release(Released(row, OURS, THEIRS, [paid], []), "ocds-abc123")["contracts"]
    assert told["implementation"]["transactions"][0]["id"] == "t-9"


def test_a_contract_without_an_amount_names_none():
    row = {**ROW, "amount_kind": "none", "amount": Decimal(0), "signed_on": None, "term_from": None}
    said = json.loads(package([release(Released(row, OURS, THEIRS, [], []), "ocds-abc123")], "Us", "now", "/x"))
    (told,) = said["releases"][0]["contracts"]
    assert told.keys() == {"id", "awardID", "title", "status"}
