from collections.abc import Mapping
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, Query
from pydantic import BaseModel, Field

from shared.web import parameters
from shared.web.errors import MOST_TOLD, InvalidInputError

ASKED = {"q": False, "id": True}


class Wanted(BaseModel):
    unit: str = ""
    until: str = Field("", alias="to")


async def page(limit: int = 50) -> int:
    return limit


async def nested(size: Annotated[int, Depends(page)]) -> int:
    return size


def known(endpoint) -> Mapping[str, bool]:
    app = FastAPI()
    app.get("/things/{thing}")(endpoint)
    return parameters.declared(app.router.routes[-1].dependant)


def test_what_is_declared_anywhere_below_an_endpoint_is_known():
    async def see(thing: str, size: Annotated[int, Depends(nested)], at: Annotated[str, Query(alias="at_least")] = ""):
        return thing, size, at

    assert known(see).keys() == {"limit", "at_least"}


def test_the_fields_of_a_query_model_are_known_by_their_names_outside():
    async def see(thing: str, wanted: Annotated[Wanted, Query()]):
        return thing, wanted

    assert known(see).keys() == {"unit", "to"}


def test_a_parameter_that_is_a_list_may_be_given_again():
    async def see(ids: Annotated[list[str] | None, Query()] = None, limit: int | None = None):
        return ids, limit

    assert known(see) == {"ids": True, "limit": False}


def told(query: bytes, names: Mapping[str, bool] | None = ASKED, **path: str) -> list[str]:
    with pytest.raises(InvalidInputError) as refused:
        parameters.check({"query_string": query, "path_params": path}, names)
    return [one["pointer"] for one in refused.value.details["errors"]]


@pytest.mark.parametrize(
    "query", [b"", b"q=", b"q=1&&id=2", b"id=1&id=2", b"q=a+b%20c", b"q=%E9%95%BF", b"q=%EF%BF%BD", b"q"]
)
def test_known_parameters_pass_in_every_script(query):
    parameters.check({"query_string": query, "path_params": {"thing": "長江"}}, ASKED)


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        (b"p=1", ["/query/p"]),
        (b"Q=1", ["/query/Q"]),
        (b"=1", ["/query/?"]),
        (b"q=%00", ["/query/q"]),
        (b"q=%ED%A0%80&q=%C0%AF", ["/query/q", "/query/q"]),
        (b"q=1&q=1", ["/query/q"]),
        (b"q=1&%71=2&q", ["/query/q", "/query/q"]),
        (b"a%2Fb=1", ["/query/?"]),
        (b"13912345678=1", ["/query/?"]),
        (b"%E9%95%BF=1", ["/query/?"]),
        (b"%FF=1", ["/query/?"]),
        (b"p" * 65 + b"=1", ["/query/?"]),
    ],
)
def test_an_unknown_parameter_and_one_that_is_no_text_are_named(query, pointers):
    assert told(query) == pointers


def test_where_any_parameter_may_come_it_is_still_text():
    parameters.check({"query_string": b"anything=1"}, None)
    assert told(b"anything=%00", None) == ["/query/anything"]


def test_a_path_holds_text_only():
    for value in ("a\0", "\ud800", "\ufffd"):
        assert told(b"", thing=value) == ["/path/thing"]


def test_a_flood_of_wrong_parameters_is_not_told_whole():
    assert len(told(b"&".join(b"p%d=1" % number for number in range(500)))) == MOST_TOLD


def test_without_a_query_plain_defaults_are_left_to_the_function_and_nothing_else():
    async def see(
        size: Annotated[int, Depends(nested)],
        must: str,
        wanted: Annotated[Wanted, Query()],
        at: Annotated[str | None, Query(alias="at_least")] = None,
        made: int = Query(7),
        several: Annotated[list[str], Query()] = [],  # noqa: B006 - a default that would be shared
    ):
        return size, must, wanted, at, made, several

    app = FastAPI()
    app.get("/things")(see)
    whole = app.router.routes[-1].dependant
    lean = parameters.unasked(whole)
    assert [one.name for one in lean.query_params] == ["must", "wanted", "made", "several"]
    assert lean.dependencies[0].dependencies[0].query_params == []
    assert [one.name for one in whole.query_params] == ["must", "wanted", "at", "made", "several"]
