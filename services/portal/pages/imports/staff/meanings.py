"""What a column of HR's list may mean, in the words of whoever matches it."""

from typing import Final

from services.portal.pages.frame.words import N_

MEANINGS: Final[dict[str, str]] = {
    "number": N_("Personnel number"),
    "name": N_("Name"),
    "unit": N_("Unit (name, short code or id)"),
    "login": N_("Login"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "title": N_("Title"),
    "joined": N_("Joined on"),
    "left": N_("Left on"),
}

DONE: Final[dict[str, str]] = {
    "joined": N_("Joined"),
    "moved": N_("Moved"),
    "changed": N_("Corrected"),
    "gone": N_("Left"),
    "later": N_("Wait for their day"),
    "unchanged": N_("Unchanged"),
    "refused": N_("Refused"),
}
"""What rows came to, as the figures are called that count them."""

TRIED: Final[dict[str, str]] = {
    **DONE,
    "joined": N_("Join"),
    "moved": N_("Move"),
    "changed": N_("To be corrected"),
    "gone": N_("Leave"),
}
"""What they would come to, in a dry run."""
