"""The side shows what its reader may enter, in groups, and keeps no heading for nothing."""

from services.portal.pages.frame.navigation import GROUPS, PLACES, groups_for, permission_for, room_of
from services.portal.role.shipped import permissions_of
from shared.security.permissions import matches


def seen(*roles: str) -> dict[str, list[str]]:
    held = [pattern for role in roles for pattern in permissions_of(role) or ()]
    found = groups_for(lambda permission: any(matches(one, permission) for one in held))
    return {group.code: [place.address for place in group.places] for group in found}


def test_an_administrator_sees_every_group_with_every_room():
    assert seen("administrator") == {group.code: [one.address for one in group.places] for group in GROUPS}


def test_a_group_is_gone_with_its_last_room():
    may = {"asset.card.read"}.__contains__
    assert [(group.code, [one.address for one in group.places]) for group in groups_for(may)] == [
        ("work", ["/"]),
        ("goods", ["/assets"]),
    ]


def test_a_cashier_has_payments_but_neither_assets_nor_administration():
    rooms = seen("cashier")
    assert (rooms["money"][0], rooms["goods"], rooms["system"]) == ("/payments", ["/products"], ["/imports"])


def test_no_heading_says_what_a_room_of_its_group_says_again():
    assert [group.name for group in GROUPS if group.name in {one.name for one in group.places}] == []


def test_each_room_stands_once_with_a_key_of_its_own():
    assert len({one.address for one in PLACES}) == len({one.key for one in PLACES}) == len(PLACES)


def test_an_address_is_in_the_room_it_lies_below_and_the_home_page_holds_itself_alone():
    found = {address: room_of(address) for address in ("/", "/orders", "/orders/1/quality", "/ordersx", "/me")}
    assert {address: room and room.address for address, room in found.items()} == {
        "/": "/",
        "/orders": "/orders",
        "/orders/1/quality": "/orders",
        "/ordersx": None,
        "/me": None,
    }


def test_collectors_are_reached_through_orders_which_lend_them_no_permission():
    at = "/collectors/new"
    assert [one.address for one in PLACES if one.leads_to(at)] == ["/orders"]
    assert permission_for(at) is None
