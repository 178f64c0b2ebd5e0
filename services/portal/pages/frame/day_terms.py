"""Words for days that a country keeps, and for how many days something is past due."""

from typing import Final

from services.portal.pages.frame.words import N_

HOLIDAYS: Final = frozenset(
    {
        N_("New Year's Day"),
        N_("Spring Festival"),
        N_("Tomb-sweeping Day"),
        N_("Labour Day"),
        N_("Dragon Boat Festival"),
        N_("National Day"),
        N_("Mid-autumn Festival"),
        N_("Anti-Fascist 70th Day"),
    }
)
"""As the calendar that comes along calls them."""

AGES: Final[dict[str, str]] = {
    "1-30": N_("1–30 days"),
    "31-60": N_("31–60 days"),
    "61-90": N_("61–90 days"),
    "91-": N_("more than 90 days"),
}
"""Buckets of what is past due, by their code."""
