"""The inbox as a list: what was delivered to its owner, newest first, in the reader's language, and what is newer."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from services.notify.consumers import GroupSeen, Heard, keep_label, know_group
from services.notify.inbox.live import listeners_of
from services.notify.inbox.queries import newer
from services.notify.recipient.queries import label_of
from services.notify.telling.planning import Fact
from shared.messaging.consumer import Received

from .conftest import ALL, Notify, signed


@pytest.fixture
async def li(notify: Notify) -> httpx.AsyncClient:
    return await notify.serving.caller("li", ALL, "suzhou")


async def entries(client: httpx.AsyncClient, **params: object) -> list[dict[str, object]]:
    answer = await client.get("/v1/inbox", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()["entries"]


async def told(notify: Notify, *days: str) -> None:
    """Li's contract is signed on each of these days, and the messages are sent."""
    for version, day in enumerate(days, 7):
        await notify.hears(signed(version, signed_on=day))
        await notify.sends()


async def test_a_message_lies_in_its_owners_inbox_and_in_nobody_elses(notify: Notify, li: httpx.AsyncClient):
    await told(notify, "2026-03-02")
    (one,) = await entries(li)
    assert (one["rule"], one["subject"]) == ("contract-signed", "contract-1")
    chief = await notify.serving.caller("chief", ALL, "hq")
    assert await entries(chief) == []


async def test_what_was_not_sent_yet_does_not_lie_there(notify: Notify, li: httpx.AsyncClient):
    await notify.hears(signed())
    assert await entries(li) == []
    await notify.sends()
    assert len(await entries(li)) == 1


async def test_the_newest_comes_first_page_by_page(notify: Notify, li: httpx.AsyncClient):
    await told(notify, "2026-03-02", "2026-03-03", "2026-03-04")
    page = await li.get("/v1/inbox", params={"limit": 2})
    following = page.headers["link"].split(">")[0].removeprefix("<")
    places = [one["place"] for one in (*page.json()["entries"], *(await li.get(following)).json()["entries"])]
    assert places == sorted(places, reverse=True)
    assert len(set(places)) == 3


async def test_the_reader_chooses_the_language_and_no_other_is_known(notify: Notify, li: httpx.AsyncClient):
    await told(notify, "2026-03-02")
    ((english,), (chinese,)) = (await entries(li, locale="en"), await entries(li, locale="zh-CN"))
    assert english["title"] == "Contract P-2026-1 is signed"
    assert "P-2026-1" in str(chinese["title"])
    assert chinese["title"] != english["title"]
    assert (await li.get("/v1/inbox", params={"locale": "fr"})).status_code == 422


def from_portal(wire_name: str, data: GroupSeen | Heard) -> Received[Any]:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    return Received(data, "x@1", wire_name, "portal", "portal", "x", 1, "x", "hq", now, "", "")


async def test_a_request_for_a_group_of_roles_goes_by_the_groups_title(notify: Notify):
    """Nobody reads its code; one whose group is not known yet, and any other label, stay as they are."""
    defined = GroupSeen(code="front-office", title="前台")
    labels = {"1": "access: group.front-office", "2": "access: group.unheard-of", "3": "CG-001"}
    async with notify.store.begin() as work:
        await know_group(work, from_portal("portal.role_group_defined.v1", defined))
        for number, label in labels.items():
            started = Heard.model_validate({"subject": f"access_request-{number}", "label": label})
            await keep_label(work, from_portal("approval.step_started.v1", started))
        kept = [await label_of(work, f"access_request-{number}") for number in labels]
    assert kept == ["access: 前台", labels["2"], labels["3"]]


async def test_what_is_newer_than_a_place_comes_in_order_and_nothing_twice(notify: Notify):
    await told(notify, "2026-03-02", "2026-03-03", "2026-03-04")
    reader = replace(notify.store.system_context(), actor="li", scopes=("*",))
    async with notify.store.begin(reader, role="app", read_only=True) as work:
        first, *others = await newer(work, "li", 0, "en")
        assert [one.place for one in await newer(work, "li", first.place, "en")] == [one.place for one in others]
        assert await newer(work, "li", others[-1].place, "en") == []
        assert await newer(work, "chen", 0, "en") == []


def started(step: str = "legal", **changed: Any) -> Fact:
    data = {"approval_id": "a", "step": step, "subject": "contract-1", "persons": ["li", "chen"], **changed}
    data |= {"permission": None, "unit_id": None, "started_at": "2026-03-02T08:00:00Z"}
    return Fact("approval.step_started.v1", "approval-a@2", data, "nanjing")


def decided(person: str, version: int, *, done: bool, **changed: Any) -> Fact:
    data = {"approval_id": "a", "step": "legal", "person": person, "on_behalf_of": None, "verdict": "approve"}
    return Fact("approval.decided.v1", f"approval-a@{version}", {**data, "step_done": done, **changed}, "nanjing")


async def test_what_waits_for_somebody_is_over_for_them_when_they_decided_and_for_all_when_nobody_needs_to(
    notify: Notify, li: httpx.AsyncClient
):
    chen = await notify.serving.caller("chen", ALL, "suzhou")
    await notify.hears(started())
    await notify.sends()
    assert [(one["rule"], one["moot_at"]) for one in await entries(li)] == [("approval-waiting", None)]
    await notify.hears(decided("li", 3, done=False))
    (over,), (waits,) = await entries(li), await entries(chen)
    assert over["moot_at"] is not None
    assert waits["moot_at"] is None
    assert (await entries(li, moot="false"), await entries(li, moot="true")) == ([], [over])
    await notify.hears(decided("chen", 4, done=True), decided("chen", 5, done=True))
    assert [one["moot_at"] is not None for one in await entries(chen)] == [True]
    assert (await notify.row("SELECT count(*) FROM endings"))[0] == 0
    ledger = (await li.get("/v1/messages", params={"recipient": "li", "stage": "moot"})).json()["messages"]
    assert [(one["channel"], one["reason"]) for one in ledger] == [("inbox", "ended-by approval-a@3")]


async def test_whoever_it_was_passed_on_to_is_told_and_for_the_others_it_is_over(notify: Notify, li: httpx.AsyncClient):
    await notify.hears(started(persons=["li"]))
    await notify.sends()
    data = {**started(persons=["chen"]).data, "handed_on_at": "2026-03-04T08:00:00Z"}
    await notify.hears(Fact("approval.handed_on.v1", "approval-a@3", data, "nanjing"))
    await notify.sends()
    chen = await notify.serving.caller("chen", ALL, "suzhou")
    assert [one["moot_at"] is None for one in await entries(li)] == [False]
    assert [(one["rule"], one["moot_at"]) for one in await entries(chen)] == [("approval-handed-on", None)]


async def test_who_listens_is_woken_for_their_own_messages_only(notify: Notify):
    listeners = listeners_of(notify.serving.running)
    async with listeners.listening("li") as mine, listeners.listening("chen") as theirs:
        assert (mine.is_set(), theirs.is_set()) == (True, True)
        await listeners.look()
        mine.clear()
        theirs.clear()
        await told(notify, "2026-03-02")
        await listeners.look()
        assert (mine.is_set(), theirs.is_set()) == (True, False)
