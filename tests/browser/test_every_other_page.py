import pytest

from .conftest import Sit
from .installation import Installation
from .walking import ROLES, walk, walk_as


def test_nothing_stands_in_anybodys_way_on_every_other_page(sit: Sit, installation: Installation):
    assert walk(sit, installation, 1) == []


@pytest.mark.parametrize("name", ROLES[1::2])
def test_what_a_role_may_not_do_is_not_offered_to_it(sit: Sit, name: str):
    assert walk_as(sit, name) == []
