"""What each dialog starts from: worked out of how the contract stands."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from services.portal.pages.by_clause.clauses import Clause
from services.portal.pages.by_clause.seen import Invoice, OrderShown
from services.portal.pages.by_clause.standing import Standing
from services.portal.pages.deeds.deed import Form, Line
from services.portal.pages.drafting.fields import Fields
from services.portal.pages.frame.words import N_

PREPAID: Final = ("advance", "deposit")
GONE: Final = N_("It is not there any more: load the page again.")
NOTHING_OPEN: Final = N_("No invoice is open.")
NOTHING_BORNE: Final = N_("No late interest is in the books as owed: it is booked first.")
ALL_DELIVERED: Final = N_("Everything ordered was delivered.")
MOST_PLACES_OF_PRICE: Final = 6


def plain(standing: Standing, _of: str) -> Form:
    """A dialog about the contract itself."""
    return Form(currency=currency_of(standing), places=places(standing))


def approved(standing: Standing, of: str) -> Form:
    """What is done to the approved text names it by its hash."""
    contract = standing.contract.value
    text = contract.text_hash if contract else None
    return replace(plain(standing, of), fixed={"text_hash": text or ""})


def goods(standing: Standing, of: str) -> Form:
    """All the contract's items, at its prices with tax."""
    fields: Fields = {}
    items = standing.contract.value.lines if standing.contract.value else []
    for at, item in enumerate(items):
        price = Decimal(item.gross.amount) / item.quantity if item.quantity else Decimal(0)
        row = {
            "description": item.description,
            "quantity": f"{item.quantity:f}",
            "unit_price": f"{rounded(price):f}",
            "tax_rate": f"{(item.tax_rate * 100).normalize():f}",
            "product": item.product_code or "",
        }
        fields |= {f"lines-{at}-{name}": value for name, value in row.items()}
    return replace(plain(standing, of), fields=fields)


def rounded(price: Decimal) -> Decimal:
    """A price to the cent, finer only where it is."""
    found, cents = round(price, MOST_PLACES_OF_PRICE), round(price, 2)
    return cents if found == cents else found.normalize()


def undelivered(standing: Standing, order_id: str) -> Form:
    """What of an order has not come yet."""
    order = standing.order(order_id)
    if order is None:
        return Form(impossible=GONE)
    came = delivered(order)
    left = {one.line: one.quantity - came.get(one.line, Decimal(0)) for one in order.lines}
    lines = tuple(
        Line(one.line, one.description, f"{one.quantity.normalize():f}") for one in order.lines if left[one.line] > 0
    )
    fields = {f"lines-{one.number}-quantity": f"{left[one.number].normalize():f}" for one in lines}
    return Form(currency_of(standing), lines=lines, fields=fields, impossible="" if lines else ALL_DELIVERED)


def delivered(order: OrderShown) -> dict[int, Decimal]:
    """How much came of each line."""
    came: dict[int, Decimal] = {}
    for delivery in order.deliveries:
        for each in delivery.lines:
            came[each.line] = came.get(each.line, Decimal(0)) + each.quantity
    return came


def unaccepted(standing: Standing, delivery_id: str) -> Form:
    """What a delivery brought, under the clause of its order, else the one that waits for an acceptance."""
    found = standing.delivery(delivery_id)
    if found is None:
        return Form(impossible=GONE)
    order, delivery = found
    names = {one.line: one.description for one in order.lines}
    quantities = {one.line: f"{one.quantity.normalize():f}" for one in delivery.lines}
    lines = tuple(Line(number, names.get(number, ""), quantity) for number, quantity in quantities.items())
    fields = {f"lines-{number}-quantity": quantity for number, quantity in quantities.items()}
    ordered = [one for one in places(standing) if (one.clause, one.phase) == (order.clause, order.phase)]
    waiting = ordered or [one for one in places(standing) if "acceptance" in one.conditions]
    return Form(
        currency_of(standing),
        places=places(standing),
        lines=lines,
        fields={**fields, **({"place": named(waiting[0])} if waiting else {})},
    )


def billed(standing: Standing, of: str) -> Form:
    """An invoice, under the clause that asks for one, at the tax rate of the contract's items."""
    contract = standing.contract.value
    rates = [f"{(one.tax_rate * 100).normalize():f}" for one in (contract.lines if contract else [])]
    asking = [one for one in places(standing) if "invoice" in one.conditions] or list(places(standing))
    orders = tuple(standing.orders.value.items) if standing.orders.value else ()
    fields = {"taxed-0-rate": rates[0] if rates else ""}
    fields |= {"place": named(asking[0])} if asking else {}
    fields |= {"order_id": orders[0].order_id} if len(orders) == 1 else {}
    return replace(plain(standing, of), orders=orders, fields=fields)


def payable(standing: Standing, of: str) -> Form:
    """Every invoice of which something is open; the one it was asked for with all that is. Late interest that we owe
    is paid beside the plan.
    """
    invoices, owed = open_invoices(standing), bearing(standing)
    asked = {f"parts-{one.invoice_id}-amount": f"{one.open:f}" for one in invoices if one.invoice_id == of}
    return replace(plain(standing, of), places=(*places(standing), *owed), invoices=tuple(invoices), fields=asked)


def interest_billed(standing: Standing, of: str) -> Form:
    """A supplier's invoice for late interest, under a clause of which interest is booked as owed."""
    owed = bearing(standing)
    return replace(plain(standing, of), places=owed, impossible="" if owed else NOTHING_BORNE)


def bearing(standing: Standing) -> tuple[Clause, ...]:
    """Where late interest that we owe is in the books."""
    return tuple(one for one in standing.clauses if one.limit is None and one.booked.get("accrued"))


def received(standing: Standing, of: str) -> Form:
    """Money that came in: for invoices, or ahead of them where the plan has an advance."""
    form = replace(plain(standing, of), invoices=tuple(open_invoices(standing)))
    return replace(form, places=tuple(one for one in form.places if one.instrument in PREPAID))


def unallocated(standing: Standing, payment_id: str) -> Form:
    """What is left of a receipt or an advance, for the invoices that are open."""
    payment, invoices = standing.payment(payment_id), open_invoices(standing)
    if payment is None:
        return Form(impossible=GONE)
    prepaid = tuple(one for one in places(standing) if one.instrument in PREPAID)
    told: Fields = {"left": f"{payment.left:f}"}
    return Form(
        payment.amount.currency,
        payment.reference,
        told,
        places=prepaid if len(payment.parts) > 1 else (),
        invoices=tuple(invoices),
        impossible="" if invoices else NOTHING_OPEN,
    )


def given_back(standing: Standing, payment_id: str) -> Form:
    """All that is left of a payment or receipt; which part of it is meant, where it has several."""
    payment = standing.payment(payment_id)
    if payment is None:
        return Form(impossible=GONE)
    back = Decimal(payment.amount.amount) - Decimal(payment.refunded.amount)
    of = {part.invoice_id for part in payment.parts} | {payment.invoice_id}
    return Form(
        payment.amount.currency,
        payment.reference,
        {"amount": f"{back:f}"},
        places=places(standing) if len(payment.parts) > 1 else (),
        invoices=tuple(one for one in standing.all_invoices if one.invoice_id in of or payment.way == "in"),
    )


def of_invoice(amount: Callable[[Invoice], Decimal | None]) -> Callable[[Standing, str], Form]:
    """A dialog about an invoice, with an amount that is likely."""

    def form(standing: Standing, invoice_id: str) -> Form:
        invoice = standing.invoice(invoice_id)
        if invoice is None:
            return Form(impossible=GONE)
        likely = amount(invoice)
        fields = {} if likely is None else {"amount": f"{likely:f}"}
        kept = tuple(one for one in places(standing) if one.instrument == "retention")
        fields |= {f"taxed-{at}-rate": rate for at, rate in enumerate(rates_of(invoice))}
        return Form(invoice.gross.currency, invoice.number, fields, places=kept)

    return form


def rates_of(invoice: Invoice) -> list[str]:
    """The rates of an invoice in percent: those it says, else the one that its tax comes to; none where it has none."""
    if invoice.taxes:
        return [f"{(one.rate * 100).normalize():f}" for one in invoice.taxes]
    net, tax = Decimal(invoice.net.amount), Decimal(invoice.tax.amount)
    return [f"{round(tax / net * 100 if net else 0):d}"] if invoice.tax_known else []


def debited(standing: Standing, invoice_id: str) -> Form:
    """All that is open of an invoice of ours, from the customer's account."""
    invoice = standing.invoice(invoice_id)
    if invoice is None or invoice.open <= 0:
        return Form(impossible=NOTHING_OPEN)
    told: Fields = {"amount": f"{invoice.open:f}"}
    return Form(invoice.gross.currency, invoice.number, told, fixed={"invoice_id": invoice_id})


def of_thing(standing: Standing, obligation_id: str) -> Form:
    """A dialog about what is handed over, with all that is left of it."""
    owed = standing.obligations.value.items if standing.obligations.value else []
    found = next((one for one in owed if one.obligation_id == obligation_id), None)
    if found is None or found.thing is None:
        return Form(impossible=GONE)
    fields = {} if found.left is None else {"quantity": f"{found.left.normalize():f}"}
    return Form(currency_of(standing), found.thing.description, fields)


def of_payment(standing: Standing, payment_id: str) -> Form:
    """A dialog about a payment as it is."""
    payment = standing.payment(payment_id)
    return Form(payment.amount.currency) if payment else Form(impossible=GONE)


def of_bill(standing: Standing, bill_id: str) -> Form:
    """A dialog about a bill as it is."""
    found = standing.bill(bill_id)
    return Form(found.amount.currency, found.number) if found else Form(impossible=GONE)


def covering(standing: Standing, bill_id: str) -> Form:
    """What of a bill covers no invoice yet, for the invoices that are open."""
    found, invoices = standing.bill(bill_id), open_invoices(standing)
    if found is None:
        return Form(impossible=GONE)
    told: Fields = {"left": f"{found.left:f}"}
    return Form(
        found.amount.currency,
        found.number,
        told,
        invoices=tuple(invoices),
        impossible="" if invoices else NOTHING_OPEN,
    )


def of_einvoice(standing: Standing, einvoice_id: str) -> Form:
    """A dialog about the original of an invoice, with the month of today's return left open."""
    found = next((one for one in standing.all_einvoices if one.einvoice_id == einvoice_id), None)
    return Form(found.gross.currency, found.number) if found else Form(impossible=GONE)


def of_guarantee(standing: Standing, guarantee_id: str) -> Form:
    """A dialog about a guarantee, with all that is left of it."""
    found = next((one for one in standing.all_guarantees if one.guarantee_id == guarantee_id), None)
    return Form(found.left.currency, found.number, {"amount": found.left.amount}) if found else Form(impossible=GONE)


def places(standing: Standing) -> tuple[Clause, ...]:
    """The clauses and phases of the plan."""
    return tuple(one for one in standing.clauses if one.clause and one.limit is not None)


def named(place: Clause) -> str:
    """A clause and its phase as the value of a field."""
    return f"{place.clause}|{place.phase}"


def open_invoices(standing: Standing) -> list[Invoice]:
    """Those that are not settled, the first due at the top."""
    return sorted((one for one in standing.all_invoices if one.open > 0), key=lambda one: (one.due_on, one.number))


def currency_of(standing: Standing) -> str:
    return standing.contract.value.amount.currency if standing.contract.value else "CNY"
