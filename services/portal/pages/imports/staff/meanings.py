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
