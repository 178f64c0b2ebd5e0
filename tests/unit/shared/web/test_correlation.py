import pytest
from starlette.datastructures import Headers

from shared.values.errors import InvalidFieldError
from shared.web.correlation import envelope_from
from shared.web.errors import IdempotencyKeyMalformedError, IdempotencyKeyMissingError
from shared.web.idempotency import Answers, key_in
from shared.web.positions import positions_in

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_ids_of_the_caller_are_taken_over():
    envelope = envelope_from(Headers({"correlation-id": "order-7", "traceparent": TRACE}))
    assert (envelope.correlation, envelope.trace) == ("order-7", TRACE)


@pytest.mark.parametrize("wrong", ["", "a b", "x" * 101, "a\n", "ü"])
def test_ids_of_another_form_are_made_anew(wrong):
    envelope = envelope_from(Headers(raw=[(b"correlation-id", wrong.encode()), (b"traceparent", wrong.encode())]))
    assert envelope.correlation != wrong
    assert envelope.trace.startswith("00-")


def test_a_position_names_streams_and_versions():
    assert positions_in("order-1@2,ledger-a.b:c@10") == [("order-1", 2), ("ledger-a.b:c", 10)]
    for wrong in ("order-1", "order-1@x", "order-1@2,", "@1", "order@1"):
        with pytest.raises(InvalidFieldError):
            positions_in(wrong)


def test_a_key_is_needed_where_something_changes():
    assert key_in("once", required=True) == "once"
    assert key_in(None, required=False) is None
    with pytest.raises(IdempotencyKeyMissingError):
        key_in(None, required=True)


@pytest.mark.parametrize("wrong", ["", "a b", "é", "x" * 201, "a\n"])
@pytest.mark.parametrize("required", [True, False])
def test_a_key_of_another_form_is_told_apart_from_none(wrong, required):
    with pytest.raises(IdempotencyKeyMalformedError):
        key_in(wrong, required=required)


def test_fingerprints_differ_by_part_and_by_installation():
    answers = Answers("secret")
    assert answers.fingerprint(b"ab", b"c") != answers.fingerprint(b"a", b"bc")
    assert answers.fingerprint(b"a") == Answers("secret").fingerprint(b"a")
    assert answers.fingerprint(b"a") != Answers("other").fingerprint(b"a")
