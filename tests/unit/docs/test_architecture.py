"""The page of the architecture names every room, the list of decisions every page."""

import re
from pathlib import Path

from services.catalogue import CATALOGUE

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
DECISIONS = ROOT / "docs" / "decisions"


def rooms(folder: str) -> set[str]:
    return {one.parent.name for one in (ROOT / folder).glob("*/__init__.py")}


def test_every_room_is_told():
    told = set(re.findall(r"`(?:shared/)?(\w+)/?`", PAGE))
    services = {spec.name for spec in CATALOGUE}
    assert services <= set(re.findall(r"\w+", PAGE))
    assert (rooms("shared") | rooms("services")) - services - told == set()


def test_every_decision_is_in_the_list_in_order_and_each_link_leads_to_one():
    contents = (DECISIONS / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^- \[(\d+)\. .+\]\((\d{4}-[\w-]+\.md)\)$", contents, re.MULTILINE)
    assert [int(number) for number, _ in listed] == list(range(1, len(listed) + 1))
    assert [page for _, page in listed] == sorted(page.name for page in DECISIONS.glob("0*.md"))
    assert set(re.findall(r"\(decisions/([^)]+)\)", PAGE)) <= {page for _, page in listed}
