import errno
import json
import socket
import time
from typing import Annotated, Literal

import asyncpg
import pytest
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from shared.values.errors import ConcurrencyError, DomainError, InvalidFieldError, NotFoundError
from shared.web.intake import JsonAdapter, RawJson
from shared.web.pointers import pointer
from shared.web.problems import answer_to, problem, refusal, translated


class PaymentOverLimitError(DomainError):
    """The payment is over what the clause allows."""

    status = 422


def told(error):
    answer = answer_to(error)
    assert answer.media_type == "application/problem+json"
    return answer.status_code, json.loads(answer.body)


def test_a_refusal_of_the_domain_names_its_figures():
    status, body = told(PaymentOverLimitError(clause="4.1", limit="100.00"))
    assert status == 422
    assert body == {
        "type": "urn:pactline:problem:payment-over-limit",
        "title": "Payment over limit",
        "status": 422,
        "detail": "The payment is over what the clause allows.",
        "clause": "4.1",
        "limit": "100.00",
    }


def test_a_refusal_that_is_a_fact_looks_like_any_other():
    error = PaymentOverLimitError(clause="4.1")
    assert refusal(error).body == problem(error).body


def test_a_wrong_field_is_named_by_its_pointer():
    _, body = told(InvalidFieldError("/lines/0/amount", "is negative"))
    assert body["errors"] == [{"pointer": "/lines/0/amount", "detail": "is negative"}]


def test_pointers_escape_what_pointers_mean():
    assert pointer(["a/b", "~", 0]) == "/a~1b/~0/0"


def test_validation_errors_become_pointers_without_the_input():
    error = RequestValidationError(
        [
            {"type": "x", "loc": ("body", "lines", 0, "amount"), "msg": "Value error, is odd", "input": "secret"},
            {"type": "x", "loc": ("query", "limit"), "msg": "too large", "input": "secret"},
        ],
        body={"lines": [{"amount": "secret"}]},
    )
    status, body = told(error)
    assert status == 422
    assert [one["pointer"] for one in body["errors"]] == ["/lines/0/amount", "/query/limit"]
    assert body["errors"][0]["detail"] == "is odd"
    assert "secret" not in json.dumps(body)


class Yes(BaseModel):
    model_config = ConfigDict(extra="forbid")

    verdict: Literal["yes"]
    share: int | float


class No(BaseModel):
    verdict: Literal["no"]
    reason: str


@pytest.mark.parametrize(
    ("sent", "pointers"),
    [
        ({"verdict": "yes", "share": "half"}, ["/said/0/share", "/said/0/share"]),
        ({"verdict": "yes", "share": 1, "more": 1}, ["/said/0/more"]),
        ({"verdict": "no"}, ["/said/0/reason"]),
        ({"verdict": "maybe"}, ["/said/0/verdict"]),
        ({"share": 1}, ["/said/0/verdict"]),
    ],
)
def test_a_pointer_leads_to_a_place_in_the_body_and_names_no_alternative_of_a_union(sent, pointers):
    said = TypeAdapter(dict[str, list[Annotated[Yes | No, Field(discriminator="verdict")]]])
    body = {"said": [sent]}
    with pytest.raises(ValidationError) as refused:
        said.validate_python(body)
    errors = [{**error, "loc": ("body", *error["loc"])} for error in refused.value.errors()]
    for sent_as in (body, RawJson(json.dumps(body).encode())):
        _, told_of = told(RequestValidationError(errors, body=sent_as))
        assert [one["pointer"] for one in told_of["errors"]] == pointers
        assert "maybe" not in json.dumps(told_of)


@pytest.mark.parametrize("name", ["王伟 13912345678", "li.na@example.com", "x" * 65, "13912345678", ""])
def test_an_unknown_name_that_no_field_could_have_is_told_of_what_holds_it(name):
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(list[Yes]).validate_python([{"verdict": "yes", "share": 1, name: 1}])
    errors = [{**error, "loc": ("body", *error["loc"])} for error in refused.value.errors()]
    _, said = told(RequestValidationError(errors, body=[{"verdict": "yes", "share": 1, name: 1}]))
    assert said["errors"] == [{"pointer": "/0", "detail": "Extra inputs are not permitted"}]


def test_of_a_flood_of_faults_the_first_are_told_and_the_others_counted():
    body = RawJson(json.dumps([{f"n{n}": 1 for n in range(1_000)}] * 90).encode())
    began = time.process_time()
    with pytest.raises(RequestValidationError) as refused:
        JsonAdapter(TypeAdapter(list[Yes])).validate_python(body)
    status, said = told(refused.value)
    assert time.process_time() - began < 1
    assert (status, len(said["errors"]), said["more"]) == (422, 20, 90 * 1_002 - 20)
    assert [one["pointer"] for one in said["errors"][:3]] == ["/0/verdict", "/0/share", "/0/n0"]
    _, said = told(RequestValidationError([{"type": "x", "loc": ("query", "q"), "msg": "odd"}] * 21))
    assert (len(said["errors"]), said["more"]) == (20, 1)


def test_a_fault_of_ours_says_nothing_of_itself():
    status, body = told(RuntimeError("password=hunter2"))
    assert (status, body["type"]) == (500, "urn:pactline:problem:internal")
    assert "hunter2" not in json.dumps(body)


def test_headers_of_routing_stay():
    answer = answer_to(HTTPException(405, headers={"Allow": "GET"}))
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (asyncpg.UniqueViolationError(), 409),
        (asyncpg.ForeignKeyViolationError(), 409),
        (asyncpg.CheckViolationError(), 422),
        (asyncpg.CharacterNotInRepertoireError(), 422),
        (asyncpg.NumericValueOutOfRangeError(), 422),
        (asyncpg.SerializationError(), 409),
        (asyncpg.DeadlockDetectedError(), 409),
        (asyncpg.InsufficientPrivilegeError(), 403),
        (asyncpg.QueryCanceledError(), 503),
        (asyncpg.AdminShutdownError(), 503),
        (asyncpg.TooManyConnectionsError(), 503),
        (asyncpg.ConnectionDoesNotExistError(), 503),
        (asyncpg.InterfaceError("closed"), 503),
        (asyncpg.InternalClientError("another operation is in progress"), 503),
        (ConnectionRefusedError(), 503),
        (TimeoutError(), 503),
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"), 503),
        (OSError(errno.EHOSTUNREACH, "No route to host"), 503),
        (OSError(errno.ENOSPC, "No space left on device", "/data/files/8f"), 503),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "/data/files/8f"), 500),
        (asyncpg.UndefinedTableError(), 500),
        (ClientDisconnect(), 400),
        (NotFoundError(), 404),
    ],
)
def test_errors_of_servers_and_disks_are_told_by_what_they_mean(error, status):
    assert answer_to(error).status_code == status


def test_an_error_that_sqlalchemy_wrapped_is_known_too():
    wrapped = DBAPIError("INSERT", {}, asyncpg.SerializationError())
    assert isinstance(translated(wrapped), ConcurrencyError)


def test_who_is_told_to_come_back_is_told_when():
    assert answer_to(TimeoutError()).headers["retry-after"] == "2"
