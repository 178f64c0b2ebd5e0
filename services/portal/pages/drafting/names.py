"""What the parts of a draft are called."""

from collections.abc import Callable, Sequence
from typing import Final

from services.portal.pages.frame.words import N_

PARTS: Final[dict[str, str]] = {
    "title": N_("Name of the contract"),
    "counterparty_id": N_("With"),
    "currency": N_("Currency"),
    "amount": N_("Amount"),
    "amount_kind": N_("Kind of amount"),
    "term_from": N_("Term from"),
    "term_to": N_("Term until"),
    "effective_from": N_("In effect from"),
    "governing_law": N_("Governing law"),
    "forum": N_("Forum"),
    "copies": N_("Copies"),
    "text": N_("Words besides the clauses"),
    "line": N_("Items"),
    "plan": N_("Payment plan"),
    "deliverable": N_("Deliverables"),
    "party": N_("Further parties"),
    "add": N_("Added clauses"),
}


def part_names(say: Callable[[str], str]) -> dict[str, str]:
    """By the part of the form, in a reader's language."""
    return {part: say(name) for part, name in PARTS.items()}


def named(parts: Sequence[str], say: Callable[[str], str]) -> str:
    """Parts by their names, one after the other."""
    known = part_names(say)
    return ", ".join(known.get(part, part.removeprefix("clause-").removeprefix("var-")) for part in parts)
