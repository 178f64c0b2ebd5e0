import re
from typing import Any

import pytest

from .conftest import Sit
from .installation import Installation
from .walking import ROLES, walk, walk_as


def test_nothing_stands_in_anybodys_way_on_every_second_page(sit: Sit, installation: Installation):
    assert walk(sit, installation, 0) == []


@pytest.mark.parametrize("address", ["/", "/customers", "/contracts", "/operations", "/inbox"])
def test_a_page_for_readers_of_english_has_no_chinese_word_of_ours(sit: Sit, address: str):
    """Data may be Chinese; what the frame and its labels say is not."""
    administrator = sit("administrator")
    administrator.goes(address)
    said: list[Any] = administrator.page.locator("h2, th[scope=col], button, label").all_text_contents()
    assert [one for one in said if re.search(r"[\u4e00-\u9fff]", one)] == []


@pytest.mark.parametrize("name", ROLES[0::2])
def test_what_a_role_may_not_do_is_not_offered_to_it(sit: Sit, name: str):
    assert walk_as(sit, name) == []
