from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI
from fastapi.exceptions import FastAPIError
from fastapi.routing import APIRouter
from pydantic import BaseModel, ConfigDict

from services.portal.pages.administration.endpoints import ALL
from services.portal.pages.rooms import ROOMS
from shared.web.late import LateRoute

WORKED_OUT = "dependant"


class Fan(BaseModel):
    model_config = ConfigDict(defer_build=True)

    name: str


async def _speed() -> int:
    return 3


def _application() -> tuple[FastAPI, LateRoute]:
    routes = APIRouter(route_class=LateRoute)

    @routes.post("/fans/{number}")
    async def keep(number: int, fan: Fan, speed: Annotated[int, Depends(_speed)]) -> Fan:
        return Fan(name=f"{fan.name} {number} {speed}")

    app = FastAPI()
    app.router.routes.extend(routes.routes)
    (route,) = routes.routes
    assert isinstance(route, LateRoute)
    return app, route


async def test_a_route_is_worked_out_by_its_first_request_and_not_by_those_of_others():
    app, route = _application()
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://fans")
    assert (await client.post("/pumps/1", json={"name": "north"})).status_code == 404
    assert (await client.get("/fans/1")).status_code == 405
    assert WORKED_OUT not in vars(route)
    assert (await client.post("/fans/1", json={"name": "north"})).json() == {"name": "north 1 3"}
    assert WORKED_OUT in vars(route)
    assert (await client.post("/fans/one", json={"name": "north"})).status_code == 422
    assert (await client.post("/fans/1", json={"title": "north"})).status_code == 422


def test_its_place_and_its_dependencies_are_known_before():
    route = LateRoute("/fans/{number}", _speed, methods=["PUT"], dependencies=[Depends(_speed)])
    assert (route.path_format, route.methods, len(route.dependencies)) == ("/fans/{number}", {"PUT"}, 1)
    assert WORKED_OUT not in vars(route)


def test_a_document_is_made_of_routes_that_nobody_called():
    app, _ = _application()
    operation = app.openapi()["paths"]["/fans/{number}"]["post"]
    assert operation["requestBody"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Fan"}


def test_what_cannot_be_worked_out_says_why_each_time():
    class Odd: ...

    async def answer(fan: Odd) -> None: ...

    route = LateRoute("/fans", answer)
    for _ in range(2):
        with pytest.raises(FastAPIError, match="Odd"):
            _ = route.dependant


def test_an_attribute_that_no_route_has_is_missed_as_ever():
    with pytest.raises(AttributeError, match="no_such_thing"):
        _ = LateRoute("/fans", _speed).no_such_thing


@pytest.mark.parametrize("pages", [*ROOMS, *ALL], ids=lambda pages: pages.routes[0].path)
def test_every_page_can_be_worked_out(pages):
    assert all(route.dependant for route in pages.routes)
