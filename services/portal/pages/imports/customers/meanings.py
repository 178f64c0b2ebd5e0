"""What a column of a file of customers may mean, in the words of whoever matches it."""

from typing import Final

from services.portal.pages.frame.words import N_

MEANINGS: Final[dict[str, str]] = {
    "source_id": N_("Number in the source"),
    "kind": N_("Kind"),
    "name": N_("Name of the organisation"),
    "person_name": N_("Name of the person"),
    "roles": N_("Roles"),
    "stage": N_("Stage"),
    "region": N_("Region"),
    "industry": N_("Industry"),
    "client_kind": N_("Class"),
    "owner_id": N_("Owner's id"),
    "effective_on": N_("Customer since"),
    "social_credit_code": N_("Social credit code"),
    "resident_identity_number": N_("Identity number"),
    "vat_number": N_("VAT number"),
    "cnaps_code": N_("CNAPS code"),
    "phone": N_("Phone"),
    "email": N_("E-mail"),
    "contact_role": N_("Contact: function"),
    "contact_function": N_("Contact: function, in the customer's words"),
    "contact_name": N_("Contact: name"),
    "contact_email": N_("Contact: e-mail"),
    "contact_phone": N_("Contact: phone"),
}
"""Other identifiers are shown by their own name."""

CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "kind": ("organisation", "person"),
    "roles": ("customer", "supplier", "partner"),
    "stage": ("prospect", "active"),
}
"""What may be the same for every row, and what it may be."""
