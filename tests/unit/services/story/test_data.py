import json
from datetime import date

import pytest

from services.story import cdnow, ocds
from services.story.context import wire_name
from services.story.days import Days

PARTY = {"id": "S-1", "name": "Ferretería  Central SRL", "roles": ["supplier", "tenderer"]}
BUYER = {"id": "B-1", "name": "Hospital", "roles": ["procuringEntity"]}
WORTH = {"amount": 10, "currency": "DOP"}
RELEASE = {"ocid": "o-1", "tag": ["compiled"], "parties": [PARTY, BUYER], "contracts": [{"id": "1", "value": WORTH}]}


def written(tmp_path, text):
    file = tmp_path / "file.json"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"releases": [RELEASE]}),
        json.dumps({"records": [{"compiledRelease": RELEASE, "releases": [{"ocid": "o-1", "parties": [BUYER]}]}]}),
        json.dumps(RELEASE),
        f"{json.dumps(RELEASE)}\n{json.dumps(RELEASE)}\n",
    ],
    ids=["release package", "record package", "compiled release", "JSON lines"],
)
def test_each_organisation_of_an_open_contracting_file_comes_once(tmp_path, text):
    assert ocds.organisations(written(tmp_path, text)) == [
        {"source_id": "S-1", "kind": "organisation", "name": "Ferretería Central SRL", "roles": ["supplier"]},
        {"source_id": "B-1", "kind": "organisation", "name": "Hospital", "roles": ["partner"]},
    ]


def test_the_shipped_sample_is_the_published_one():
    found = cdnow.purchases()
    assert len(found) == cdnow.PURCHASES
    assert len({one.customer for one in found}) == cdnow.CUSTOMERS
    assert len({(one.customer, one.number) for one in found}) == cdnow.PURCHASES
    assert max(one.day for one in found) == date(1998, 6, 30)


@pytest.mark.parametrize("today", [date(2026, 1, 1), date(2026, 3, 31), date(2026, 11, 22), date(2028, 2, 29)])
def test_the_days_of_the_story_follow_each_other_and_the_charged_month_is_over(today):
    days = Days(today)
    assert days.signed < days.ordered < days.delivered < days.accepted < days.invoiced < days.charged_last < today
    assert f"{days.charged_last:%Y-%m}" == days.charged
    assert (days.charged_last - days.accepted).days < 62
    assert (today - days.accepted).days < 90


def test_an_event_is_named_by_its_subject_and_what_happened():
    assert wire_name("contract_signed") == "contract.signed.v1"
    assert wire_name("asset_transfer_proposed") == "asset.transfer_proposed.v1"
