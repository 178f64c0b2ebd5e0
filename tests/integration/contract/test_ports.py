"""Documents leave by ports once, whatever becomes of them on the way: to a real server of another system."""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from services.contract.port.adapter import HttpPort
from services.contract.port.handlers import hand_over_due
from services.contract.port.projections import HAND_OVER
from services.contract.port.sending import PortSender
from services.contract.settings import contract_settings
from shared.eventstore.deadlines import Deadline
from shared.eventstore.rebuild import rebuild
from shared.values.ids import new_id
from tests.integration.contract.conftest import Company, ok
from tests.integration.contract.money import agreed, billed, cny, line, problem
from tests.integration.contract.test_collectors import invoice as invoice_row
from tests.integration.contract.test_collectors import number_of, registered, sent

ALL = ("3", "all")


class Elsewhere:
    """Another system: `says` tells by document what it does with a message. It keeps every one it was sent."""

    def __init__(self) -> None:
        self.says: dict[str, str] = {}
        self.sent: list[tuple[str, dict[str, Any]]] = []
        self.asked: list[str] = []
        self.knows: dict[str, dict[str, str]] = {}

    async def listen(self, port: int = 0) -> asyncio.Server:
        return await asyncio.start_server(self._exchange, "127.0.0.1", port)

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        method, path, _ = head[0].split()
        headers = {name.lower(): value for name, _, value in (each.partition(": ") for each in head[1:] if each)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        status, answer = self._answer(method, path, headers, body)
        if status:
            said = json.dumps(answer).encode()
            writer.write(
                f"HTTP/1.1 {status} -\r\nContent-Length: {len(said)}\r\nConnection: close\r\n\r\n".encode() + said
            )
            await writer.drain()
        writer.close()

    def _answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        if method == "GET":
            self.asked.append(path)
            known = self.knows.get(path.rpartition("/")[2])
            return (200, known) if known else (404, {})
        assert headers["authorization"] == "Bearer word"
        message = json.loads(body)
        self.sent.append((headers["idempotency-key"], message))
        match self.says.get(message["document"], "accept"):
            case "refuse":
                return 422, {"code": "E-42"}
            case "vanish":
                return 0, {}
            case "fail":
                return 503, {}
            case _:
                return 201, {"number": f"F-{len(self.sent)}"}

    def times(self, document: str) -> int:
        return sum(message["document"] == document for _, message in self.sent)


async def handed_over(company: Company, port: str, *documents: str) -> list[str]:
    body = {"port": port, "documents": list(documents)}
    found = await ok(company.admin.post("/v1/port-messages", json=body))
    return [one["message_id"] for one in found["items"]]


async def shown(company: Company, message: str) -> dict[str, Any]:
    return await ok(company.admin.get(f"/v1/port-messages/{message}"))


async def until(
    company: Company, message: str, step: Callable[[], Any], holds: Callable[[Any], bool]
) -> dict[str, Any]:
    async with asyncio.timeout(20):
        while not holds(found := await shown(company, message)):
            await step()
            await asyncio.sleep(0.1)
    return found


async def test_what_leaves_is_accepted_refused_or_asked_about_and_never_sent_twice(company: Company):
    clerk, elsewhere = company.drafter, Elsewhere()
    sold = await agreed(company, [line("3", "all", "100.00", "counterparty")], "sales")
    good, bad, lost, failed = [await billed(company, sold, "10.00", ALL) for _ in range(4)]
    elsewhere.says = {bad: "refuse", lost: "vanish", failed: "fail"}
    messages = await handed_over(company, "invoices", good, bad, lost, failed)
    twice = await company.admin.post("/v1/port-messages", json={"port": "invoices", "documents": [good]})
    assert (twice.status_code, problem(twice)) == (409, "handed-over")

    server = await elsewhere.listen()
    place = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    port = HttpPort(f"http://127.0.0.1:{place}/in/", "word", seconds=5)
    sender = PortSender(company.serving.running.store, port)
    assert await sender.send_due()
    assert [(one["state"], one["attempts"]) for one in [await shown(company, each) for each in messages]] == [
        ("queued", 1)
    ] * 4
    assert elsewhere.sent == []

    async with await elsewhere.listen(place):
        for message in messages:
            await until(company, message, sender.send_due, lambda one: one["state"] not in ("queued", "sending"))
        found = [await shown(company, each) for each in messages]
        assert [one["state"] for one in found] == ["accepted", "refused", "unknown", "unknown"]
        assert found[0]["foreign_number"].startswith("F-")
        assert (found[1]["reason"], found[3]["reason"]) == ("E-42", "status 503")

        elsewhere.knows[messages[2]] = {"state": "accepted", "number": "F-77"}
        learned = await until(company, messages[2], sender.ask_due, lambda one: one["state"] != "unknown")
        assert (learned["foreign_number"], learned["learned_by"]) == ("F-77", "inquiry")
        waits = await until(company, messages[3], sender.ask_due, lambda one: one["asked"] > 0)
        assert waits["state"] == "unknown"
        settle = f"/v1/port-messages/{messages[3]}/settlement"
        unsaid = await company.admin.post(settle, json={"outcome": "accepted"})
        assert unsaid.json()["errors"][0]["pointer"] == "/foreign_number"
        await ok(company.admin.post(settle, json={"outcome": "accepted", "foreign_number": "F-88"}))
        assert [elsewhere.times(each) for each in (good, bad, lost, failed)] == [1, 1, 1, 1]

        elsewhere.says = {}
        assert await handed_over(company, "invoices", bad) == [messages[1]]
        again = await until(company, messages[1], sender.send_due, lambda one: one["state"] == "accepted")
        assert (again["round"], elsewhere.times(bad)) == (2, 2)
        assert [key for key, message in elsewhere.sent if message["document"] == bad] == [
            f"{messages[1]}-1",
            f"{messages[1]}-2",
        ]

        bought = await agreed(company, [line("5", "all", "100.00")])
        paid = await ok(clerk.post(f"{bought}/payments", json={"clause": "5", "phase": "all", "amount": cny("40.00")}))
        facts = (await ok(clerk.get(f"{bought}/figures/paid")))["facts"]
        booking = f"{bought.rpartition('/')[2]}@{facts[0]['version']}"
        [order] = await handed_over(company, "payment_orders", paid["payment_id"])
        [voucher] = await handed_over(company, "vouchers", booking)
        for message in (order, voucher):
            await until(company, message, sender.send_due, lambda one: one["state"] == "accepted")
        told = {message["document"]: message["content"] for _, message in elsewhere.sent}
        assert (told[paid["payment_id"]]["amount"], told[good]["gross"]) == ("40.00", "10.00")
        sides = [(one["side"], one["amount"]) for one in told[booking]["lines"]]
        assert sorted(sides) == [("credit", "40.00"), ("debit", "40.00")]
        await debits_leave(company, elsewhere, sender, sold, (good, bad, lost))
    await port.close()

    for body in (
        {"port": "invoices", "documents": [new_id()]},
        {"port": "payment_orders", "documents": [good]},
        {"port": "vouchers", "documents": [f"{new_id()}@1"]},
        {"port": "invoices", "documents": [good, good]},
    ):
        refused = await company.admin.post("/v1/port-messages", json=body)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/documents")
    elsewhere_unit = await company.serving.unit(new_id(), company.headquarters)
    stranger = await company.serving.caller(new_id(), ["contract.*"], elsewhere_unit)
    assert (await ok(stranger.get("/v1/port-messages")))["items"] == []
    assert (await stranger.post("/v1/port-messages", json={"port": "invoices", "documents": [lost]})).status_code == 422
    checks = await rebuild(company.serving.running.store)
    assert [check for check in checks if not check.same] == []


async def debits_leave(
    company: Company, elsewhere: Elsewhere, sender: PortSender, sold: str, invoices: tuple[str, ...]
) -> None:
    """The bank takes one, refuses one, which has failed then; one that was answered before it left never does."""
    at, clerk = f"{sold}/direct-debits", company.drafter
    asked = [{"invoice_id": one, "mandate": "M-1", "effective_on": "2026-03-02"} for one in invoices]
    taken, refused, gone = [(await ok(clerk.post(at, json=one)))["debit_id"] for one in asked]
    elsewhere.says[refused] = "refuse"
    messages = await handed_over(company, "direct_debits", taken, refused, gone)
    why = {"reason": "no_mandate", "effective_on": "2026-03-04"}
    await ok(clerk.post(f"{at}/{gone}/failure", json=why))
    for message in messages:
        await until(company, message, sender.send_due, lambda one: one["state"] not in ("queued", "sending"))
    found = [await shown(company, each) for each in messages]
    assert [one["state"] for one in found] == ["accepted", "refused", "refused"]
    assert (found[1]["reason"], found[2]["reason"], elsewhere.times(gone)) == ("E-42", "retracted", 0)
    listed = (await ok(clerk.get("/v1/direct-debits", params={"contract_id": sold.rpartition("/")[2]})))["items"]
    states = {one["debit_id"]: (one["state"], one["reason"], one["bank_code"]) for one in listed}
    assert states == {
        taken: ("tried", None, None),
        refused: ("failed", "other", "E-42"),
        gone: ("failed", "no_mandate", None),
    }
    told = next(message["content"] for _, message in elsewhere.sent if message["document"] == taken)
    assert (told["amount"], told["mandate"], told["collect_on"]) == ("10.00", "M-1", "2026-03-02")
    assert told["invoice_number"]
    over = await company.admin.post("/v1/port-messages", json={"port": "direct_debits", "documents": [gone]})
    assert over.status_code == 422


@pytest.fixture
def by_itself(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PACTLINE_CONTRACT_PORT_HANDS_OVER", "invoices,payment_orders,vouchers,direct_debits")
    monkeypatch.setenv("PACTLINE_CONTRACT_PORT_HANDS_OVER_FROM", "2020-01-01")
    contract_settings.cache_clear()
    yield
    contract_settings.cache_clear()


@pytest.mark.usefixtures("by_itself")
async def test_what_is_set_to_leaves_by_itself_once(company: Company):
    clerk = company.drafter
    sold = await agreed(company, [line("3", "all", "100.00", "counterparty")], "sales")
    bought = await agreed(company, [line("5", "all", "100.00")])
    invoice = await billed(company, sold, "10.00", ALL)
    paid = await ok(clerk.post(f"{bought}/payments", json={"clause": "5", "phase": "all", "amount": cny("40.00")}))

    asked = {"invoice_id": invoice, "mandate": "M-1"}
    debit = (await ok(clerk.post(f"{sold}/direct-debits", json=asked)))["debit_id"]

    async def left() -> dict[str, str]:
        found = (await ok(company.admin.get("/v1/port-messages")))["items"]
        return {one["port"]: one["document"] for one in found if one["document"].startswith(tuple(wanted))}

    wanted = (invoice, paid["payment_id"], sold.rpartition("/")[2], debit)
    async with asyncio.timeout(20):
        while len(found := await left()) < 4:
            await asyncio.sleep(0.1)
    assert (found["invoices"], found["payment_orders"], found["direct_debits"]) == (invoice, paid["payment_id"], debit)
    twice = await company.admin.post("/v1/port-messages", json={"port": "invoices", "documents": [invoice]})
    assert (twice.status_code, problem(twice)) == (409, "handed-over")
    for document in (invoice, new_id()):
        async with company.serving.running.store.begin() as work:
            data = {"port": "invoices", "document": document}
            await hand_over_due(work, Deadline(HAND_OVER, f"invoices/{document}", work.context.now, data))
    listed = (await ok(company.admin.get("/v1/port-messages", params={"port": "invoices"})))["items"]
    assert [(one["document"], one["state"], one["round"]) for one in listed] == [(invoice, "queued", 1)]


async def test_what_another_system_sent_leaves_only_by_ports_that_take_it_and_never_back(
    company: Company, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
):
    request.addfinalizer(contract_settings.cache_clear)
    sold = await agreed(company, [line("3", "all", "100.00", "counterparty")], "sales")
    erp = await company.serving.caller(new_id(), ["contract.collector.send"], company.city)
    collector = await registered(company)
    taken = await sent(erp, collector, invoice_row("90", "10.00", contract_number=await number_of(company, sold)))
    theirs, ours = taken["records"][0]["document_id"], await billed(company, sold, "10.00", ALL)
    contract_id = sold.rpartition("/")[2]
    facts = (await ok(company.drafter.get(f"{sold}/figures/invoiced")))["facts"]
    by_day = sorted(facts, key=lambda one: one["effective_on"])
    vouchers = {each: f"{contract_id}@{one['version']}" for each, one in zip((theirs, ours), by_day, strict=True)}

    async def asked(port: str, document: str) -> str:
        answer = await company.admin.post("/v1/port-messages", json={"port": port, "documents": [document]})
        return "left" if answer.is_success else problem(answer)

    assert await asked("invoices", theirs) == await asked("vouchers", vouchers[theirs]) == "collected-document"
    assert await asked("invoices", ours) == await asked("vouchers", vouchers[ours]) == "left"
    monkeypatch.setenv("PACTLINE_CONTRACT_PORT_TAKES_COLLECTED", "invoices")
    monkeypatch.setenv("PACTLINE_CONTRACT_PORT_SOURCES", "sap,erp")
    contract_settings.cache_clear()
    assert await asked("invoices", theirs) == "collected-document"
    monkeypatch.setenv("PACTLINE_CONTRACT_PORT_SOURCES", "sap")
    contract_settings.cache_clear()
    assert await asked("vouchers", vouchers[theirs]) == "collected-document"
    assert await asked("invoices", theirs) == "left"
