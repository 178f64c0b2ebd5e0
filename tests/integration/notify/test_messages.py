import asyncio

import pytest

from services.notify.message.projections import OUTCOME
from services.notify.telling.planning import Fact
from shared.eventstore.rebuild import rebuild

from .conftest import ALL, Notify, met, planned, signed


async def test_the_owner_is_told_of_a_signing_by_mail_and_inbox_and_the_ledger_says_so(notify: Notify):
    notify.mailbox.answers = ["250 kept for <LI@example.org> as 77"]
    await notify.hears(signed())
    await notify.sends()
    (mail,) = notify.mailbox.mails
    assert mail["to"] == "李雷 <li@example.org>"
    assert "P-2026-1" in mail["subject"]
    assert "¥100,000.00" in mail.get_body(("plain",)).get_content()
    li = await notify.serving.caller("li", ALL, "nanjing")
    (entry,) = (await li.get("/v1/inbox", params={"locale": "en"})).json()["entries"]
    assert entry["title"] == "Contract P-2026-1 is signed"
    lines = (await li.get("/v1/messages", params={"subject": "contract-1"})).json()["messages"]
    assert {(line["channel"], line["stage"]) for line in lines} == {("inbox", "delivered"), ("email", "sent")}
    told = next(line for line in lines if line["channel"] == "email")
    assert (told["rule"], told["rule_version"], told["cause"]) == ("contract-signed", 0, "contract-1@7")
    assert mail["message-id"] == f"<{told['message_id']}@example.org>"
    (receipt,) = await notify.row("SELECT receipt FROM messages WHERE channel = 'email'")
    assert receipt == "250 kept for <[recipient]> as 77"


async def test_the_ledger_is_found_by_what_a_message_tells_of_by_its_event_and_by_who_was_told(notify: Notify):
    await notify.hears(signed(), planned(), signed(contract_id="2", owner_id="chen"))
    li = await notify.serving.caller("li", ALL, "nanjing")

    async def titles(**asked: str) -> list[str]:
        lines = (await li.get("/v1/messages", params={"locale": "en", **asked})).json()["messages"]
        return sorted({f"{line['recipient']} {line['subject']}: {line['title']}" for line in lines})

    is_signed = "li contract-1: Contract P-2026-1 is signed"
    reminded, *rest = [one for one in await titles(about="contract-1") if one != is_signed]
    assert reminded.startswith("li obligation-9: ")
    assert rest == []
    assert await titles(cause="obligation-9@1") == [reminded]
    assert await titles(recipient="chen") == ["chen contract-2: Contract P-2026-1 is signed"]
    assert await titles(recipient="li", about="contract-2") == []


async def test_the_same_occasion_is_told_once_however_often_the_event_comes(notify: Notify):
    await notify.hears(signed(), signed(), signed(version=8))
    await notify.sends()
    await notify.hears(signed())
    await notify.sends()
    assert len(notify.mailbox.mails) == 1
    assert (await notify.row("SELECT count(*) FROM messages"))[0] == 2


async def test_two_senders_send_each_message_once(notify: Notify):
    await notify.hears(*(signed(occasion, signed_on=f"2026-03-{occasion:02}") for occasion in range(1, 21)))
    await asyncio.gather(notify.sends(), notify.sends())
    await notify.sends()
    ids = [mail["message-id"] for mail in notify.mailbox.mails]
    assert len(ids) == len(set(ids)) == 20


async def test_a_try_whose_sender_died_waits_for_a_decision_and_is_never_repeated_by_itself(notify: Notify):
    await notify.hears(signed())
    (due,) = [one for one in await notify.sender._due() if one.channel == "email"]
    await notify.sender._claim([due])  # and here the process is gone
    await notify.sends()
    await notify.due_now(OUTCOME)
    await notify.sends()
    assert notify.mailbox.mails == []
    li = await notify.serving.caller("li", ALL, "nanjing")
    address = f"/v1/messages/{due.message_id}"
    assert (await li.get(address)).json()["stage"] == "unknown"
    assert (await li.post(f"{address}/decision", json={"outcome": "repeat"})).status_code == 200
    await notify.sends()
    (mail,) = notify.mailbox.mails
    assert mail["message-id"] == f"<{due.message_id}@example.org>"
    assert (await li.post(f"{address}/decision", json={"outcome": "repeat"})).status_code == 409


@pytest.mark.parametrize(
    ("answer", "stage"), [("451 busy", "intended"), ("554 no", "failed"), ("hang up", "unknown"), ("250 ok", "sent")]
)
async def test_what_the_server_answers_decides_what_follows(notify: Notify, answer, stage):
    notify.mailbox.answers = [answer]
    await notify.hears(signed())
    await notify.sends()
    row = await notify.row("SELECT stage, attempts, due_at > now() AS later FROM messages WHERE channel = 'email'")
    assert (row["stage"], row["attempts"]) == (stage, 1)
    assert row["later"] == (answer == "451 busy")


async def test_a_server_that_is_down_is_tried_again_later(notify: Notify):
    notify.sender.mail = type(notify.sender.mail)("smtp://127.0.0.1:9", "pactline@example.org", "Pactline")
    await notify.hears(signed())
    await notify.sends()
    row = await notify.row("SELECT stage, due_at > now() AS later FROM messages WHERE channel = 'email'")
    assert (row["stage"], row["later"]) == ("intended", True)


async def test_while_the_portal_is_away_mails_wait_and_the_inbox_goes_on(notify: Notify):
    notify.directory.away = {"portal"}
    await notify.hears(signed())
    await notify.sends()
    rows = await notify.store.database.pool("system").fetch("SELECT channel, stage FROM messages")
    assert {tuple(row) for row in rows} == {("inbox", "delivered"), ("email", "intended")}
    notify.directory.away = set()
    notify.sender._patience = {}
    await notify.sends()
    assert len(notify.mailbox.mails) == 1


async def test_who_has_no_address_or_does_not_exist_is_not_told_and_the_ledger_says_why(notify: Notify):
    del notify.directory.people["li"]
    await notify.hears(signed(), signed(owner_id=None, signed_on="2026-04-01"))
    await notify.sends()
    rows = await notify.store.database.pool("system").fetch("SELECT recipient, reason FROM messages WHERE reason <> ''")
    assert {tuple(row) for row in rows} == {("li", "no-address"), ("", "no-recipient")}


async def test_a_waiting_reminder_ends_with_what_it_would_remind_of(notify: Notify):
    await notify.hears(planned())
    waiting = "SELECT stage, reason, due_at > now() AS later FROM messages WHERE channel = 'inbox'"
    assert tuple(await notify.row(waiting)) == ("intended", None, True)
    await notify.hears(met("8"), met())
    assert tuple(await notify.row(waiting))[:2] == ("suppressed", "ended-by obligation-9@2")
    await notify.sends()
    assert notify.mailbox.mails == []


MONEY = {"amount": "800.00", "currency": "CNY"}
TOLD = (
    ("arrears.level_changed.v1", {"level": 1, "before": 0, "days_past_due": 12, "overdue": MONEY}, "12 days past due"),
    ("contract.term_ending.v1", {"term_to": "2099-12-31", "renews": True, "notice_by": "2099-10-01"}, "Dec 31, 2099"),
    ("copies.chased.v1", {"copies_id": "k", "left": 2, "due_on": "2026-01-01", "times": 1, "responsible": "li"}, "2"),
    ("guarantee.expiring.v1", {"guarantee_id": "g", "expires_on": "2099-08-01", "left": MONEY}, "Aug 1, 2099"),
    ("bill.maturing.v1", {"bill_id": "b", "matures_on": "2099-07-01", "amount": MONEY}, "CN¥800.00"),
    ("seal.used.v1", {"seal_use_id": "u", "keeper_id": "li", "copies": 4, "sent": 2}, "4 copies"),
)


async def test_the_owner_is_told_of_arrears_terms_copies_guarantees_bills_and_seals(notify: Notify):
    li = await notify.serving.caller("li", ALL, "nanjing")
    await notify.hears(signed())
    for number, (event, data, _) in enumerate(TOLD):
        fact = Fact(event, f"about-1@{number + 1}", {"contract_id": "1", "owner_id": "li", **data}, "nanjing")
        await notify.hears(fact)
    await notify.sends()
    entries = (await li.get("/v1/inbox", params={"locale": "en"})).json()["entries"]
    titles = [one["title"] for one in reversed(entries)][1:]
    bodies = {one["title"]: one["body"] for one in entries}
    assert len(titles) == len(TOLD)
    for title, (_, _, words) in zip(titles, TOLD, strict=True):
        assert words in title
    assert "unless notice is given by Oct 1, 2099" in bodies["contract-1: the term ends on Dec 31, 2099"]


async def test_somebody_elses_messages_are_not_shown(notify: Notify):
    await notify.hears(signed())
    await notify.sends()
    bo = await notify.serving.caller("bo", ALL, "suzhou")
    assert (await bo.get("/v1/inbox")).json()["entries"] == []
    assert (await bo.get("/v1/messages")).json()["messages"] == []
    chief = await notify.serving.caller("chief", ALL, "jiangsu")
    assert (await chief.get("/v1/inbox")).json()["entries"] == []
    assert len((await chief.get("/v1/messages")).json()["messages"]) == 2
    li = await notify.serving.caller("li", ALL, "suzhou")
    assert len((await li.get("/v1/inbox")).json()["entries"]) == 1
    message = (await chief.get("/v1/messages")).json()["messages"][0]["message_id"]
    assert (await bo.get(f"/v1/messages/{message}")).status_code == 404
    assert (await bo.post(f"/v1/messages/{message}/decision", json={"outcome": "sent"})).status_code == 404


async def test_the_tables_made_again_from_the_events_are_the_same(notify: Notify):
    await notify.hears(signed(), planned(), met(), planned("10"))
    await notify.sends()
    checks = await rebuild(notify.store)
    assert {check.table for check in checks} == {
        "rules", "messages", "endings", "ending_shapes", "tasks", "participants", "deadlines",
        "webhooks", "webhook_replays", "webhook_deliveries",
    }  # fmt: skip
    assert [check.table for check in checks if not check.same] == []
