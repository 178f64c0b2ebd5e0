"""Whom a rule means: found in what notify keeps of units, grants, staff and contacts."""

from typing import Any

import pytest
from sqlalchemy import insert

from services.notify.recipient.queries import label_of, manager_of, people_meant
from services.notify.rule.definition import Recipients
from services.notify.tables import labels, people

from .conftest import Notify

CONTRACT = {"owner_id": "li", "unit_id": "nanjing", "counterparty_id": "k1", "next": ["li", "chen", "", None, 7]}


async def meant(notify: Notify, *recipients: Recipients, **changed: Any) -> list[str]:
    async with notify.store.begin(read_only=True) as work:
        return [one.id for one in await people_meant(work, recipients, {**CONTRACT, **changed})]


@pytest.fixture
async def office(notify: Notify) -> Notify:
    """Li and Chen in Nanjing under a manager in Jiangsu, a buyer and a payer at a customer."""
    await notify.serving.grant("li", ["notify.inbox.read"], "nanjing")
    await notify.serving.grant("chen", ["contract.approval.*"], "nanjing", role="approver")
    await notify.serving.grant("boss", ["contract.*"], "jiangsu", role="manager")
    await notify.serving.grant("service:portal", ["contract.*"], "nanjing")
    known = [("p1", "contact", "k1", "finance", "en"), ("p2", "contact", "k1", "buyer", "zh-CN")]
    async with notify.store.begin() as work:
        for person, kind, customer, role, locale in (*known, ("li", "staff", None, "", "zh-CN")):
            row = {"person_id": person, "kind": kind, "customer_id": customer, "role": role, "locale": locale}
            await work.execute(insert(people).values(row))
    return notify


async def test_an_owner_is_whom_the_field_names_and_each_is_meant_once(office: Notify):
    owner = Recipients(kind="owner", field="owner_id")
    assert await meant(office, owner, owner) == ["li"]
    assert await meant(office, owner, owner_id=None) == []
    assert await meant(office, Recipients(kind="owner", field="next")) == ["li", "chen"]
    assert await meant(office, Recipients(kind="owner", field="not.there")) == []


async def test_a_leaver_is_meant_by_nothing(office: Notify):
    await office.serving.leave("li")
    assert await meant(office, Recipients(kind="owner", field="next"), Recipients(kind="person", person="li")) == [
        "chen"
    ]


async def test_a_manager_is_the_nearest_at_or_above_and_never_oneself(office: Notify):
    assert await meant(office, Recipients(kind="manager", field="owner_id")) == ["boss"]
    await office.serving.grant("head", ["contract.*"], "nanjing", role="manager")
    assert await meant(office, Recipients(kind="manager", field="owner_id")) == ["head"]
    async with office.store.begin(read_only=True) as work:
        assert await manager_of(work, "boss") is None
        assert await manager_of(work, "nobody") is None


async def test_a_unit_means_those_at_hand_who_hold_the_permission_and_no_service(office: Notify):
    unit = Recipients(kind="unit", field="unit_id", permission="contract.approval.decide")
    assert await meant(office, unit) == ["chen"]
    assert await meant(office, unit, unit_id="suzhou") == ["boss"]
    named = Recipients(kind="unit", field="unit_id", permission="x.y.z", permission_field="asked")
    assert await meant(office, named) == []
    assert await meant(office, named, asked="contract.approval.legal") == ["chen"]


async def test_contacts_are_those_of_the_customer_by_role_in_their_language(office: Notify):
    assert await meant(office, Recipients(kind="contacts", field="counterparty_id")) == ["p1", "p2"]
    async with office.store.begin(read_only=True) as work:
        finance = Recipients(kind="contacts", field="counterparty_id", role="finance")
        (one,) = await people_meant(work, (finance,), CONTRACT)
    assert (one.id, one.kind, one.locale) == ("p1", "contact", "en")
    assert await meant(office, Recipients(kind="contacts", field="counterparty_id"), counterparty_id="k2") == []


async def test_a_thing_is_called_by_its_label_or_else_by_its_stream(office: Notify):
    async with office.store.begin() as work:
        await work.execute(insert(labels).values(subject="contract-1", label="P-2026-1 服务器"))
        assert await label_of(work, "contract-1") == "P-2026-1 服务器"
        assert await label_of(work, "contract-2") == "contract-2"
