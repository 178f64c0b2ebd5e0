"""Every deed by its name in addresses: who may do it, what it asks, and which command it is."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from services.portal.pages.deeds import forms
from services.portal.pages.deeds.deed import Deed, Field
from services.portal.pages.deeds.ending import ENDING
from services.portal.pages.deeds.originals import ORIGINALS
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_

AMOUNT: Final = Field("amount", N_("Amount"), "amount", required=True)
DAY: Final = Field("effective_on", N_("Day"), "day", hint=N_("Empty: today."))
PLACE: Final = Field("place", N_("Clause and phase"), "place", required=True)
MAYBE_PLACE: Final = Field("place", N_("Clause and phase"), "place")
NUMBER: Final = Field("number", N_("Number"), required=True, most=40)
TAXED: Final = Field("taxed", N_("Amounts by tax rate"), "taxed", required=True)
RATED: Final = Field("taxed", N_("Amounts by tax rate"), "rated", required=True)
SETTLES: Final = Field("settles", N_("Invoices it settles"), "settles")
REFERENCE: Final = Field("reference", N_("Reference"), most=80, hint=N_("Numbers only: invoice, contract, voucher."))
CHARGES: Final = Field("charges", N_("Bank charges"), "amount")

SIDES: Final = (("counterparty", N_("the other party")), ("us", N_("we")))
PURPOSES: Final = (
    ("performance", N_("performance bond")),
    ("advance", N_("advance payment bond")),
    ("warranty", N_("warranty bond")),
    ("payment", N_("payment bond")),
    ("bid", N_("bid bond")),
)
FAILURES: Final = (
    ("insufficient_funds", N_("not enough on the account")),
    ("no_mandate", N_("no authorisation")),
    ("account_closed", N_("the account is closed")),
    ("refused_by_payer", N_("the payer objects")),
    ("other", N_("another reason")),
)
WITHHELD: Final = (
    ("income_tax", N_("income tax")),
    ("value_added_tax", N_("value added tax")),
    ("other", N_("another tax")),
)

PERFORMING: Final[Mapping[str, Deed]] = {
    "order": Deed(
        title=N_("Place an order"),
        verb=N_("Place the order"),
        done=N_("The order is placed."),
        permission="contract.order.place",
        path="/v1/contracts/{contract_id}/orders",
        fields=(Field("lines", N_("What is ordered"), "goods", required=True), MAYBE_PLACE, DAY),
        form=forms.goods,
        explained=N_(
            "Prices are those with tax. A row without a quantity is not ordered; a product without a price costs what"
            " is agreed, else what the customer buys at."
        ),
        held=N_("The order is held: the other party would owe more than it may. Others decide on it."),
    ),
    "delivery": Deed(
        title=N_("Record a delivery"),
        verb=N_("Record it"),
        done=N_("The delivery is recorded."),
        permission="contract.order.deliver",
        path="/v1/orders/{of}/deliveries",
        fields=(Field("lines", N_("What came"), "quantities", required=True), DAY),
        form=forms.undelivered,
    ),
    "handover": Deed(
        title=N_("Record what was handed over"),
        verb=N_("Record it"),
        done=N_("It is recorded."),
        permission="contract.order.accept",
        path="/v1/obligations/{of}/handover",
        fields=(
            Field("quantity", N_("Quantity"), most=40, hint=N_("Empty: all that is left.")),
            Field("effective_on", N_("Day"), "day", hint=N_("Empty: today.")),
        ),
        form=forms.of_thing,
        explained=N_("What comes by orders is done by itself once it is accepted under the clause."),
    ),
    "acceptance": Deed(
        title=N_("Accept a delivery"),
        verb=N_("Accept it"),
        done=N_("The delivery is accepted."),
        permission="contract.order.accept",
        path="/v1/deliveries/{of}/acceptance",
        fields=(PLACE, Field("lines", N_("What is as agreed"), "quantities", required=True), DAY),
        form=forms.unaccepted,
        explained=N_("Accepting it dates what is owed upon acceptance."),
    ),
    "invoice": Deed(
        title=N_("Book an invoice"),
        verb=N_("Book it"),
        done=N_("The invoice is booked."),
        permission="contract.invoice.book",
        path="/v1/contracts/{contract_id}/invoices",
        fields=(
            NUMBER,
            Field("order_id", N_("Order"), "order"),
            PLACE,
            RATED,
            Field("due_on", N_("Due"), "day", hint=N_("Empty: as the plan says.")),
            DAY,
        ),
        form=forms.billed,
    ),
    "payment": Deed(
        title=N_("Request a payment"),
        verb=N_("Pay"),
        done=N_("The payment is made."),
        permission="contract.payment.make",
        path="/v1/contracts/{contract_id}/payments",
        fields=(Field("parts", N_("What is paid"), "parts", required=True), CHARGES, DAY),
        form=forms.payable,
        explained=N_("Payment control looks at every part; what it refuses is kept as blocked."),
    ),
    "receipt": Deed(
        title=N_("Record a receipt"),
        verb=N_("Record it"),
        done=N_("The receipt is booked."),
        permission="contract.receipt.book",
        path="/v1/contracts/{contract_id}/receipts",
        fields=(AMOUNT, REFERENCE, MAYBE_PLACE, SETTLES, CHARGES, DAY),
        form=forms.received,
        then="/v1/receipts/{payment_id}/allocations",
        shows="allocation",
    ),
    "allocation": Deed(
        title=N_("Allocate a receipt"),
        verb=N_("Allocate"),
        done=N_("The receipt is allocated."),
        permission="contract.receipt.book",
        path="/v1/receipts/{of}/allocations",
        fields=(SETTLES, DAY),
        form=forms.unallocated,
    ),
    "offset": Deed(
        title=N_("Set an advance off"),
        verb=N_("Set off"),
        done=N_("The advance is set off."),
        permission="contract.payment.make",
        path="/v1/payments/{of}/offsets",
        fields=(SETTLES, MAYBE_PLACE, DAY),
        form=forms.unallocated,
        explained=N_("It settles invoices with what was paid before them; no money moves."),
    ),
    "credit": Deed(
        title=N_("Book a credit note"),
        verb=N_("Book it"),
        done=N_("The credit note is booked."),
        permission="contract.invoice.book",
        path="/v1/invoices/{of}/credits",
        fields=(NUMBER, Field("confirmation", N_("Confirmation of the red-letter invoice"), most=40), RATED, DAY),
        form=forms.of_invoice(lambda _: None),
    ),
    "refund": Deed(
        title=N_("Record a refund"),
        verb=N_("Record it"),
        done=N_("The refund is booked."),
        permission="contract.payment.refund",
        path="/v1/payments/{of}/refunds",
        fields=(AMOUNT, Field("invoice_id", N_("Invoice"), "invoice"), MAYBE_PLACE, REFERENCE, DAY),
        form=forms.given_back,
        explained=N_("What comes back frees the limits it had used."),
    ),
    "retention": Deed(
        title=N_("Keep retention money back"),
        verb=N_("Keep back"),
        done=N_("The retention money is kept back."),
        permission="contract.invoice.book",
        path="/v1/invoices/{of}/retentions",
        fields=(AMOUNT, MAYBE_PLACE, DAY),
        form=forms.of_invoice(lambda _: None),
    ),
    "retention-release": Deed(
        title=N_("Release retention money"),
        verb=N_("Release"),
        done=N_("The retention money is released: it may be paid from now on."),
        permission="contract.invoice.book",
        path="/v1/invoices/{of}/releases",
        fields=(AMOUNT, DAY),
        form=forms.of_invoice(lambda one: Decimal(one.retained.amount)),
    ),
    "withholding": Deed(
        title=N_("Withhold tax"),
        verb=N_("Book it"),
        done=N_("The withheld tax settles the invoice."),
        permission="contract.invoice.withhold",
        path="/v1/invoices/{of}/withholdings",
        fields=(
            Field("what", N_("Tax"), "choice", required=True, choices=WITHHELD),
            AMOUNT,
            Field("certificate", N_("Number of the proof"), most=40),
            DAY,
        ),
        form=forms.of_invoice(lambda _: None),
    ),
    "late-interest": Deed(
        title=N_("Book late interest"),
        verb=N_("Book it"),
        done=N_("The late interest that we owe is booked."),
        permission="contract.arrears.value",
        path="/v1/contracts/{contract_id}/late-interest",
        fields=(Field("until", N_("Up to the end of"), "day", hint=N_("Empty: today.")),),
        form=forms.plain,
        explained=N_("What we paid late or have not paid bears interest, as agreed on or by law. It is due at once."),
    ),
    "interest-invoice": Deed(
        title=N_("Take an invoice for late interest"),
        verb=N_("Take it"),
        done=N_("The invoice is taken against what is owed."),
        permission="contract.invoice.book",
        path="/v1/contracts/{contract_id}/late-interest/invoices",
        fields=(
            NUMBER,
            Field("clause", N_("Clause"), "clause", required=True),
            TAXED,
            Field("effective_on", N_("Day of the invoice"), "day", hint=N_("Empty: today.")),
        ),
        form=forms.interest_billed,
        explained=N_(
            "It books nothing: it is held against the interest that is in the books as owed under the clause."
        ),
    ),
    "direct-debit": Deed(
        title=N_("Try a direct debit"),
        verb=N_("The bank is asked"),
        done=N_("The direct debit is recorded."),
        permission="contract.receipt.book",
        path="/v1/contracts/{contract_id}/direct-debits",
        fields=(
            Field("mandate", N_("Number of the customer's authorisation"), required=True, most=64),
            AMOUNT,
            DAY,
        ),
        form=forms.debited,
    ),
    "debit-success": Deed(
        title=N_("The bank has collected it"),
        verb=N_("Book it"),
        done=N_("The receipt is booked and covers the invoice."),
        permission="contract.receipt.book",
        path="/v1/contracts/{contract_id}/direct-debits/{of}/success",
        fields=(DAY,),
        form=forms.plain,
    ),
    "debit-failure": Deed(
        title=N_("The bank collected nothing"),
        verb=N_("Record it"),
        done=N_("It is recorded: the invoice is owed as before."),
        permission="contract.receipt.book",
        path="/v1/contracts/{contract_id}/direct-debits/{of}/failure",
        fields=(
            Field("reason", N_("Reason"), "choice", required=True, choices=FAILURES),
            Field("bank_code", N_("What the bank calls it"), most=64),
            DAY,
        ),
        form=forms.plain,
    ),
    "guarantee": Deed(
        title=N_("Record a guarantee"),
        verb=N_("Record it"),
        done=N_("The guarantee is recorded."),
        permission="contract.guarantee.book",
        path="/v1/contracts/{contract_id}/guarantees",
        fields=(
            Field("purpose", N_("What for"), "choice", required=True, choices=PURPOSES),
            Field("given_by", N_("For whom the issuer answers"), "choice", required=True, choices=SIDES),
            Field("issuer", N_("Issuer"), required=True),
            Field("number", N_("Number"), required=True, most=64),
            AMOUNT,
            Field("valid_from", N_("In force from"), "day"),
            Field("expires_on", N_("In force until"), "day", required=True),
        ),
        form=forms.plain,
    ),
    "guarantee-extension": Deed(
        title=N_("Extend a guarantee"),
        verb=N_("Extend"),
        done=N_("The guarantee is extended."),
        permission="contract.guarantee.book",
        path="/v1/guarantees/{of}/extension",
        fields=(Field("expires_on", N_("In force until"), "day", required=True), DAY),
        form=forms.of_guarantee,
    ),
    "guarantee-claim": Deed(
        title=N_("Claim under a guarantee"),
        verb=N_("Claim"),
        done=N_("The claim is recorded."),
        permission="contract.guarantee.book",
        path="/v1/guarantees/{of}/claims",
        fields=(AMOUNT, DAY),
        form=forms.of_guarantee,
    ),
    "guarantee-return": Deed(
        title=N_("Give a guarantee back"),
        verb=N_("Give back"),
        done=N_("The guarantee is given back."),
        permission="contract.guarantee.book",
        path="/v1/guarantees/{of}/return",
        fields=(DAY,),
        form=forms.of_guarantee,
    ),
    "waiver": Deed(
        title=N_("Ask for a waiver"),
        verb=N_("Ask"),
        done=N_("The waiver is asked for; somebody else decides."),
        permission="contract.waiver.ask",
        path="/v1/payments/{of}/waiver",
        fields=(
            Field("reason", N_("Why it should pass"), "words", required=True, most=2000),
            Field("expires_on", N_("The waiver serves until"), "day", required=True),
        ),
        form=forms.of_payment,
        explained=N_("It names every rule that the payment breaks now. Any other rule still refuses."),
    ),
    "release": Deed(
        title=N_("Make the payment under its waiver"),
        verb=N_("Pay"),
        done=N_("The payment is made under its waiver."),
        permission="contract.payment.make",
        path="/v1/payments/{of}/release",
        fields=(DAY,),
        form=forms.of_payment,
        explained=N_("A waiver is used once."),
    ),
}

DEEDS: Final[Mapping[str, Deed]] = {**PERFORMING, **ORIGINALS, **ENDING}


def possible(visit: Visit) -> frozenset[str]:
    """The deeds that the visitor has a permission for."""
    held = {one: visit.may(one) for one in {deed.permission for deed in DEEDS.values()}}
    return frozenset(name for name, deed in DEEDS.items() if held[deed.permission])
