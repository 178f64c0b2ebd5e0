import importlib
import pkgutil

import pytest

import shared.web
from services.portal.role.shipped import SHIPPED, permissions_of
from shared.security.permissions import matches
from shared.settings import PORTS


def every_permission():
    found: set[str] = set()
    for module in pkgutil.iter_modules(shared.web.__path__, "shared.web."):
        found |= set(getattr(importlib.import_module(module.name), "PERMISSIONS", ()))
    for service in PORTS:
        found |= set(importlib.import_module(f"services.{service}.permissions").PERMISSIONS)
    return found


@pytest.mark.parametrize("role", SHIPPED)
def test_every_pattern_of_a_role_allows_something(role):
    known = every_permission()
    for pattern in SHIPPED[role].permissions:
        assert any(matches(pattern, permission) for permission in known), pattern


def test_every_permission_is_held_by_some_role_besides_the_administrator():
    patterns = [pattern for name, role in SHIPPED.items() if name != "administrator" for pattern in role.permissions]
    lonely = {one for one in every_permission() if not any(matches(pattern, one) for pattern in patterns)}
    assert lonely <= {
        "portal.unit.change",
        "portal.office.separate",
        "portal.role.grant",
        "asset.class.define",
        "customer.archive.erase",
        "customer.contact.erase",
    }


def test_nobody_but_who_administers_security_grants_roles():
    holders = {name for name, role in SHIPPED.items() if any(matches(p, "portal.role.grant") for p in role.permissions)}
    assert holders == {"administrator", "security_administrator"}


def test_a_service_reads_and_never_changes():
    changing = {one for one in every_permission() if not one.endswith(".read")}
    assert not any(matches(p, one) for p in permissions_of("service") for one in changing)


def test_there_is_no_role_but_those_shipped():
    assert permissions_of("emperor") is None


def allows(role, permission):
    return any(matches(pattern, permission) for pattern in SHIPPED[role].permissions)


@pytest.mark.parametrize("role", [name for name in SHIPPED if allows(name, "customer.archive.read")])
def test_who_sees_a_customer_sees_its_figures_what_happened_and_what_it_was_told(role):
    if role not in ("system_administrator", "service"):
        needed = ("scoring.customer.read", "scoring.contract.read", "scoring.unit.read", "notify.message.read")
        assert [one for one in needed if not allows(role, one)] == []


@pytest.mark.parametrize("role", [name for name in SHIPPED if allows(name, "asset.card.read")])
def test_who_sees_an_asset_sees_what_happened_with_it(role):
    assert allows(role, "scoring.asset.read")


def test_the_state_of_read_models_is_for_who_keeps_the_installation():
    readers = {name for name in SHIPPED if allows(name, "scoring.model.read")}
    assert readers == {"administrator", "system_administrator", "manager", "operator", "service"}
