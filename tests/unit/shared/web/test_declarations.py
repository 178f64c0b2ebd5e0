import pytest
from fastapi import FastAPI
from sqlalchemy import MetaData

from shared.web.app import UndeclaredAccessError, build_app, check_declared, routes_of
from shared.web.routing import Command, IfMatch, Query, allowed, public, router
from shared.web.schemas import Answer, Body
from shared.web.service import Service


class Given(Body):
    amount: int


class Made(Answer):
    version: int


async def endpoint() -> Made:
    return Made(version=1)


def service(*routers, **more):
    return Service(name="sample", tables=MetaData(), routers=routers, **more)


def declared(path="/v1/things", **options):
    routes = router()
    routes.get(path, **options)(endpoint)
    made = service(routes, permissions={"sample.thing.read": "See things"})
    check_declared(made, routes_of(made))


def test_a_route_that_says_nothing_of_its_callers_is_refused():
    with pytest.raises(UndeclaredAccessError, match="neither"):
        declared()


def test_a_permission_that_nobody_listed_is_refused():
    with pytest.raises(UndeclaredAccessError, match="not listed"):
        declared(dependencies=[allowed("sample.thing.raed")])


def test_a_declared_route_and_a_public_one_pass():
    declared(dependencies=[allowed("sample.thing.read")])
    declared(dependencies=[public()])


def document():
    routes = router()

    @routes.put("/v1/things/{thing}", dependencies=[allowed("sample.thing.change")])
    async def change(thing: str, body: Given, work: Command, version: IfMatch) -> Made:
        return Made(version=version)

    @routes.post("/v1/things", status_code=201, dependencies=[allowed("sample.thing.make")])
    async def make(body: Given, work: Command) -> Made:
        return Made(version=1)

    @routes.get("/v1/things", dependencies=[public()])
    async def see(work: Query) -> Made:
        return Made(version=1)

    app: FastAPI = build_app(service(routes))
    return app.openapi()


def test_the_document_tells_every_refusal_of_an_operation():
    paths = document()["paths"]
    change, make, see = paths["/v1/things/{thing}"]["put"], paths["/v1/things"]["post"], paths["/v1/things"]["get"]
    assert {"401", "403", "409", "412", "413", "415", "422", "428"} <= set(change["responses"])
    assert "412" not in make["responses"]
    assert not {"401", "415"} & set(see["responses"])
    assert all("application/problem+json" in make["responses"][status]["content"] for status in ("409", "422"))


def test_the_document_tells_keys_permissions_and_preconditions():
    paths = document()["paths"]
    make, change = paths["/v1/things"]["post"], paths["/v1/things/{thing}"]["put"]
    needed = {one["name"]: one["required"] for one in make["parameters"]}
    assert needed == {"Idempotency-Key": True}
    assert "If-Match" in {one["name"] for one in change["parameters"]}
    assert make["x-permission"] == "sample.thing.make"
    assert paths["/v1/things"]["get"]["security"] == []
