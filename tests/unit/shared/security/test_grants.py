from datetime import date

import pytest

from shared.security.grants import Grant, Subject, Tree, scopes_for
from shared.security.permissions import matches

TREE = Tree({"hq": None, "north": "hq", "south": "hq", "city": "north"})
TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("pattern", "permission", "held"),
    [
        ("customer.*", "customer.archive.read", True),
        ("customer.*", "customers.archive.read", False),
        ("*.read", "contract.order.read", True),
        ("*.read", "contract.order.place", False),
        ("contract.*.read", "contract.order.read", True),
        ("contract.order.place", "contract.order.place", True),
        ("contract.order.place", "contractXorder.place", False),
        ("*", "anything.at.all", True),
        ("", "a", False),
    ],
)
def test_patterns_hold_permissions(pattern, permission, held):
    assert matches(pattern, permission) is held


def test_a_scope_covers_its_unit_and_everything_below():
    assert TREE.covers(["north"], "city")
    assert TREE.covers(["north"], "north")
    assert not TREE.covers(["north"], "south")
    assert not TREE.covers(["city"], "north")
    assert not TREE.covers([], "city")
    assert not TREE.covers(["north"], "unknown")
    assert TREE.covers(["*"], "city")
    assert TREE.covers(["*"], "")
    assert not TREE.covers(["*"], "unknown")


def test_a_ring_in_the_tree_ends_the_search():
    assert not Tree({"a": "b", "b": "a"}).covers(["c"], "a")


def test_scopes_are_the_units_of_the_grants_that_hold_the_permission_today():
    subject = Subject(
        grants=(
            Grant("north", ("contract.*",)),
            Grant("south", ("customer.*",)),
            Grant("city", ("contract.order.read",), until=date(2026, 2, 28)),
        )
    )
    assert scopes_for(subject, "contract.order.read", TODAY, TREE) == ("north",)
    assert scopes_for(subject, "contract.order.read", date(2026, 2, 28), TREE) == ("city", "north")
    assert scopes_for(subject, "asset.card.read", TODAY, TREE) == ()


def test_a_grant_on_the_root_of_everything_sees_everything():
    subject = Subject(grants=(Grant("hq", ("*",)),))
    assert scopes_for(subject, "a.b.c", TODAY, TREE) == ("*",)


def test_two_roots_are_no_root():
    subject = Subject(grants=(Grant("hq", ("*",)),))
    assert scopes_for(subject, "a.b.c", TODAY, Tree({"hq": None, "other": None})) == ("hq",)


def test_a_leaver_has_no_scope():
    subject = Subject(active=False, grants=(Grant("hq", ("*",)),))
    assert scopes_for(subject, "a.b.c", TODAY, TREE) == ()
