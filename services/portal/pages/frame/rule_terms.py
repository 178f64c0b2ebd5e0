"""What people are told by rules, in words."""

from typing import Final

from services.portal.pages.frame.words import N_

RULES: Final[dict[str, str]] = {
    "contract-signed": N_("Contract signed"),
    "payment-made": N_("Paid"),
    "payment-received": N_("Money received"),
    "payment-thanks": N_("Thanks for a payment"),
    "payment-blocked": N_("Payment blocked"),
    "obligation-reminder": N_("Reminder of an obligation"),
    "obligation-due": N_("Obligation due soon"),
    "obligation-overdue": N_("Obligation overdue"),
    "obligation-changed": N_("Reminder of a changed obligation"),
    "obligation-changed-due": N_("Changed obligation due soon"),
    "arrears-level": N_("Level of dunning begun"),
    "arrears-severe": N_("Heavy arrears"),
    "term-ending": N_("Term ends soon"),
    "copies-chased": N_("Copies out after their day"),
    "guarantee-expiring": N_("Guarantee ends soon"),
    "bill-maturing": N_("Bill falls due soon"),
    "seal-used": N_("Seal used"),
    "approval-waiting": N_("Approval waiting"),
    "approval-overdue": N_("Approval overdue"),
    "approval-handed-on": N_("Approval passed on"),
    "approval-vacant": N_("Nobody there to approve"),
    "approval-reminder": N_("Reminder of an approval"),
    "signature-asked": N_("Signature asked for"),
    "signature-reminder": N_("Reminder to sign"),
    "signature-declined": N_("Signature declined"),
    "signature-expired": N_("Signing ended without all signatures"),
    "transfer-to-confirm": N_("Asset to be confirmed"),
    "account-unused": N_("Account unused"),
    "price-changed": N_("Prices changed"),
}
