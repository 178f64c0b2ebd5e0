"""What the roles that ship are for, as messages of the catalogues: the page shows what the service says, translated."""

from typing import Final

from services.portal.pages.frame.words import N_

MEANINGS: Final = frozenset(
    {
        N_("Sets up the organisation and everything else"),
        N_("Keeps the organisation: units, staff, settings"),
        N_("Gives and takes rights, looks after accounts, sessions and API tokens"),
        N_("Reads the logs: who did, saw and changed what"),
        N_("Looks after customers and sells"),
        N_("Drafts contracts and takes them through review"),
        N_("Decides in approvals"),
        N_("Keeps contract types and templates, reviews texts"),
        N_("Buys: orders, deliveries, acceptance, invoices received"),
        N_("Pays and receives"),
        N_("Keeps the books: accounts, periods, rates, waivers"),
        N_("Keeps assets: projects, cards, transfers, depreciation"),
        N_("Answers customers"),
        N_("Sees a unit's work, decides, and says who is told what"),
        N_("Keeps the installation running"),
        N_("What one service may ask of another"),
    }
)
