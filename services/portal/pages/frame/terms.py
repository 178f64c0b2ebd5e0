"""The codes that services answer with, in the words of their readers. A code that is not here is shown as it is."""

from typing import Final

from services.portal.pages.frame.words import N_

TERMS: Final[dict[str, str]] = {
    # approvals
    "open": N_("open"),
    "approved": N_("approved"),
    "rejected": N_("rejected"),
    "withdrawn": N_("withdrawn"),
    "approve": N_("agreed"),
    "reject": N_("said no"),
    "return": N_("sent it back"),
    "opinion": N_("gave an opinion"),
    "delegate": N_("let another decide"),
    "withdraw": N_("took it back"),
    # contracts
    "draft": N_("draft"),
    "in_review": N_("in approval"),
    "signing": N_("being signed"),
    "signed": N_("signed"),
    "effective": N_("in effect"),
    "suspended": N_("suspended"),
    "completed": N_("completed"),
    "terminated": N_("terminated"),
    "expired": N_("expired"),
    "void": N_("void"),
    "archived": N_("archived"),
    "sales": N_("sale"),
    "purchase": N_("purchase"),
    "new": N_("new"),
    # what a contract's payments are held against
    "strict": N_("strict"),
    "report": N_("reported only"),
    "over_clause": N_("over its clause"),
    # assets
    "provisional": N_("provisional"),
    "capitalised": N_("capitalised"),
    "straight_line": N_("straight line"),
    "declining_balance": N_("declining balance"),
    "double_declining": N_("double declining balance"),
    "sum_of_years_digits": N_("sum of years' digits"),
    "units_of_production": N_("units of production"),
    "manual": N_("by hand"),
    # phases of a contract's plan
    "advance": N_("advance"),
    "acceptance": N_("acceptance"),
    "retention": N_("retention"),
    "delivery": N_("delivery"),
    "service": N_("service"),
    # contacts
    "finance": N_("finance"),
    # what moves against a contract
    "ordered": N_("ordered"),
    "delivered": N_("delivered"),
    "accepted": N_("accepted"),
    "invoiced": N_("invoiced"),
    "paid": N_("paid"),
    "received": N_("received"),
    # customers
    "organisation": N_("organisation"),
    "person": N_("person"),
    "customer": N_("customer"),
    "supplier": N_("supplier"),
    "partner": N_("partner"),
    "prospect": N_("prospect"),
    "active": N_("active"),
    "merged": N_("merged"),
    "deregistered": N_("deregistered"),
    "erased": N_("erased"),
    # payments
    "in": N_("received"),
    "out": N_("paid"),
    "made": N_("made"),
    "blocked": N_("blocked"),
    "requested": N_("requested"),
    "allocated": N_("allocated"),
    "partly_allocated": N_("partly allocated"),
    # obligations
    "planned": N_("planned"),
    "due": N_("due"),
    "overdue": N_("overdue"),
    "met": N_("met"),
    "us": N_("we"),
    "them": N_("they"),
    # ageing
    "not_due": N_("not due yet"),
}

TONES: Final[dict[str, str]] = {
    "approved": "good",
    "effective": "good",
    "met": "good",
    "made": "good",
    "allocated": "good",
    "active": "good",
    "rejected": "bad",
    "blocked": "bad",
    "overdue": "bad",
    "terminated": "bad",
    "suspended": "warn",
    "due": "warn",
    "in_review": "news",
    "signing": "news",
    "provisional": "warn",
    "capitalised": "good",
}
"""How loud a state is."""
