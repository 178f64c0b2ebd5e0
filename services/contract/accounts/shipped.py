"""The mapping that comes with the program: the accounts of the Chinese standards for enterprises (2006, with contract
liabilities of 2017). What binds without being owed yet, orders, deliveries, acceptances and guarantees, is kept on
memorandum accounts (9...).
"""

from typing import Final

from services.contract.accounts.events import AccountLine, AccountsMapped, Side, Which
from services.contract.terms import Direction

BOOK: Final = "accounting"
"""The book that every legal entity keeps."""

BANK, CHARGES = "1002", "6603"
PAYABLE, RECEIVABLE = "2202", "1122"
INTEREST_EXPENSE = "6603.01"
PREPAID, EARNEST_PAID = "1123", "1221.01"
CONTRACT_LIABILITY, EARNEST_TAKEN = "2205", "2241.01"
KEPT_BY_US, KEPT_FROM_US = "2241.02", "1221.02"
ALLOWANCE, CREDIT_LOSS = "1231", "6702"
GOODS, INPUT_TAX = "1402", "2221.01"
OPENING = "9900"
"""What is open when a contract is taken over stands against this: the closing entry of the books it comes from."""
REVENUE, OUTPUT_TAX = "6001", "2221.02"
BILLS, PASSED_ON, RECOURSE = "1121", "1221.04", "2241.03"
WITHHELD_BY_US, WITHHELD_FROM_US = "2221.03", "1221.03"

PAIRS: Final[tuple[tuple[str, Direction, Which, str, str], ...]] = (
    ("paid", "purchase", "any", PAYABLE, BANK),
    ("paid", "purchase", "advance", PREPAID, BANK),
    ("paid", "purchase", "deposit", EARNEST_PAID, BANK),
    ("paid", "sales", "any", RECEIVABLE, BANK),
    ("openinginvoiced", "purchase", "any", OPENING, PAYABLE),
    ("openinginvoiced", "sales", "any", RECEIVABLE, OPENING),
    ("openingpaid", "purchase", "any", PAYABLE, OPENING),
    ("openingpaid", "purchase", "advance", PREPAID, OPENING),
    ("openingpaid", "purchase", "deposit", EARNEST_PAID, OPENING),
    ("openingreceived", "sales", "any", OPENING, CONTRACT_LIABILITY),
    ("openingreceived", "sales", "deposit", OPENING, EARNEST_TAKEN),
    ("offset", "purchase", "any", PAYABLE, PREPAID),
    ("offset", "purchase", "deposit", PAYABLE, EARNEST_PAID),
    ("offset", "sales", "any", CONTRACT_LIABILITY, RECEIVABLE),
    ("refunded", "purchase", "any", BANK, PAYABLE),
    ("refunded", "purchase", "invoice", BANK, PAYABLE),
    ("refunded", "purchase", "advance", BANK, PREPAID),
    ("refunded", "purchase", "deposit", BANK, EARNEST_PAID),
    ("refunded", "sales", "any", CONTRACT_LIABILITY, BANK),
    ("refunded", "sales", "deposit", EARNEST_TAKEN, BANK),
    ("refunded", "sales", "invoice", RECEIVABLE, BANK),
    ("received", "sales", "any", BANK, CONTRACT_LIABILITY),
    ("received", "sales", "deposit", BANK, EARNEST_TAKEN),
    ("received", "purchase", "any", BANK, PAYABLE),
    ("allocated", "sales", "any", CONTRACT_LIABILITY, RECEIVABLE),
    ("allocated", "sales", "deposit", EARNEST_TAKEN, RECEIVABLE),
    ("allocated", "purchase", "any", PAYABLE, PREPAID),
    ("retained", "purchase", "any", PAYABLE, KEPT_BY_US),
    ("released", "purchase", "any", KEPT_BY_US, PAYABLE),
    ("retained", "sales", "any", KEPT_FROM_US, RECEIVABLE),
    ("released", "sales", "any", RECEIVABLE, KEPT_FROM_US),
    ("charged", "purchase", "any", CHARGES, BANK),
    ("charged", "sales", "any", CHARGES, BANK),
    ("accrued", "purchase", "any", INTEREST_EXPENSE, PAYABLE),
    ("unaccrued", "purchase", "any", PAYABLE, INTEREST_EXPENSE),
    ("provisioned", "sales", "any", CREDIT_LOSS, ALLOWANCE),
    ("unprovisioned", "sales", "any", ALLOWANCE, CREDIT_LOSS),
    ("derecognised", "sales", "any", ALLOWANCE, RECEIVABLE),
    ("restored", "sales", "any", RECEIVABLE, ALLOWANCE),
    ("taken", "sales", "any", BILLS, CONTRACT_LIABILITY),
    ("covered", "sales", "any", CONTRACT_LIABILITY, RECEIVABLE),
    ("discounted", "sales", "any", BANK, RECOURSE),
    ("endorsed", "sales", "any", PASSED_ON, RECOURSE),
    ("endorsed", "purchase", "any", BANK, PASSED_ON),
    ("honoured", "sales", "any", BANK, BILLS),
    ("relieved", "sales", "any", RECOURSE, BILLS),
    ("dishonoured", "sales", "any", RECEIVABLE, BILLS),
    ("returned", "sales", "any", CONTRACT_LIABILITY, BILLS),
    ("recoursed", "sales", "any", RECOURSE, BANK),
    ("withheld", "purchase", "any", PAYABLE, WITHHELD_BY_US),
    ("withheld", "sales", "any", WITHHELD_FROM_US, RECEIVABLE),
    ("ordered", "purchase", "any", "9101", "9901"),
    ("ordered", "sales", "any", "9901", "9201"),
    ("delivered", "purchase", "any", "9102", "9902"),
    ("delivered", "sales", "any", "9902", "9202"),
    ("accepted", "purchase", "any", "9103", "9903"),
    ("accepted", "sales", "any", "9903", "9203"),
    ("secured", "purchase", "any", "9104", "9904"),
    ("freed", "purchase", "any", "9904", "9104"),
    ("secured", "sales", "any", "9104", "9904"),
    ("freed", "sales", "any", "9904", "9104"),
)
"""Kind, direction, instrument; the gross amount to the debit of the first account and the credit of the second."""


def _line(kind: str, direction: Direction, side: Side, account: str, amount: str) -> AccountLine:
    return AccountLine.model_validate(
        {"kind": kind, "direction": direction, "side": side, "account": account, "amount": amount}
    )


TAXED: Final[tuple[AccountLine, ...]] = (
    _line("invoiced", "purchase", "debit", GOODS, "net"),
    _line("invoiced", "purchase", "debit", INPUT_TAX, "tax"),
    _line("invoiced", "purchase", "credit", PAYABLE, "gross"),
    _line("invoiced", "sales", "debit", RECEIVABLE, "gross"),
    _line("invoiced", "sales", "credit", REVENUE, "net"),
    _line("invoiced", "sales", "credit", OUTPUT_TAX, "tax"),
    _line("credited", "purchase", "debit", PAYABLE, "gross"),
    _line("credited", "purchase", "credit", GOODS, "net"),
    _line("credited", "purchase", "credit", INPUT_TAX, "tax"),
    _line("credited", "sales", "debit", REVENUE, "net"),
    _line("credited", "sales", "debit", OUTPUT_TAX, "tax"),
    _line("credited", "sales", "credit", RECEIVABLE, "gross"),
)

SHIPPED: Final = AccountsMapped(
    book=BOOK,
    from_period="1949-10",
    lines=(
        *TAXED,
        *(
            AccountLine(kind=kind, direction=direction, instrument=instrument, side=side, account=account)
            for kind, direction, instrument, debit, credit in PAIRS
            for side, account in (("debit", debit), ("credit", credit))
        ),
    ),
)
