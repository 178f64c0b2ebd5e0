"""What the form of an original starts from, and what it says."""

from datetime import date

from services.contract.einvoice.schemas import EInvoiceBody
from services.portal.pages.originals.einvoices import original_body, typed
from services.portal.pages.originals.seen import Credit, InvoiceShown

CREDIT = Credit.model_validate(
    {
        "credit_id": "c",
        "number": "R-1",
        "confirmation": "Q-7",
        "tax": {"amount": "1.30", "currency": "CNY"},
        "gross": {"amount": "11.30", "currency": "CNY"},
        "effective_on": date(2026, 3, 9),
    }
)
INVOICE = InvoiceShown.model_validate(
    {
        "invoice_id": "i",
        "contract_id": "k",
        "number": "26322000000012345601",
        "tax": {"amount": "13.00", "currency": "CNY"},
        "gross": {"amount": "113.00", "currency": "CNY"},
        "effective_on": date(2026, 3, 2),
        "credit_notes": [CREDIT],
    }
)
FILE = "01a2062c-51c2-73fd-9845-ee1d39445d53"


def test_an_original_starts_from_what_is_booked():
    fields = typed(INVOICE, None, [])
    assert (fields["number"], fields["gross"], fields["issued_on"]) == ("26322000000012345601", "113.00", "2026-03-02")
    assert "blue_number" not in fields
    body = EInvoiceBody.model_validate(original_body(fields, FILE))
    assert (body.file_id, str(body.tax)) == (FILE, "13.00 CNY")


def test_a_red_letter_invoice_starts_from_its_credit_note_and_asks_for_its_blue_number():
    fields = typed(INVOICE, CREDIT, [])
    assert (fields["number"], fields["gross"], fields["confirmation"], fields["blue_number"]) == (
        "",
        "11.30",
        "Q-7",
        "",
    )
