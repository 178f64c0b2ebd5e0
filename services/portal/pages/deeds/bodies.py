"""What a dialog's fields say as the body of a command, kind by kind."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final

from babel.numbers import get_currency_precision

from services.portal.pages.deeds.deed import Deed, Field, Form
from services.portal.pages.drafting.fields import Fields, Said, body_of, figure

OF_A_PART: Final = (
    ("clause", "place"),
    ("phase", "place"),
    ("amount", "amount"),
    ("amount/amount", "amount"),
    ("amount/currency", "amount"),
    ("invoice_id", "invoice_id"),
)
"""Where a part of a payment is refused, and the field that it was typed in."""
APART: Final = re.compile(r"[\s;\uff1b]+")
Write = Callable[[Field, Fields, Form, Said], None]


def said_in(deed: Deed, fields: Fields, form: Form) -> Said:
    """The body that the fields make, and from which field each part of it came. What is no number stays as it was
    typed, for the service to refuse.
    """
    said = Said(body=dict(form.fixed))
    for one in deed.fields:
        WRITERS.get(one.kind, _plain)(one, fields, form, said)
    return said


def _plain(one: Field, fields: Fields, _form: Form, said: Said) -> None:
    if fields.get(one.name):
        said.body[one.name] = fields[one.name]


def _amount(one: Field, fields: Fields, form: Form, said: Said) -> None:
    if fields.get(one.name):
        said.body[one.name] = money(fields[one.name], form)


def _amounts(one: Field, fields: Fields, form: Form, said: Said) -> None:
    """Amounts with a line, a blank or a semicolon between them."""
    said.body[one.name] = [money(text, form) for text in APART.split(fields.get(one.name, "")) if text]
    said.places[f"/{one.name}"] = one.name


def _number(one: Field, fields: Fields, _form: Form, said: Said) -> None:
    given = fields.get(one.name, "")
    if given:
        said.body[one.name] = int(given) if given.isascii() and given.isdigit() else given


def _place(one: Field, fields: Fields, _form: Form, said: Said) -> None:
    if fields.get(one.name):
        said.body["clause"], said.body["phase"] = placed(fields[one.name])
        said.places |= {"/clause": one.name, "/phase": one.name}


def _clause(one: Field, fields: Fields, _form: Form, said: Said) -> None:
    if fields.get(one.name):
        said.body["clause"], _ = placed(fields[one.name])
        said.places["/clause"] = one.name


def _goods(one: Field, fields: Fields, _form: Form, said: Said) -> None:
    """The prices of an order have the tax in them; its rate is told in percent. Without a price the master contract's
    is taken, where there is one.
    """
    lines = said.body.setdefault("lines", [])
    for at in rows_of(fields, one.name, "quantity"):
        row = {name: fields.get(f"{one.name}-{at}-{name}", "") for name in ("product", "description", "tax_rate")}
        typed = {name: figure(fields.get(f"{one.name}-{at}-{name}", "")) for name in ("quantity", "unit_price")}
        figures = {name: value for name, value in typed.items() if value}
        said.places[f"/lines/{len(lines)}"] = f"{one.name}-{at}"
        rate = {"tax_rate": share(row["tax_rate"])} if row["tax_rate"] else {}
        product = {"product": row["product"]} if row["product"] else {}
        lines.append({"description": row["description"], **figures, **product, **rate})


def _quantities(one: Field, fields: Fields, form: Form, said: Said) -> None:
    lines = said.body.setdefault("lines", [])
    for line in form.lines:
        given = fields.get(f"{one.name}-{line.number}-quantity", "")
        if given and figure(given).strip("0.") != "":
            said.places[f"/lines/{len(lines)}"] = f"{one.name}-{line.number}"
            lines.append({"line": line.number, "quantity": figure(given)})


def _taxed(one: Field, fields: Fields, form: Form, said: Said) -> None:
    """Net amounts by rate; a line's tax is net times rate, unless the invoice says it otherwise."""
    net, tax = summed(fields, one.name, form.currency)
    for name, value in (("net", net), ("tax", tax), ("gross", None if None in (net, tax) else net + tax)):  # type: ignore[operator]
        said.body[name] = {"amount": "" if value is None else f"{value:f}", "currency": form.currency}
        said.places[f"/{name}"] = one.name


def _rated(one: Field, fields: Fields, form: Form, said: Said) -> None:
    """The same, with net and tax by rate; lines of one rate are one share of it."""
    _taxed(one, fields, form, said)
    shares: dict[str, tuple[Decimal, Decimal]] = {}
    for percent, net, tax in taxed_lines(fields, one.name, form.currency):
        if percent is None or net is None or tax is None:
            return
        rate = share(f"{percent}")
        before = shares.get(rate, (Decimal(0), Decimal(0)))
        shares[rate] = (before[0] + net, before[1] + tax)
    said.body["taxes"] = [
        {"rate": rate, **{name: {"amount": f"{amount:f}", "currency": form.currency} for name, amount in pair}}
        for rate, pair in ((rate, zip(("net", "tax"), amounts, strict=True)) for rate, amounts in shares.items())
    ]
    said.places["/taxes"] = one.name


def summed(fields: Fields, name: str, currency: str) -> tuple[Decimal | None, Decimal | None]:
    """Net and tax of the lines of an invoice, to the currency's smallest unit; None for what is no number."""
    net: Decimal | None = Decimal(0).quantize(_smallest(currency))
    tax: Decimal | None = net
    for _, amount, asked in taxed_lines(fields, name, currency):
        net = None if net is None or amount is None else net + amount
        tax = None if tax is None or asked is None else tax + asked
    return net, tax


def taxed_lines(
    fields: Fields, name: str, currency: str
) -> Iterator[tuple[Decimal | None, Decimal | None, Decimal | None]]:
    """Percent, net and tax of each line; None for what is no number."""
    for at in rows_of(fields, name, "net"):
        amount = number(fields.get(f"{name}-{at}-net", ""))
        rate = number(fields.get(f"{name}-{at}-rate", "") or "0")
        own = fields.get(f"{name}-{at}-tax", "")
        yield rate, amount, number(own) if own else _tax(amount, rate, _smallest(currency))


def _smallest(currency: str) -> Decimal:
    return Decimal(1).scaleb(-get_currency_precision(currency))


def _tax(net: Decimal | None, percent: Decimal | None, smallest: Decimal) -> Decimal | None:
    if net is None or percent is None:
        return None
    return (net * percent / 100).quantize(smallest, ROUND_HALF_UP)


def _settles(one: Field, fields: Fields, form: Form, said: Said) -> None:
    parts = [{"invoice_id": found.invoice_id, "amount": amount} for found, amount in _told_of(one, fields, form)]
    for at, part in enumerate(parts):
        said.places[f"/allocations/{at}"] = f"{one.name}-{part['invoice_id']}"
    said.body["allocations"] = parts


def _parts(one: Field, fields: Fields, form: Form, said: Said) -> None:
    """A payment has one part at least: what is paid of each invoice, under its clause and phase, and what under a
    clause and phase chosen apart, of an invoice or of none.
    """
    parts = [
        {"clause": found.clause, "phase": found.phase, "amount": amount, "invoice_id": found.invoice_id}
        for found, amount in _told_of(one, fields, form)
    ]
    prefixes = [f"{one.name}-{part['invoice_id']}" for part in parts]
    apart = {name: fields.get(f"{one.name}-apart-{name}", "") for name in ("place", "amount", "invoice_id")}
    if apart["amount"] or not parts:
        clause, phase = placed(apart["place"])
        invoice = {"invoice_id": apart["invoice_id"]} if apart["invoice_id"] else {}
        parts.append({"clause": clause, "phase": phase, "amount": money(apart["amount"], form), **invoice})
        prefixes.append(f"{one.name}-apart")
    said.body |= parts[0]
    said.body["more"] = parts[1:]
    for at, prefix in enumerate(prefixes):
        base = f"/more/{at - 1}" if at else ""
        said.places |= {f"{base}/{pointer}": f"{prefix}-{name}" for pointer, name in OF_A_PART}


def _told_of(one: Field, fields: Fields, form: Form) -> Iterator[tuple[Any, dict[str, str]]]:
    for found in form.invoices:
        given = fields.get(f"{one.name}-{found.invoice_id}-amount", "")
        if given and figure(given).strip("0.") != "":
            yield found, money(given, form)


def _seal(one: Field, fields: Fields, form: Form, said: Said) -> None:
    """The seal that was used, with its kind and who keeps it."""
    chosen = next((seal for seal in form.seals if seal.value == fields.get(one.name)), None)
    said.body["kind"] = chosen.kind if chosen else fields.get(one.name, "")
    if chosen is not None and chosen.seal_id:
        said.body |= {"seal_id": chosen.seal_id, "keeper_id": chosen.keeper_id}
    said.places |= dict.fromkeys(("/kind", "/seal_id", "/keeper_id"), one.name)


def _plan(one: Field, fields: Fields, form: Form, said: Said) -> None:
    """What is still to be paid; left out unless its box is ticked: an empty settlement means that nothing is."""
    if fields.get(one.name) != "yes":
        return
    planned = body_of({**fields, "currency": form.currency}, [])
    said.body[one.name] = planned.body["plan"]
    said.places |= {
        path.replace("/plan", f"/{one.name}"): name for path, name in planned.places.items() if "/plan" in path
    }


WRITERS: Final[Mapping[str, Write]] = {
    "amount": _amount,
    "amounts": _amounts,
    "number": _number,
    "place": _place,
    "clause": _clause,
    "goods": _goods,
    "quantities": _quantities,
    "taxed": _taxed,
    "rated": _rated,
    "settles": _settles,
    "parts": _parts,
    "plan": _plan,
    "seal": _seal,
}


def money(text: str, form: Form) -> dict[str, str]:
    """An amount as it was typed, in the contract's currency."""
    return {"amount": figure(text), "currency": form.currency}


def placed(text: str) -> tuple[str, str]:
    """`4.2|acceptance` as clause and phase."""
    clause, _, phase = text.partition("|")
    return clause, phase


def share(percent: str) -> str:
    """`13` or `13%` as `0.13`; what is no number stays as it is."""
    found = number(percent.rstrip("%"))
    return percent if found is None else f"{(found / 100).normalize():f}"


def number(text: str) -> Decimal | None:
    """A number as people write it; None for what is none."""
    try:
        found = Decimal(figure(text.rstrip("%")))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def rows_of(fields: Fields, name: str, told_by: str) -> list[int]:
    """The numbers of the rows of a table that say something, in order."""
    start, end = f"{name}-", f"-{told_by}"
    found = (one[len(start) : -len(end)] for one in fields if one.startswith(start) and one.endswith(end))
    return sorted(int(at) for at in found if at.isascii() and at.isdigit() and fields[f"{start}{at}{end}"])
