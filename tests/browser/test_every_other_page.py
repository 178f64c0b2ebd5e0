from .conftest import Sit
from .installation import Installation
from .walking import walk


def test_nothing_stands_in_anybodys_way_on_every_other_page(sit: Sit, installation: Installation):
    assert walk(sit, installation, 1) == []
