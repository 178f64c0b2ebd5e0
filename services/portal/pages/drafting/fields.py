"""A draft as the flat fields of a form, and what a form says as the body of a command.

Every part of a draft has its fields by name: `title`, `var-goods`, `clause-4.1-text`, `line-0-quantity`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from services.portal.pages.contracts.amounts import AROUND, GROUPED
from services.portal.pages.drafting.binding import RENEWAL as RENEWAL_FIELDS
from services.portal.pages.drafting.binding import binding_fields, master_in, renewal_in
from services.portal.pages.drafting.seen import Clause, Document, Variable
from services.portal.pages.frame.asking import Told

Fields = dict[str, str]

PLAIN: Final = (
    "title",
    "counterparty_id",
    "currency",
    "amount",
    "amount_kind",
    "term_from",
    "term_to",
    "effective_from",
    "governing_law",
    "forum",
    "copies",
    "text",
    "master_id",
    "country",
)
ROWS: Final[Mapping[str, tuple[str, ...]]] = {
    "line": ("description", "quantity", "unit", "unit_price", "tax_rate", "tax_on", "product_code"),
    "plan": (
        "clause",
        "phase",
        "debtor",
        "amount",
        "due_on",
        "event",
        "days",
        "acceptance",
        "invoice",
        "instrument",
        "secured",
    ),
    "deliverable": ("clause", "description", "quantity", "unit", "due_on", "event", "days"),
    "party": ("role", "name", "customer_id", "unit_id", "signatory_id", "capacity"),
    "add": ("clause", "title", "text", "after"),
    "cap": ("product_code", "quantity"),
}
"""Parts that a draft has several of, each with its fields; a row whose `TOLD_BY` fields are empty is none."""
TOLD_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "line": ("description", "quantity", "unit_price"),
    "plan": ("clause", "phase", "amount"),
    "deliverable": ("clause", "description"),
    "party": ("name", "customer_id", "unit_id"),
    "add": ("clause", "title", "text"),
    "cap": ("product_code", "quantity"),
}
ROW: Final = re.compile(rf"({'|'.join(ROWS)})-([0-9]{{1,4}})-([a-z_]+)\Z")
AS_IS, OWN, OMIT, OTHER = "as_is", "own", "omit", "other:"


def figure(text: str) -> str:
    """A number as people write it, without what groups it; what is none stays for the service to refuse."""
    found = text.strip().strip(AROUND)
    return found.replace(",", "") if GROUPED.fullmatch(found) else text.strip()


def sent(form: Mapping[str, Any]) -> Fields:
    """What a browser sent: lines end in one way, blanks around are nobody's words."""
    return {name: value.replace("\r\n", "\n").strip() for name, value in form.items() if isinstance(value, str)}


def rows_in(fields: Mapping[str, str], kind: str) -> list[int]:
    """The numbers of the rows of a kind that say something, in order."""
    numbers = {int(found[2]) for name in fields if (found := ROW.match(name)) and found[1] == kind}
    return [at for at in sorted(numbers) if any(fields.get(f"{kind}-{at}-{name}") for name in TOLD_BY[kind])]


def rows_of(fields: Mapping[str, str], kind: str, told_by: tuple[str, ...]) -> list[int]:
    """The same of rows that are no part of a draft: those in which one of the fields says something, in order."""
    found = {
        int(at)
        for kind_of, at, name in (one.split("-") for one, value in fields.items() if value and one.count("-") == 2)
        if kind_of == kind and name in told_by and at.isascii() and at.isdigit()
    }
    return sorted(found)


def clauses_in(fields: Mapping[str, str]) -> list[str]:
    """The names of the clauses that have cards, in the order of the form."""
    cards = [name for name in fields if name.startswith("clause-") and name.endswith("-how")]
    return [name.removeprefix("clause-").removesuffix("-how") for name in cards]


@dataclass(slots=True)
class Said:
    """The body, and from which field each part of it came."""

    body: dict[str, Any] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def wrong(self, errors: Any) -> dict[str, str]:
        """The reasons of a refusal by the field that they are about."""
        found: dict[str, str] = {}
        for error in errors if isinstance(errors, list) else []:
            pointer = str(error.get("pointer", ""))
            above = [one for one in self.places if f"{pointer}/".startswith(f"{one}/")]
            at = max(above, key=len, default="")
            rest = [part for part in pointer[len(at) :].split("/") if part]
            place = self.places.get(at, "")
            name = "-".join([place, *rest[:1]] if place else rest[:1])
            found.setdefault(name, str(error.get("detail", "")))
        return found


@dataclass(frozen=True, slots=True)
class Refused:
    """One of a page's forms that was refused, to be shown as it was sent: which one, what it said, what is wrong with
    which field, and why. Without any it is a page that was only asked for.
    """

    form: str = ""
    fields: Fields = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
    status: int = 200

    @classmethod
    def by(cls, told: Told, form: str, fields: Fields | None = None, said: Said | None = None) -> "Refused":
        """By what came of the command; `said` knows from which fields its body was made."""
        return cls(form, fields or {}, (said or Said()).wrong(told.body.get("errors")), told.why, told.status)

    @property
    def shown(self) -> dict[str, Any]:
        """As templates call it."""
        return {"failed": self.form, "fields": self.fields, "wrong": self.wrong, "why": self.why}


ASKED_FOR: Final = Refused()
"""Nothing was refused."""


def body_of(fields: Fields, variables: list[Variable]) -> Said:
    """What a whole draft says, without what names its template, its file and its type."""
    said = Said()
    currency = fields.get("currency") or "CNY"
    plain = {name: fields[name] for name in PLAIN if fields.get(name) and name not in ("amount", "copies")}
    said.body |= plain
    if fields.get("amount"):
        said.body["amount"] = {"amount": figure(fields["amount"]), "currency": currency}
    if fields.get("copies"):
        said.body["copies"] = int(fields["copies"]) if fields["copies"].isdigit() else fields["copies"]
    said.body["renewal"] = renewal_in(fields)
    said.places |= {f"/renewal/{name}": field for name, field in RENEWAL_FIELDS.items()}
    said.body["master"] = master_in(fields, currency, rows_in(fields, "cap"), figure, said.places)
    said.body["variables"] = {one.name: value for one in variables if (value := value_in(fields, one)) is not None}
    said.places["/variables"] = "var"
    for kind, name, made in (
        ("line", "lines", _line),
        ("plan", "plan", _planned),
        ("deliverable", "deliverables", _deliverable),
        ("party", "parties", _party),
    ):
        said.body[name] = []
        for at in rows_in(fields, kind):
            row = {each: fields.get(f"{kind}-{at}-{each}", "") for each in ROWS[kind]}
            said.places[f"/{name}/{len(said.body[name])}"] = f"{kind}-{at}"
            said.body[name].append(made(row, currency))
    _clauses(fields, said)
    return said


def value_in(fields: Mapping[str, str], variable: Variable) -> Any:
    """What a variable is given, as the service reads it; None for nothing."""
    name = f"var-{variable.name}"
    given = fields.get(name, "")
    match variable.kind:
        case "boolean":
            return given == "yes"
        case _ if not given:
            return None
        case "number":
            return figure(given)
        case "money":
            return {"amount": figure(given), "currency": fields.get(f"{name}-currency", "CNY")}
        case "period":
            return {"number": figure(given), "unit": fields.get(f"{name}-unit", "day")}
        case "party":
            return {"name": given, "identifier": fields.get(f"{name}-identifier", "")}
        case _:
            return given


def _line(row: Mapping[str, str], _currency: str) -> dict[str, Any]:
    made = {name: row[name] for name in ("description", "unit", "tax_on", "product_code") if row[name]}
    # Of a product the price may be left to what the customer buys at.
    price = {"unit_price": figure(row["unit_price"])} if row["unit_price"] or not row["product_code"] else {}
    return {
        **made,
        **price,
        "quantity": figure(row["quantity"]),
        "tax_rate": _share(row["tax_rate"]),
    }


def _share(percent: str) -> str:
    """`13` or `13%` as `0.13`."""
    try:
        return f"{(Decimal(figure(percent.rstrip('%') or '0')) / 100).normalize():f}"
    except InvalidOperation:
        return percent


def _due(row: Mapping[str, str]) -> dict[str, Any]:
    if row["event"]:
        days = row["days"] or "0"
        return {"after": {"event": row["event"], "days": int(days) if days.isdigit() else days}}
    return {"due_on": row["due_on"]} if row["due_on"] else {}


def _planned(row: Mapping[str, str], currency: str) -> dict[str, Any]:
    return {
        "clause": row["clause"],
        "phase": row["phase"],
        "debtor": row["debtor"],
        "amount": {"amount": figure(row["amount"]), "currency": currency},
        **_due(row),
        "conditions": [name for name in ("acceptance", "invoice") if row[name] == "yes"],
        "instrument": row["instrument"] or "payment",
        "secured": row["secured"] == "yes",
    }


def _deliverable(row: Mapping[str, str], _currency: str) -> dict[str, Any]:
    made: dict[str, Any] = {name: row[name] for name in ("clause", "description", "unit") if row[name]}
    return {**made, **({"quantity": figure(row["quantity"])} if row["quantity"] else {}), **_due(row)}


def _party(row: Mapping[str, str], _currency: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value}


def _clauses(fields: Fields, said: Said) -> None:
    said.body["clauses"], said.body["omitted"] = [], []
    before = ""
    for name in clauses_in(fields):
        how = fields[f"clause-{name}-how"]
        drafters = fields.get(f"clause-{name}-own") == "yes"
        if how == OMIT:
            if not drafters:
                said.places[f"/omitted/{len(said.body['omitted'])}"] = f"clause-{name}"
                said.body["omitted"].append(name)
            continue
        if how.startswith(OTHER):
            _say(said, f"clause-{name}", {"clause": name, "clause_id": how.removeprefix(OTHER)})
        elif how == OWN or drafters:
            _say(said, f"clause-{name}", _words(fields, f"clause-{name}", name, before if drafters else ""))
        before = name
    for at in rows_in(fields, "add"):
        place = f"add-{at}"
        name = fields.get(f"{place}-clause", "")
        _say(said, place, _words(fields, place, name, fields.get(f"{place}-after", "")))


def _words(fields: Fields, place: str, name: str, after: str) -> dict[str, Any]:
    said = {"title": fields.get(f"{place}-title", ""), "after": after}
    return {"clause": name, "text": fields.get(f"{place}-text", ""), **{key: one for key, one in said.items() if one}}


def _say(said: Said, place: str, edit: dict[str, Any]) -> None:
    said.places[f"/clauses/{len(said.body['clauses'])}"] = place
    said.body["clauses"].append(edit)


def fields_of(document: Document, counterparty_id: str, amount_kind: str, *, stands: bool) -> Fields:
    """The form that says what a document says. `stands`: its template or its file is there to be drafted from again."""
    figures = document.figures
    amount, _, currency = str(figures["amount"]).partition(" ")
    first, last, effective = figures["term"]
    fields: Fields = {
        "title": document.title,
        "counterparty_id": counterparty_id,
        "currency": currency,
        "amount": "" if amount_kind == "none" else amount,
        "amount_kind": str(figures.get("amount_kind") or ""),
        "term_from": first,
        "term_to": last,
        "effective_from": effective,
        **{name: str(figures.get(name) or "") for name in ("governing_law", "forum", "copies")},
        "text": _own_text(document),
        **binding_fields(figures),
    }
    for name, value in document.values.items():
        fields |= dict(_value(name, value))
    for kind, part, told in (
        ("line", "lines", _of_line),
        ("plan", "plan", _of_planned),
        ("deliverable", "deliverables", _of_due),
    ):
        for at, row in enumerate(figures.get(part, ())):
            fields |= {f"{kind}-{at}-{name}": value for name, value in told(row).items() if name in ROWS[kind]}
    names = figures.get("names", {})
    for at, row in enumerate(figures.get("parties", ())):
        known = row.get("customer_id") or row.get("unit_id") or ("us" if row["role"] == "us" else counterparty_id)
        told_of = {"name": names.get(known, ""), **row}
        fields |= {f"party-{at}-{name}": str(told_of.get(name) or "") for name in ROWS["party"]}
    for one in document.clauses:
        if one.clause:
            fields |= _of_clause(one, _how(one, stands=stands), own=one.origin == "own" or not stands)
    for one in document.omitted:
        fields |= _of_clause(one, OMIT, own=False)
    return fields


def _own_text(document: Document) -> str:
    """Words that are cut into no clauses; under a master contract they are the master's, and not said again."""
    if "under" in document.figures:
        return ""
    return "\n\n".join(one.words for one in document.clauses if not one.clause).strip()


def _how(clause: Clause, *, stands: bool) -> str:
    if clause.origin in ("alternative", "fallback") and stands:
        return f"{OTHER}{clause.clause_id}"
    return AS_IS if clause.origin in ("template", "paper") and stands else OWN


def _of_clause(clause: Clause, how: str, *, own: bool) -> Fields:
    name = f"clause-{clause.clause}"
    said = {f"{name}-title": clause.title, f"{name}-text": clause.words.strip()}
    return {f"{name}-how": how, **said, **({f"{name}-own": "yes"} if own else {})}


def _value(name: str, value: Any) -> Iterator[tuple[str, str]]:
    place = f"var-{name}"
    match value:
        case bool():
            yield place, "yes" if value else ""
        case {"amount": amount, "currency": currency}:
            yield from ((place, str(amount)), (f"{place}-currency", str(currency)))
        case {"number": number, "unit": unit}:
            yield from ((place, str(number)), (f"{place}-unit", str(unit)))
        case {"name": called}:
            yield from ((place, str(called)), (f"{place}-identifier", str(value.get("identifier", ""))))
        case _:
            yield place, "" if value is None else str(value)


def _of_line(row: Mapping[str, Any]) -> Fields:
    rate = f"{(Decimal(str(row['tax_rate'])) * 100).normalize():f}"
    return {**{name: str(row.get(name) or "") for name in ROWS["line"]}, "tax_rate": rate}


def _of_due(row: Mapping[str, Any]) -> Fields:
    after = row.get("after") or {}
    told = {name: str(row.get(name) or "") for name in ("clause", "description", "quantity", "unit", "due_on")}
    return {**told, "event": str(after.get("event", "")), "days": str(after.get("days", ""))}


def _of_planned(row: Mapping[str, Any]) -> Fields:
    needed = {name: "yes" if name in row["conditions"] else "" for name in ("acceptance", "invoice")}
    told = {name: str(row.get(name) or "") for name in ("phase", "debtor", "instrument")}
    secured = "yes" if row.get("secured") else ""
    return {**_of_due(row), **told, **needed, "amount": str(row["amount"]["amount"]), "secured": secured}
