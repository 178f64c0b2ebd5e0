"""What leads somewhere leads somewhere its reader may go."""

import importlib

import pytest

from services.portal.pages.frame.navigation import permission_for
from services.portal.pages.frame.streams import READ_WITH
from shared.settings import PORTS


@pytest.mark.parametrize("service", sorted(PORTS))
def test_streams_are_opened_with_what_their_service_asks_for(service: str):
    declared = importlib.import_module(f"services.{service}.app").STREAMS
    assert READ_WITH[service] == {kind: shown.permission for kind, shown in declared.items()}


def test_a_place_is_entered_with_the_permission_of_its_room():
    assert permission_for("/customers/1") == "customer.archive.read"
    assert permission_for("/contracts") == "contract.contract.read"
    assert permission_for("/") is None
    assert permission_for("/approvals/1") is None
