"""What was asked for is told in words, whatever the service."""

import importlib
import re

import pytest

from services.portal.pages.administration.logs.purposes import ANOTHER, ASKED, PARAMETER, Told, purpose_of
from services.portal.pages.rooms import ROOMS
from shared.settings import PORTS
from shared.web.logs import routes as logs
from shared.web.looks import routes as looks
from shared.web.operating import routes as operating
from shared.web.platform import routes as platform

OTHER = Told(ANOTHER, does=False)


def paths_of(service: str) -> set[str]:
    declared = importlib.import_module(f"services.{service}.app").SERVICE
    own = {route.path for router in declared.routers for route in router.routes}
    common = {route.path for router in (logs, looks, operating, platform) for route in router.routes}
    return {path for path in own | common if path.startswith("/v1/")}


@pytest.mark.parametrize("service", ["customer", "portal"])
def test_every_address_of_those_who_keep_what_is_known_of_persons_has_words_of_its_own(service: str):
    assert [path for path in sorted(paths_of(service)) if purpose_of(f"GET {path}") in (None, OTHER)] == []


def test_no_words_are_kept_for_an_address_that_nobody_can_ask():
    known = {PARAMETER.sub("{}", path.removeprefix("/v1/")) for service in PORTS for path in paths_of(service)}
    beginnings = {"/".join(path.split("/")[:most]) for path in known for most in range(1, path.count("/") + 2)}
    assert ASKED.keys() - beginnings == set()


def test_the_nearest_words_above_an_address_are_its_words():
    assert purpose_of("GET /v1/customers/{customer_id}") == Told("The archive of a customer", does=False)
    assert purpose_of("GET /v1/customers/{key}/360") == Told("The archive of a customer", does=False)
    assert purpose_of("POST /v1/staff/{staff_id}/moves") == Told("The page of somebody who works here", does=True)
    assert purpose_of("GET /v1/quality-plans") == Told("Quality plan", does=False)


def test_a_page_goes_by_its_room():
    assert purpose_of("GET /administration/logs") == Told("Administration", does=False)
    rooms = {purpose_of(f"GET {re.sub('{.*', 'x', route.path)}") for room in ROOMS for route in room.routes}
    assert Told("Contracts", does=False) in rooms


@pytest.mark.parametrize("text", ["", "staff-01a2", "GET", "by hand /v1/customers", "GET v1"])
def test_what_is_no_address_has_no_words(text: str):
    assert purpose_of(text) is None


def test_an_address_without_words_of_its_own_is_said_to_be_one():
    assert purpose_of("GET /v1/unheard-of") == OTHER
    assert purpose_of("POST /nowhere/{x}") == Told(OTHER.words, does=True)
