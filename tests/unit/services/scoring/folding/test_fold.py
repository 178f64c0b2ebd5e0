"""What a batch of records comes to."""

import pytest

from services.scoring.folding.fact_tables import FACT_TABLES, MODELS, NULL, copy_text, tables_of
from services.scoring.folding.fold import Gap, fold, streams_in
from tests.unit.services.scoring.folding.made import (
    Made,
    adjusted,
    allocation,
    asset,
    booked,
    came_of,
    event,
    intended,
    invoice,
    moved,
    order,
    placed,
    receipt,
    refund,
    registered,
    signed,
    told,
    worn,
)


def column(table, row, name):
    return row[[column for column, _ in FACT_TABLES[table].columns].index(name)]


def test_a_version_that_is_skipped_is_a_gap_and_still_folded():
    one, two, three = placed(0, told([receipt("c", "k", "p")] * 3, key="k"))
    folded = fold([one, three], {})
    assert folded.gaps == [Gap("payment-p", 1, 3)]
    assert folded.events == 2
    assert fold([one, two, three], {}).gaps == []


def test_a_stream_known_from_before_goes_on_after_its_highest_version():
    records = placed(0, told([receipt("c", "k", "p")] * 3, key="k"))
    folded = fold(records, {"payment-p": 2})
    assert (folded.events, folded.repeats) == (1, 2)
    assert folded.runs == {"payment-p": [3, 3]}


def test_each_line_of_an_order_is_a_fact():
    (record,) = placed(0, told([order("c", "k", "o", amount=10)], key="k"))
    rows = fold([record], {}).rows["purchases"]
    assert [column("purchases", row, "amount") for row in rows] == ["11.00", "12.00"]
    assert [column("purchases", row, "line") for row in rows] == ["1", "2"]


def test_every_allocation_carries_the_due_date_it_settles():
    (record,) = placed(0, told([allocation("c", "k", "p", "i", due_on="2026-01-18")], key="k"))
    (row,) = fold([record], {}).rows["payments"]
    assert column("payments", row, "due_on") == "2026-01-18"
    assert column("payments", row, "kind") == "allocated"


def test_an_event_that_cannot_be_read_is_set_aside_and_nothing_waits_behind_it():
    good = receipt("c", "k", "a")
    bad = ("contract", "payment-b", "payment.received.v1", {"contract_id": "k"})
    folded = fold(placed(0, told([good, bad, receipt("c", "k", "c")], key="k")), {})
    assert [one.stream for one in folded.unread] == ["payment-b"]
    assert len(folded.rows["payments"]) == 2


def test_a_value_that_no_column_takes_is_set_aside_when_looked_at_one_by_one():
    bad = receipt("c", "k", "a", day="2026-02-30")
    worse = receipt("c", "k", "b", amount="NaN")
    folded = fold(placed(0, told([bad, worse, receipt("c", "k", "c")], key="k")), {}, one_by_one=True)
    assert [one.stream for one in folded.unread] == ["payment-a", "payment-b"]
    assert "payments.effective_on" in folded.unread[0].failure.error
    assert len(folded.rows["payments"]) == 1


@pytest.mark.parametrize(
    "value", [b"not json", b"", None, b"{", b'{"before": 1', b'{"name":"\xff"}', b"{}", b'{"x":' + b"[" * 100_000]
)
def test_what_cannot_be_read_does_not_use_up_its_version(value):
    one, two, three = placed(0, told([receipt("c", "k", "p")] * 3, key="k"))
    poisoned = two._replace(value=value, offset=7)
    for records, seen in (([one, poisoned, two, three], {}), ([poisoned, two, three], {"payment-p": 1})):
        folded = fold(records, seen)
        assert [unread.record.offset for unread in folded.unread] == [7]
        assert (folded.events, folded.repeats, folded.gaps) == (len(records) - 1, 0, [])
        assert folded.rows["payments"] == fold([one, two, three], seen).rows["payments"]
    assert fold([poisoned], {"payment-p": 1}).runs == {}
    assert fold([poisoned]).runs == {}


def test_headers_of_ours_that_do_not_validate_are_set_aside():
    (record,) = placed(0, told([receipt("c", "k", "p")], key="k"))

    def with_header(name, value):
        return record._replace(headers=tuple((one, value if one == name else old) for one, old in record.headers))

    wrong = [
        with_header("ce_sequence", b"two"), with_header("ce_sequence", b"0"), with_header("ce_sequence", None),
        with_header("ce_subject", b"\xff"), with_header("ce_id", b"payment-p@7"), with_header("ce_time", b"soon"),
    ]  # fmt: skip
    for one in wrong:
        folded = fold([one, record], {}, one_by_one=one is wrong[-1])
        assert [unread.record for unread in folded.unread] == [one]
        assert (folded.events, folded.runs) == (1, {"payment-p": [1, 1]})


def test_a_position_that_no_column_takes_is_set_aside_when_looked_at_one_by_one():
    late = event("contract", "payment-p", 2**31, "payment.received.v1", {}, key="k")
    nul = event("contract", "payment-\0", 1, "payment.received.v1", {}, key="k")
    records = placed(0, [late, nul])
    folded = fold(records, {}, one_by_one=True)
    assert (len(folded.unread), folded.runs) == (2, {})
    assert streams_in(records) == ["payment-p"]


def test_a_record_without_our_envelope_is_set_aside():
    folded = fold([Made("t", 0, 7, b"k", b"{}", ())], {})
    assert [one.record.offset for one in folded.unread] == [7]
    assert streams_in([Made("t", 0, 7, b"k", b"{}", ())]) == []


def test_headers_in_another_order_are_read_as_well():
    (record,) = placed(0, told([receipt("c", "k", "p")], key="k"))
    turned = record._replace(headers=tuple(reversed(record.headers)))
    assert fold([turned], {}).rows == fold([record], {}).rows
    assert streams_in([turned]) == streams_in([record])


def test_texts_with_tabs_and_line_ends_stay_one_value():
    (record,) = placed(0, told([registered("c", name="a\tb\\N\nc")], key="c"))
    rows = fold([record], {}).rows["customer_facts"]
    text = copy_text(FACT_TABLES["customer_facts"], rows).decode()
    assert text.count("\n") == 1
    assert text.count("\t") == len(FACT_TABLES["customer_facts"].columns) - 1


def test_facts_of_unneeded_tables_are_left_out():
    records = placed(0, told([receipt("c", "k", "p"), order("c", "k", "o")], key="k"))
    assert set(fold(records, {}, tables_of(("purchases",))).rows) == {"purchases"}


def test_a_message_is_of_what_its_intent_is_about_and_of_its_subject_where_that_says_nothing():
    for about, place in (("contract-k", "contract_id"), ("customer-c", "customer_id"), ("asset-a", "asset_id")):
        (row,) = fold(placed(0, told([intended("m", about)], key="m")), {}).rows["messages"]
        assert column("messages", row, place) == about[-1]
    (row,) = fold(placed(0, told([intended("m", "")], key="m")), {}).rows["messages"]
    assert {column("messages", row, name) for name in ("contract_id", "customer_id", "asset_id")} == {NULL}
    before = intended("m", "")
    before[3].update(subject="contract-k")
    del before[3]["about"]
    (row,) = fold(placed(0, told([before], key="m")), {}).rows["messages"]
    assert column("messages", row, "contract_id") == "k"


def test_what_a_later_document_changes_is_a_booking_and_where_it_names_an_invoice_a_change_of_it():
    facts = [adjusted("k", "credited", "n", "i", 30), adjusted("k", "charged", "p", None, 2)]
    rows = fold(placed(0, told(facts, key="k")), {}).rows
    assert [column("bookings", row, "kind") for row in rows["bookings"]] == ["credited", "charged"]
    (changed,) = rows["adjustments"]
    assert [column("adjustments", changed, name) for name in ("kind", "invoice_id", "amount")] == [
        "credited",
        "i",
        "30.00",
    ]


def test_money_given_back_is_told_apart_by_who_gave_it():
    facts = [refund("c", "k", "p"), refund("c", "k", "q", direction="purchase")]
    rows = fold(placed(0, told(facts, key="k")), {}).rows["payments"]
    assert [column("payments", row, "kind") for row in rows] == ["refunded", "returned"]


def test_every_table_belongs_to_a_model():
    assert {table for tables in MODELS.values() for table in tables} == set(FACT_TABLES)


def test_every_fact_has_a_value_for_each_column_of_its_table():
    facts = [
        registered("c"), signed("c", "k"), booked("k", "ordered", "o"), order("c", "k", "o"), invoice("c", "k", "i"),
        receipt("c", "k", "p"), allocation("c", "k", "q", "i"), asset("a", "provisional"), asset("a"),
        adjusted("k", "credited", "n", "i"), refund("c", "k", "b"), moved("a", "x", "y"), worn("a", 1),
        intended("m", "contract-k"),
        came_of("m", "sent", channel="email"), came_of("n", "failed", reason="550 refused"),
        came_of("o", "outcome_unknown"), came_of("o", "outcome_decided", outcome="sent"),
    ]  # fmt: skip
    folded = fold(placed(0, told(facts, key="k")), {})
    assert all(folded.rows.values())
    for table, rows in folded.rows.items():
        assert {len(row) for row in rows} == {len(FACT_TABLES[table].columns)}
