"""What is done to bills that customers pay with, and to the originals of invoices."""

from collections.abc import Mapping
from typing import Final

from services.portal.pages.deeds import forms
from services.portal.pages.deeds.deed import Deed, Field
from services.portal.pages.frame.words import N_

DAY: Final = Field("effective_on", N_("Day"), "day", hint=N_("Empty: today."))
BOOKS: Final = "contract.bill.book"
PASSES_ON: Final = "contract.bill.pass_on"
ACCEPTORS: Final = (("bank", N_("a bank")), ("commercial", N_("a company")))
FINDINGS: Final = (
    ("genuine", N_("genuine")),
    ("unknown", N_("number not known")),
    ("differs", N_("figures differ")),
    ("voided", N_("voided")),
)
DEDUCTIONS: Final = (
    ("claimed", N_("claimed in a month")),
    ("open", N_("taken back out of its month")),
    ("not_deductible", N_("not deductible")),
    ("transferred_out", N_("given back")),
)

ORIGINALS: Final[Mapping[str, Deed]] = {
    "bill": Deed(
        title=N_("Take a bill"),
        verb=N_("Take it"),
        done=N_("The bill is taken: cover invoices with it."),
        permission=BOOKS,
        path="/v1/contracts/{contract_id}/bills",
        fields=(
            Field("number", N_("Number"), required=True, most=64),
            Field("acceptor", N_("Who promised to pay"), "choice", required=True, choices=ACCEPTORS),
            Field("acceptor_name", N_("Name of the acceptor"), required=True),
            Field("amount", N_("Amount"), "amount", required=True),
            Field("issued_on", N_("Issued on"), "day", required=True),
            Field("matures_on", N_("Falls due on"), "day", required=True),
            DAY,
        ),
        form=forms.plain,
        explained=N_("Until its acceptor has paid it counts as owed, wherever it is."),
    ),
    "bill-allocation": Deed(
        title=N_("Cover invoices with it"),
        verb=N_("Cover them"),
        done=N_("The invoices are covered, as long as the bill is not dishonoured."),
        permission=BOOKS,
        path="/v1/bills/{of}/allocations",
        fields=(Field("settles", N_("Invoices it settles"), "settles", required=True), DAY),
        form=forms.covering,
    ),
    "bill-split": Deed(
        title=N_("Split a bill"),
        verb=N_("Split it"),
        done=N_("The bill is split: its pieces go their own ways."),
        permission=PASSES_ON,
        path="/v1/bills/{of}/pieces",
        fields=(
            Field(
                "amounts",
                N_("Amounts of the pieces"),
                "amounts",
                required=True,
                hint=N_("One a line, together the amount of the bill."),
                most=2000,
            ),
            DAY,
        ),
        form=forms.of_bill,
        explained=N_("The pieces take over in turn what it covers."),
    ),
    "bill-discount": Deed(
        title=N_("Discount a bill"),
        verb=N_("Discount it"),
        done=N_("The bill is sold to the bank."),
        permission=PASSES_ON,
        path="/v1/bills/{of}/discount",
        fields=(
            Field("bank", N_("Bank"), required=True),
            Field("charges", N_("What the bank kept"), "amount"),
            DAY,
        ),
        form=forms.of_bill,
    ),
    "bill-honouring": Deed(
        title=N_("The acceptor paid"),
        verb=N_("Record it"),
        done=N_("The bill is honoured."),
        permission=BOOKS,
        path="/v1/bills/{of}/honouring",
        fields=(DAY,),
        form=forms.of_bill,
    ),
    "bill-dishonouring": Deed(
        title=N_("The acceptor did not pay"),
        verb=N_("Record it"),
        done=N_("The bill is dishonoured: what it covered is owed again."),
        permission=BOOKS,
        path="/v1/bills/{of}/dishonouring",
        fields=(DAY,),
        form=forms.of_bill,
        explained=N_("What it covered is owed again."),
        harm=True,
    ),
    "einvoice-verification": Deed(
        title=N_("Check an electronic invoice"),
        verb=N_("Record it"),
        done=N_("What the check found is recorded."),
        permission="contract.einvoice.verify",
        path="/v1/einvoices/{of}/verifications",
        fields=(Field("finding", N_("The tax authority says"), "choice", required=True, choices=FINDINGS), DAY),
        form=forms.of_einvoice,
        explained=N_("Unless it is genuine, what was deducted of it is given back."),
    ),
    "einvoice-deduction": Deed(
        title=N_("Deduct its tax"),
        verb=N_("Record it"),
        done=N_("The deduction is recorded."),
        permission="contract.einvoice.deduct",
        path="/v1/einvoices/{of}/deductions",
        fields=(
            Field("deduction", N_("The tax is"), "choice", required=True, choices=DEDUCTIONS),
            Field("period", N_("Month of the return"), most=7, hint=N_("For example 2026-03.")),
            Field("tax", N_("Only this much of it"), "amount", hint=N_("Empty: all that can be moved.")),
            DAY,
        ),
        form=forms.of_einvoice,
    ),
}
