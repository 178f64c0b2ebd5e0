import json
from datetime import date
from typing import Any

import pytest

from services.contract.ocds.contracts import Amendment, Milestone
from services.contract.ocds.merging import merged
from services.contract.ocds.report import Holdings, holdings
from services.contract.ocds.sending import customer_rows
from shared.values.errors import InvalidFieldError

TODAY = date(2026, 3, 2)


def contract(name: str = "1", amount: Any = 10.5, **more: Any) -> dict[str, Any]:
    return {"id": name, "awardID": "a", "status": "active", "value": {"amount": amount, "currency": "DOP"}, **more}


def release(ocid: str = "o-1", *contracts: dict[str, Any], **more: Any) -> dict[str, Any]:
    said = {
        "ocid": ocid,
        "id": f"{ocid}-r",
        "date": "2020-01-01T00:00:00Z",
        "tag": ["compiled"],
        "parties": [{"id": "S-1", "name": "Supplier", "roles": ["supplier"]}],
        "awards": [{"id": "a", "suppliers": [{"id": "S-1"}]}],
        "contracts": list(contracts) or [contract()],
    }
    return {**said, **more}


def read(*documents: Any) -> Holdings:
    text = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in documents)
    return holdings(text.encode(), TODAY)


@pytest.mark.parametrize(
    "document",
    [
        release(),
        {"releases": [release()]},
        {"records": [{"ocid": "o-1", "compiledRelease": release()}]},
        {"records": [{"ocid": "o-1", "releases": [release(tag=["contract"])]}]},
        {"ocid": "o-1", "releases": [release(tag=["contract"])], "compiledRelease": release()},
    ],
)
def test_releases_records_and_packages_of_either_are_read(document: dict[str, Any]):
    found = read(document)
    assert list(found.contracts) == ["o-1/1"]
    assert found.amount_by_currency == {"DOP": "10.50"}
    assert found.rejected == []


def test_json_lines_are_read_and_a_broken_line_is_rejected_alone():
    found = read(release(), "{broken", release("o-2"))
    assert sorted(found.contracts) == ["o-1/1", "o-2/1"]
    assert [(each.place, each.reason) for each in found.rejected] == [("line 2", "it is no JSON")]


def test_contracts_are_distinct_by_process_and_id_and_parties_by_id():
    found = read(release("o-1", contract("1"), contract("2")), release("o-1", contract("1", 20)), release("o-2"))
    assert sorted(found.contracts) == ["o-1/1", "o-2/1"]
    assert len(found.parties) == 1


def test_the_compiled_release_wins_over_single_ones_and_the_newest_over_older_ones():
    older = release("o-1", contract("1", 1), date="2019-01-01T00:00:00Z")
    newer = release("o-1", contract("1", 2), date="2021-01-01T00:00:00Z")
    single = release("o-1", contract("1", 3), tag=["contract"], date="2025-01-01T00:00:00Z")
    assert read(newer, older, single).amount_by_currency == {"DOP": "2.00"}


def test_single_releases_are_merged_by_date_and_lists_by_id():
    first = release("o-1", contract("1", 1, title="Fans"), tag=["contract"])
    later = {
        "ocid": "o-1",
        "date": "2020-02-01T00:00:00Z",
        "tag": ["contractAmendment"],
        "contracts": [{"id": "1", "value": {"amount": 4}}, contract("2", 5)],
    }
    found = read(later, first)
    assert found.contracts["o-1/1"].title == "Fans"
    assert found.amount_by_currency == {"DOP": "9.00"}


def test_merging_takes_away_what_is_null_and_replaces_lists_without_ids():
    one = {"date": "1", "a": {"b": 1, "c": 2}, "list": [1, 2], "tag": ["x"]}
    other = {"date": "2", "a": {"b": None}, "list": [3]}
    assert merged([other, one]) == {"a": {"c": 2}, "list": [3]}


def test_sums_are_exact_however_many_digits_are_given():
    found = read(release("o-1", contract("1", 0.1), contract("2", 0.2), contract("3", 2715.062)))
    assert found.amount_by_currency == {"DOP": "2715.362"}
    assert [each.reason for each in found.warnings] == ["the amount is rounded to the minor unit"]


def test_transactions_are_distinct_payments_and_version_1_0_names_are_known():
    paid = [
        {"id": "t1", "date": "2020-05-01", "value": {"amount": 3, "currency": "DOP"}},
        {"id": "t1", "date": "2020-05-01", "value": {"amount": 3, "currency": "DOP"}},
        {"id": "t2", "date": "2020-06-01", "amount": {"amount": 4, "currency": "DOP"}},
    ]
    found = read(release("o-1", contract(implementation={"transactions": paid})))
    assert found.transactions == 2


def test_milestones_are_those_of_the_implementation_without_what_is_paid_and_once_each():
    of_contract = [{"id": "m0", "title": "Planned"}]
    running = [
        {"id": "m1", "title": "Handed over", "status": "met", "dueDate": "2020-05-01", "dateMet": "2020-04-30"},
        {"id": "m1", "title": "again"},
        {"id": "m2", "description": "Trained", "status": "notMet", "dueDate": "soon"},
        {"id": "m3", "title": "Last payment", "type": "financing"},
    ]
    found = read(release("o-1", contract(milestones=of_contract, implementation={"milestones": running})))
    (one,) = found.contracts.values()
    assert one.milestones == (
        Milestone("m1", "Handed over", date(2020, 5, 1), True, date(2020, 4, 30)),
        Milestone("m2", "Trained", None, False, None),
    )
    assert [(each.field, each.reason) for each in found.warnings] == [("/dueDate", "it is no date")]
    (other,) = read(release("o-1", contract(milestones=of_contract))).contracts.values()
    assert [each.title for each in other.milestones] == ["Planned"]


def test_amendments_are_read_with_day_and_reason_once_each_and_the_one_of_version_1_0_is_known():
    listed = [
        {"id": "a1", "date": "2020-05-01T10:00:00Z", "rationale": "More  fans\nwere needed", "releaseID": "r-2"},
        {"id": "a1", "rationale": "again"},
        {"date": "soon", "description": "x" * 4001, "amendsReleaseID": "r-2"},
        {"description": "the end is later", "changes": [{"property": "value.amount", "former_value": 10.5}]},
    ]
    found = read(release("o-1", contract(amendments=listed)))
    (one,) = found.contracts.values()
    assert one.amended == (
        Amendment("a1", date(2020, 5, 1), "More fans were needed", None, None, "r-2", None),
        Amendment(None, None, None, "x" * 4000, "r-2", None, None),
        Amendment(
            None, None, None, "the end is later", None, None, '[{"property":"value.amount","former_value":10.5}]'
        ),
    )
    assert [(each.field, each.place[-2:]) for each in found.warnings] == [("/date", "/2"), ("/description", "/2")]
    assert found.document()["amendments"] == 3
    (older,) = read(release("o-1", contract(amendment={"rationale": "once"}))).contracts.values()
    assert [each.rationale for each in older.amended] == ["once"]
    much = [{"changes": [{"property": "p", "former_value": "x" * 4000}]}]
    found = read(release("o-1", contract(amendments=much)))
    assert [(each.field, each.reason) for each in found.warnings] == [
        ("/changes", "there is too much of it: it is left out")
    ]


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ({"amount": "10", "currency": "DOP"}, "/value/amount"),
        ({"amount": True, "currency": "DOP"}, "/value/amount"),
        ({"amount": -1, "currency": "DOP"}, "/value/amount"),
        ({"amount": 1}, "/value/currency"),
        ({"amount": 1, "currency": "XXQ"}, "/value"),
        ({"amount": 10**30, "currency": "DOP"}, "/value"),
    ],
)
def test_a_contract_without_a_usable_amount_is_rejected_with_the_field(value: Any, field: str):
    found = read(release("o-1", {**contract(), "value": value}, contract("2")))
    assert list(found.contracts) == ["o-1/2"]
    assert [each.field for each in found.rejected] == [field]


@pytest.mark.parametrize("value", [None, {}, {"currency": "DOP"}])
def test_a_contract_without_an_amount_is_kept_with_a_warning(value: Any):
    found = read(release("o-1", {**contract(), "value": value}))
    assert len(found.contracts) == 1
    assert [each.reason for each in found.warnings] == ["no amount is given"]
    assert found.amount_by_currency == {}


def test_a_payment_that_cannot_be_read_is_rejected_and_its_contract_kept():
    paid = [{"id": "t1"}, {"id": "t2", "value": {"amount": 1, "currency": "DOP"}}]
    found = read(release("o-1", contract(implementation={"transactions": paid})))
    assert (len(found.contracts), found.transactions) == (1, 1)
    assert [each.place for each in found.rejected] == ["o-1/contracts/1/transactions/t1"]


def test_doubtful_dates_warn_and_never_reject():
    odd = {
        "dateSigned": "2030-01-01T00:00:00Z",
        "period": {"startDate": "2021-10-29 13:35:00.3011698", "endDate": "2020-01-01"},
    }
    found = read(release("o-1", contract(**odd), contract("2", dateSigned="yesterday")))
    assert len(found.contracts) == 2
    assert found.rejected == []
    assert {each.reason for each in found.warnings} == {
        "the contract is signed in the future",
        "the contract begins before it was signed",
        "the contract ends before it begins",
        "it is no date",
    }


def test_a_contract_whose_award_names_nobody_is_kept_with_a_warning():
    found = read(release(awards=[{"id": "a"}]))
    assert len(found.contracts) == 1
    assert [each.reason for each in found.warnings] == ["no supplier is named"]


@pytest.mark.parametrize("text", ["", "x", "[]", "{}", '{"releases": []}', '"text"', '{"releases": [{}]}'])
def test_a_file_with_nothing_of_the_standard_is_refused(text: str):
    with pytest.raises(InvalidFieldError):
        holdings(text.encode(), TODAY)


def test_parties_become_rows_of_the_customers_import():
    found = read(release(parties=[{"id": 7, "name": " Buyer \t Ltd", "roles": ["buyer", "supplier"]}]))
    assert customer_rows(found) == [
        {"source_id": "7", "kind": "organisation", "name": "Buyer Ltd", "roles": ["partner", "supplier"]}
    ]
