"""Who is asked for addresses, in what portions, and what is made of the answers."""

from typing import Any

import pytest

from services.notify.recipient.directory import MOST_AT_ONCE, Address, Answers, ask_addresses
from shared.eventstore.event import ERASED
from shared.web.client import Away

LI = {"id": "li", "name": "李雷", "email": "li@example.org", "active": True}


class Asked:
    """Another service as `Peers` shows it: what it was asked, and its answer."""

    def __init__(self, answers: dict[str, Any]) -> None:
        self.answers = answers
        self.questions: list[tuple[str, list[str]]] = []

    async def get(self, service: str, path: str, params: dict[str, Any] | None = None) -> Any:
        assert path == "/v1/people"
        self.questions.append((service, (params or {})["ids"].split(",")))
        return self.answers[service]


async def test_staff_are_asked_of_portal_and_contacts_of_customer():
    peers = Asked({"portal": {"people": [LI]}, "customer": {"people": [{"id": "c1", "name": None, "email": "c@x.cn"}]}})
    answers = await ask_addresses(peers, [("staff", "li"), ("contact", "c1"), ("nobody", "")])
    assert answers == Answers({"li": Address("李雷", "li@example.org"), "c1": Address("", "c@x.cn")}, frozenset())
    assert peers.questions == [("portal", ["li"]), ("customer", ["c1"])]


@pytest.mark.parametrize("changed", [{"email": None}, {"email": ""}, {"email": ERASED}, {"active": False}])
async def test_somebody_without_an_address_erased_or_gone_is_absent(changed: dict[str, Any]):
    peers = Asked({"portal": {"people": [{**LI, **changed}]}})
    assert await ask_addresses(peers, [("staff", "li")]) == Answers({}, frozenset())


@pytest.mark.parametrize("answer", [None, {}, {"people": []}])
async def test_somebody_unknown_is_absent_and_not_away(answer: Any):
    assert await ask_addresses(Asked({"portal": answer}), [("staff", "li")]) == Answers({}, frozenset())


async def test_a_service_that_is_away_is_told_by_kind_and_the_others_are_asked():
    peers = Asked({"portal": Away("down"), "customer": {"people": [{"id": "c1", "name": "C", "email": "c@x.cn"}]}})
    answers = await ask_addresses(peers, [("staff", "li"), ("contact", "c1")])
    assert (answers.away, list(answers.found)) == (frozenset({"staff"}), ["c1"])


async def test_many_are_asked_in_portions_each_once_and_an_away_service_is_not_asked_again():
    many = [("staff", f"s{number}") for number in range(2 * MOST_AT_ONCE + 1)]
    peers = Asked({"portal": {"people": []}})
    await ask_addresses(peers, [*many[:1], *many])
    assert [len(ids) for _, ids in peers.questions] == [MOST_AT_ONCE - 1, MOST_AT_ONCE, 2]
    away = Asked({"portal": Away("down")})
    await ask_addresses(away, many)
    assert len(away.questions) == 1
