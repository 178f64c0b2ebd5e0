"""A version as it is shown on paper: every value a text, every table a list of rows."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.contract.rendering.words import WORDS
from services.contract.text.document import Document


def view(document: Document, text_hash: str, number: str = "") -> dict[str, Any]:
    """JSON values for a form; the same for the same version, under the same number where it stands on it."""
    words, figures = WORDS[document.language], document.figures
    return {
        "title": document.title,
        "type": document.type_name,
        "language": document.language,
        "hash": text_hash,
        "number": number,
        "date": [document.said_on.year, document.said_on.month, document.said_on.day],
        "words": dict(words),
        "parties": [
            {"role": words.get(party.role, party.role), "name": party.name or "", "identifier": party.identifier or ""}
            for party in document.parties
        ],
        "clauses": [
            {"heading": _heading(clause.clause, clause.title), "paragraphs": _paragraphs(clause.words)}
            for clause in document.clauses
        ],
        "amount": _amount(figures, words),
        "lines": [_line(line) for line in figures.get("lines", ())],
        "plan": [_planned(line, words) for line in figures.get("plan", ())],
        "deliverables": [_delivered(one, words) for one in figures.get("deliverables", ())],
        "facts": _facts(figures, words),
        "attachments": [{"name": one.name, "hash": one.hash} for one in document.attachments],
    }


def _heading(clause: str, title: str) -> str:
    return title if clause.startswith("p") and title else " ".join(part for part in (clause, title) if part)


def _paragraphs(words: str) -> list[str]:
    return [line.strip() for line in words.split("\n") if line.strip()]


def _grouped(amount: str) -> str:
    return f"{Decimal(amount):,f}"


def _money(money: Mapping[str, str]) -> str:
    return f"{_grouped(money['amount'])} {money['currency']}"


def _amount(figures: Mapping[str, Any], words: Mapping[str, str]) -> str:
    amount, _, currency = figures["amount"].partition(" ")
    if not Decimal(amount):
        return ""
    kind = words.get(figures.get("amount_kind", ""), "")
    return f"{_grouped(amount)} {currency}" + (f" ({kind})" if kind else "")


def _line(line: Mapping[str, Any]) -> list[str]:
    rate = Decimal(line["tax_rate"]) * 100
    code = f"{line['product_code']} " if line.get("product_code") else ""
    return [
        f"{code}{line['description']}",
        f"{line['quantity']} {line['unit']}",
        _grouped(line["unit_price"]),
        _grouped(line["net"]["amount"]),
        f"{rate.normalize():f} %",
        _grouped(line["gross"]["amount"]),
    ]


def _due(one: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if one.get("due_on"):
        return str(one["due_on"])
    after = one.get("after")
    return f"{words[after['event']]} {after['days']} {words['days']}" if after else ""


def _planned(line: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    return [line["clause"], line["phase"], _due(line, words), _money(line["amount"])]


def _delivered(one: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    quantity = f"{one['quantity']} {one.get('unit', '')}".strip() if one.get("quantity") else ""
    return [one["clause"], one["description"], quantity, _due(one, words)]


def _facts(figures: Mapping[str, Any], words: Mapping[str, str]) -> list[list[str]]:
    first, last, _ = figures["term"]
    term = f"{first} – {last}" if first or last else ""
    said = {"term": term, **{name: figures.get(name) for name in ("governing_law", "forum", "copies")}}
    return [[words[name], str(value)] for name, value in said.items() if value]
