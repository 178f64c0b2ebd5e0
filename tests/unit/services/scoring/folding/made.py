"""Records as Kafka gives them, made up: families of streams that share a key."""

import json
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from shared.messaging.envelope import source_of, to_record

BEGAN = datetime(2026, 1, 5, 1, tzinfo=UTC)
UNITS = ("nanjing", "suzhou")


class Made(NamedTuple):
    """What is needed of aiokafka's ConsumerRecord."""

    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes
    headers: tuple


def yuan(amount):
    return {"amount": f"{amount}.00", "currency": "CNY"}


def event(service, stream, version, name, data, *, key, unit="nanjing", minute=0):
    meta = {"key": key, "unit": unit, "correlation": "c", "causation": ""}
    return to_record(
        source_of(service), stream, version, name, json.dumps(data).encode(), meta, BEGAN + timedelta(minutes=minute)
    )


def placed(partition, events):
    return [Made("t", partition, offset, one.key, one.value, tuple(one.headers)) for offset, one in enumerate(events)]


def registered(customer, name="Bridge Works", **changes):
    data = {
        "customer_id": customer, "kind": "organisation", "roles": ["customer"], "name": name, "region": "Jiangsu",
        "industry": "building", "owner_id": None, "stage": "prospect", "source": "", "effective_on": "2026-01-05",
    }  # fmt: skip
    return "customer", f"customer-{customer}", "customer.registered.v1", {**data, **changes}


def order(customer, contract, number, day="2026-01-06", amount=100):
    lines = [{"line": line, "product": "CD", "quantity": "1", "amount": yuan(amount + line)} for line in range(1, 3)]
    return "contract", f"order-{number}", "order.placed.v1", {
        "order_id": number, "contract_id": contract, "counterparty_id": customer, "direction": "sales",
        "lines": lines, "effective_on": day,
    }  # fmt: skip


def receipt(customer, contract, number, day="2026-01-20", amount=100):
    return "contract", f"payment-{number}", "payment.received.v1", {
        "contract_id": contract, "counterparty_id": customer, "amount": yuan(amount), "effective_on": day,
    }  # fmt: skip


def allocation(customer, contract, number, invoice, due_on="2026-01-18", day="2026-01-20", amount=100):
    return "contract", f"payment-{number}", "payment.allocated.v1", {
        "contract_id": contract, "counterparty_id": customer, "effective_on": day,
        "allocations": [{"invoice_id": invoice, "due_on": due_on, "amount": yuan(amount)}],
    }  # fmt: skip


def invoice(customer, contract, number, due_on="2026-01-18", amount=100):
    return "contract", f"invoice-{number}", "invoice.issued.v1", {
        "invoice_id": number, "contract_id": contract, "counterparty_id": customer, "number": "I-1",
        "gross": yuan(amount), "due_on": due_on, "effective_on": "2026-01-06",
    }  # fmt: skip


def signed(customer, contract, amount=1000):
    return "contract", f"contract-{contract}", "contract.signed.v1", {
        "contract_id": contract, "number": "S-1", "direction": "sales", "title": "Frame", "counterparty_id": customer,
        "owner_id": "o", "amount": yuan(amount), "effective_on": "2026-01-05", "term_from": None, "term_to": None,
    }  # fmt: skip


def amended(contract, amount=2000, day="2026-03-01"):
    return "contract", f"contract-{contract}", "contract.amended.v1", {
        "contract_id": contract, "title": "Frame, amended", "amount": yuan(amount), "effective_on": day,
        "term_from": None, "term_to": None,
    }  # fmt: skip


def booked(contract, kind, document, amount=100):
    return "contract", f"ledger-{contract}", "ledger.booked.v1", {
        "contract_id": contract, "kind": kind, "document": document, "clause": "3", "phase": "p",
        "amount": yuan(amount), "effective_on": "2026-01-06",
    }  # fmt: skip


def adjusted(contract, kind, document, invoice=None, amount=100, day="2026-01-20"):
    return "contract", f"ledger-{contract}", "ledger.adjusted.v1", {
        "contract_id": contract, "kind": kind, "document": document, "of": None, "clause": "3", "phase": "p",
        "amount": yuan(amount), "invoice_id": invoice, "effective_on": day,
    }  # fmt: skip


def refund(customer, contract, number, direction="sales", amount=100, day="2026-01-20"):
    return "contract", f"payment-{number}", "payment.refunded.v1", {
        "contract_id": contract, "counterparty_id": customer, "direction": direction, "amount": yuan(amount),
        "effective_on": day,
    }  # fmt: skip


def asset(number, kind="capitalised", cost=500):
    return "asset", f"asset-{number}", f"asset.{kind}.v1", {
        "asset_id": number, "name": "Pump", "class_code": "M", "cost": yuan(cost), "effective_on": "2026-01-07",
    }  # fmt: skip


def moved(number, giver, receiver, cost=500, accumulated=0):
    return "asset", f"asset-{number}", "asset.transferred.v1", {
        "asset_id": number, "giver": giver, "receiver": receiver, "cost": yuan(cost), "accumulated": yuan(accumulated),
        "effective_on": "2026-02-01",
    }  # fmt: skip


def worn(number, accumulated, day="2026-01-31", book="accounting", leading=True):
    return "asset", f"asset-{number}", "asset.depreciated.v1", {
        "asset_id": number, "run_id": "r", "book": book, "leading": leading, "period": day[:7], "charge": yuan(1),
        "accumulated": yuan(accumulated), "book_value": yuan(1), "effective_on": day,
    }  # fmt: skip


def contact(number, customer):
    return "customer", f"contact-{number}", "contact.added.v1", {"customer_id": customer, "role": "finance"}


def intended(number, about, rule="payment-thanks", recipient="somebody"):
    return "notify", f"message-{number}", "message.intended.v1", {
        "message_id": number, "subject": f"obligation-{number}", "about": about, "rule": rule, "channel": "email",
        "recipient": recipient,
    }  # fmt: skip


def came_of(number, kind, **said):
    return "notify", f"message-{number}", f"message.{kind}.v1", {"message_id": number, **said}


def told(facts, *, key, unit="nanjing"):
    """Facts as records of their streams, versions counted."""
    versions: dict[str, int] = {}
    records = []
    for minute, (service, stream, name, data) in enumerate(facts):
        versions[stream] = versions.get(stream, 0) + 1
        records.append(event(service, stream, versions[stream], name, data, key=key, unit=unit, minute=minute))
    return records


def family(key, draw):
    """Everything of one key: a customer, contracts, money, an asset; how much of each is drawn."""
    from hypothesis import strategies as st

    customer, contract = f"c{key}", f"k{key}"
    facts = [registered(customer), signed(customer, contract)]
    for number in range(draw(st.integers(0, 3))):
        name = f"{key}-{number}"
        facts += [order(customer, contract, name), booked(contract, "ordered", name), invoice(customer, contract, name)]
        facts += [receipt(customer, contract, name), allocation(customer, contract, name, name)]
        facts += [adjusted(contract, "credited", name, name, 9), refund(customer, contract, f"{name}-back")]
        facts.append(("contract", f"approval-{name}", "approval.decided.v1", {"decision": "yes"}))
    if draw(st.booleans()):
        facts += [asset(key, "provisional"), asset(key), moved(key, "nanjing", "suzhou")]
    if draw(st.booleans()):
        facts += [intended(key, f"contract-{contract}"), came_of(key, "sent", channel="email")]
    return told(facts, key=key, unit=draw(st.sampled_from(UNITS)))
