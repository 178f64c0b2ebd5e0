"""The table of deeds agrees with what the contract service offers."""

import re
from importlib import import_module
from typing import Any

import pytest

from services.contract.permissions import PERMISSIONS
from services.portal.pages.deeds.table import DEEDS
from services.portal.pages.ending.endpoints import BY_STATE

PUT_TOGETHER = {
    "place": {"clause", "phase"},
    "clause": {"clause"},
    "goods": {"lines"},
    "quantities": {"lines"},
    "taxed": {"net", "tax", "gross"},
    "rated": {"net", "tax", "gross", "taxes"},
    "settles": {"allocations"},
    "parts": {"clause", "phase", "amount", "invoice_id", "more"},
    "plan": {"settlement"},
    "seal": {"kind", "seal_id", "keeper_id"},
}
"""What each kind of field that is no field of the body makes of it."""


def shape(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def commands() -> dict[str, Any]:
    """The commands of the contract service by the shape of their address."""
    service = import_module("services.contract.app").SERVICE
    found = [route for router in service.routers for route in router.routes]
    return {shape(route.path): route for route in found if "POST" in route.methods}


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_a_deed_is_a_command_with_its_permission_and_sends_only_fields_that_it_has(name: str):
    deed = DEEDS[name]
    route = commands()[shape(deed.path)]
    assert deed.permission in PERMISSIONS
    rules = [each.dependency.permission for each in route.dependencies if hasattr(each.dependency, "permission")]
    assert rules == [deed.permission]
    taken = set(route.body_field.field_info.annotation.model_fields)
    sent: set[str] = set()
    for field in deed.fields:
        sent |= PUT_TOGETHER.get(field.kind, {field.name})
    if deed.then:
        assert shape(deed.then) in commands()
        sent -= {"allocations"}
    assert sent <= taken
    fields = route.body_field.field_info.annotation.model_fields
    assert {name for name, one in fields.items() if one.is_required()} <= sent | {"text_hash", "invoice_id"}


def test_what_may_be_done_at_each_end_is_a_deed():
    assert {name for names in BY_STATE.values() for name in names} <= DEEDS.keys()
    assert all(deed.shows in DEEDS for deed in DEEDS.values() if deed.shows)
