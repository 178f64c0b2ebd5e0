"""What is known of customers, in the words of whoever reads it: the numbers they go by, and why one was lost."""

from typing import Final

from services.portal.pages.frame.words import N_

IDENTIFIERS: Final[dict[str, str]] = {
    "social_credit_code": N_("Social credit code"),
    "vat_number": N_("VAT number"),
    "resident_identity_number": N_("Identity number"),
    "iban": N_("IBAN"),
    "bic": N_("BIC"),
    "cnaps_code": N_("CNAPS code"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
}
LOSSES: Final[dict[str, str]] = {
    "lost_to_price": N_("our price"),
    "lost_to_competitor": N_("went to a competitor"),
    "lost_to_quality": N_("our goods or our service"),
    "need_gone": N_("needs it no more"),
    "insolvent": N_("insolvent"),
    "lost_otherwise": N_("another cause"),
}
FUNCTIONS: Final[dict[str, str]] = {
    "decision_maker": N_("decides"),
    "buyer": N_("buyer"),
    "finance": N_("finance"),
    "quality": N_("quality"),
    "technical": N_("technical"),
    "logistics": N_("logistics"),
    "legal": N_("legal"),
    "other": N_("other"),
}
"""What contacts are asked about."""
CUSTOMERS: Final[dict[str, str]] = {
    "organisation": N_("organisation"),
    "person": N_("person"),
    "customer": N_("customer"),
    "supplier": N_("supplier"),
    "partner": N_("partner"),
    "prospect": N_("prospect"),
    "active": N_("active"),
    "dormant": N_("dormant"),
    "lost": N_("lost"),
    "merged": N_("merged"),
    "deregistered": N_("deregistered"),
    "erased": N_("erased"),
    "restored": N_("brought back"),
    "unmerged": N_("merge undone"),
    **FUNCTIONS,
    **{code: word for code, word in IDENTIFIERS.items() if code != "email"},
    **LOSSES,
}
"""As terms; e-mail is a channel too, and has its word there."""
