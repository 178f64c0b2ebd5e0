"""What can be done with a collection file: who may, where it is sent, and what a form says as the body of a command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from services.portal.pages.drafting.fields import figure

Fields = Mapping[str, str]
Body = Callable[[Fields, str], dict[str, Any]]
HUNDRED: Final = Decimal(100)

COLLECTS, VALUES, BOOKS = "contract.arrears.collect", "contract.arrears.value", "contract.invoice.book"


@dataclass(frozen=True, slots=True)
class Deed:
    """`path` lies below the file of a contract; `of` says that it is about a thing in it, whose id stands between."""

    path: str
    permission: str
    body: Body
    of: str = ""

    def address(self, contract_id: str, thing: str) -> str:
        """Where the service takes it."""
        below = f"{self.of}/{thing}/{self.path}" if self.of else self.path
        return f"/v1/contracts/{contract_id}/arrears/{below}"


def share(percent: str) -> str | None:
    """A share of one, said in percent; None for nothing said, and what is no number stays as it is."""
    said = figure(percent.strip().rstrip("%\uff05"))
    if not said:
        return None
    try:
        return format((Decimal(said) / HUNDRED).normalize(), "f")
    except InvalidOperation:
        return percent


def _plain(*names: str) -> Body:
    """These fields as they are; empty ones are not said."""

    def body(fields: Fields, _currency: str) -> dict[str, Any]:
        return {name: fields[name] for name in names if fields.get(name)}

    return body


def _with_money(name: str, *others: str) -> Body:
    """The same with an amount in the currency of the contract."""

    def body(fields: Fields, currency: str) -> dict[str, Any]:
        said = {one: fields[one] for one in others if fields.get(one)}
        if fields.get(name):
            said[name] = {"amount": figure(fields[name]), "currency": currency}  # type: ignore[assignment]
        return said

    return body


def _terms(fields: Fields, currency: str) -> dict[str, Any]:
    rate = None if fields.get("none") == "yes" else share(fields.get("rate", ""))
    return {**_plain("clause", "from_on")(fields, currency), "rate": rate}


def _interest(fields: Fields, currency: str) -> dict[str, Any]:
    said = _plain("invoice_id", "number", "until", "due_on")(fields, currency)
    tax = share(fields.get("tax_rate", ""))
    return said if tax is None else {**said, "tax_rate": tax}


DEEDS: Final[Mapping[str, Deed]] = {
    "demand": Deed("demands", COLLECTS, _plain("channel", "effective_on")),
    "promise": Deed("promises", COLLECTS, _with_money("amount", "pay_by", "effective_on")),
    "dispute": Deed("disputes", COLLECTS, _plain("invoice_id", "reason", "effective_on")),
    "resolution": Deed("resolution", COLLECTS, _plain("outcome", "effective_on"), of="disputes"),
    "pause": Deed("pauses", COLLECTS, _plain("invoice_id", "from_on", "until_on")),
    "interest-terms": Deed("interest-terms", COLLECTS, _terms),
    "interest": Deed("interest", BOOKS, _interest),
    "write-off": Deed("write-offs", COLLECTS, _with_money("amount", "invoice_id", "reason")),
    "restoration": Deed("restorations", VALUES, _with_money("amount", "invoice_id", "document", "effective_on")),
    "valuation": Deed("valuations", VALUES, _plain("as_of")),
    "confirmation": Deed("confirmations", COLLECTS, _with_money("balance", "as_of", "answer_by")),
    "answer": Deed("answer", COLLECTS, _with_money("balance", "file_id", "effective_on"), of="confirmations"),
}
