"""Histories of customers, drawn at random: whatever can happen in the order in which it may, over months and units."""

import random
from datetime import date, timedelta
from typing import Any

from tests.unit.services.scoring.folding.made import adjusted, asset, booked, moved, registered, signed, worn

CURRENCIES = ("CNY", "EUR")
KINDS = ("ordered", "delivered", "accepted", "invoiced", "paid", "received", "allocated")
CHANGES = ("credited", "refunded", "offset", "retained", "released", "charged")
FIRST = date(2026, 1, 1)


def money(draw: random.Random, currency: str) -> dict[str, str]:
    return {"amount": f"{draw.randint(1, 500_00) / 100:.2f}", "currency": currency}


def day(draw: random.Random) -> str:
    return (FIRST + timedelta(days=draw.randint(0, 170))).isoformat()


def history(draw: random.Random, customer: str) -> list[Any]:
    """All of one customer: contacts, contracts, orders, invoices, payments of every kind and way, assets."""
    facts: list[Any] = [registered(customer)]
    for number in range(draw.randint(0, 3)):
        contact, about = f"contact-{customer}-{number}", {"customer_id": customer, "role": "buyer"}
        facts.append(("customer", contact, "contact.added.v1", about))
        if draw.random() < 0.4:
            facts.append(("customer", contact, "contact.removed.v1", about))
    for number in range(draw.randint(0, 3)):
        facts += _contract(draw, customer, f"{customer}-{number}")
    for number in range(draw.randint(0, 2)):
        facts += _asset(draw, f"{customer}-{number}")
    return facts


def _contract(draw: random.Random, customer: str, contract: str) -> list[Any]:
    currency = draw.choice(CURRENCIES)
    party = {"contract_id": contract, "counterparty_id": customer}
    facts = [signed(customer, contract, draw.randint(1, 9000))]
    for each in range(draw.randint(0, 5)):
        name = f"{contract}-{each}"
        facts.append(booked(contract, draw.choice(KINDS), name, draw.randint(1, 900)))
        lines = [
            {"line": line, "product": draw.choice(("CD", "LP", None)), "quantity": "2", "amount": money(draw, currency)}
            for line in range(1, draw.randint(2, 4))
        ]
        order = {"order_id": name, "direction": draw.choice(("sales", "sales", "purchase")), "lines": lines}
        facts.append(("contract", f"order-{name}", "order.placed.v1", {**party, **order, "effective_on": day(draw)}))
        facts += _invoice(draw, name, party, currency)
        for kind in draw.sample(CHANGES, draw.randint(0, 2)):
            invoice = draw.choice((name, name, None))
            facts.append(in_currency(adjusted(contract, kind, name, invoice, draw.randint(1, 90), day(draw)), currency))
        if draw.random() < 0.4:
            back = {**party, "amount": money(draw, currency), "effective_on": day(draw)}
            back["direction"] = draw.choice(("sales", "purchase"))
            facts.append(("contract", f"payment-{name}-back", "payment.refunded.v1", back))
        paid = {**party, "amount": money(draw, currency), "effective_on": day(draw)}
        out = {**paid, "invoice_id": None, "due_on": draw.choice((None, day(draw)))}
        facts.append(("contract", f"payment-{name}-out", "payment.made.v1", out))
        if draw.random() < 0.3:
            refused = {**paid, "requested": paid["amount"]}
            facts.append(("contract", f"payment-{name}-no", "payment.blocked.v1", refused))
    return facts


def in_currency(fact: Any, currency: str) -> Any:
    """The same fact in another currency."""
    *place, data = fact
    return (*place, {**data, "amount": {**data["amount"], "currency": currency}})


def _invoice(draw: random.Random, name: str, party: dict[str, str], currency: str) -> list[Any]:
    gross, due_on = money(draw, currency), day(draw)
    invoice = {**party, "invoice_id": name, "number": "I", "gross": gross, "due_on": due_on, "effective_on": day(draw)}
    facts: list[Any] = [("contract", f"invoice-{name}", f"invoice.{draw.choice(('issued', 'received'))}.v1", invoice)]
    left = int(float(gross["amount"]) * 100)
    for part in range(draw.randint(0, 3)):
        share = left if draw.random() < 0.3 else draw.randint(0, left)
        left -= share
        stream, on = f"payment-{name}-{part}", day(draw)
        amount = {"amount": f"{share / 100:.2f}", "currency": currency}
        facts.append(("contract", stream, "payment.received.v1", {**party, "amount": amount, "effective_on": on}))
        parts = [{"invoice_id": name, "due_on": due_on, "amount": amount}]
        allocated = {**party, "effective_on": on, "allocations": parts}
        facts.append(("contract", stream, "payment.allocated.v1", allocated))
    return facts


def _asset(draw: random.Random, number: str) -> list[Any]:
    """With a second book in which it is worn otherwise, now and then."""
    kind, cost = draw.choice(("provisional", "capitalised")), draw.randint(100, 900)
    facts, accumulated = [asset(number, kind, cost)], 0
    for month in range(draw.randint(0, 4)):
        accumulated += draw.randint(1, 20)
        on = f"2026-0{month + 2}-28"
        facts.append(worn(number, accumulated, on))
        if draw.random() < 0.5:
            facts.append(worn(number, 2 * accumulated, on, "tax", leading=False))
    if kind == "capitalised" and draw.random() < 0.4:
        facts.append(moved(number, "nanjing", "suzhou", cost, accumulated))
    return facts


def merge(customer: str, survivor: str) -> Any:
    told = {"customer_id": customer, "survivor_id": survivor}
    return "customer", f"customer-{customer}", "customer.merged.v1", told
