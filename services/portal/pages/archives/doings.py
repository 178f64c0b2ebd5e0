"""What is done to a customer's archive and its contacts, each as the form that asks for it."""

from collections.abc import Mapping
from typing import Final

from services.portal.pages.doing.doing import Doing, Field
from services.portal.pages.frame.customer_terms import FUNCTIONS, IDENTIFIERS, LOSSES
from services.portal.pages.frame.terms import TERMS
from services.portal.pages.frame.words import N_

ARCHIVE: Final = "/v1/customers/{customer_id}"
CONTACT: Final = "/v1/contacts/{of}"
ROLES: Final = {code: TERMS[code] for code in ("customer", "supplier", "partner")}
SPEAKS: Final = {"zh-CN": N_("Chinese"), "en": N_("English")}
REASON: Final = Field("reason", N_("Reason"), "long", required=True, most=500)
NAME: Final = Field("name", N_("Name"), required=True)
GOES_BY: Final = Field(
    "identifiers", N_("Numbers it goes by"), "pairs", options=IDENTIFIERS, hint=N_("A number is checked by its kind.")
)
CLASSES: Final = (Field("region", N_("Region"), most=60), Field("industry", N_("Industry"), most=60))
HAS_ROLES: Final = Field("roles", N_("Roles"), "checks", options=ROLES)
OWNER: Final = Field("owner_id", N_("Who looks after them"), "person")
ABOUT_CONTACT: Final = (
    Field("name", N_("Name"), required=True),
    Field("role", N_("What they are asked about"), "pick", options=FUNCTIONS),
    Field("function", N_("Their job title"), most=60),
    Field("email", N_("E-mail"), most=254),
    Field("phone", N_("Phone"), most=40),
    Field("locale", N_("Written to in"), "pick", options=SPEAKS),
)

REGISTRATION: Final = Doing(
    N_("Register a customer"),
    "customer.archive.register",
    "customer",
    "/v1/customers",
    (
        Field(
            "kind",
            N_("Kind"),
            "pick",
            options={"organisation": TERMS["organisation"], "person": TERMS["person"]},
            required=True,
        ),
        NAME,
        HAS_ROLES,
        GOES_BY,
        *CLASSES,
        Field("stage", N_("Stage"), "pick", options={one: TERMS[one] for one in ("prospect", "active")}),
        OWNER,
    ),
    N_("Registered."),
)
NEXT: Final[Mapping[str, tuple[str, ...]]] = {
    "prospect": ("active", "lost"),
    "active": ("dormant", "lost"),
    "dormant": ("active", "lost"),
    "lost": ("prospect", "active"),
}
"""Which stages the customer service lets follow which."""
CHANGE: Final = "change"
STAGE: Final = "stage"
DOINGS: Final[Mapping[str, Doing]] = {
    CHANGE: Doing(
        N_("Change the archive"),
        "customer.archive.change",
        "customer",
        ARCHIVE,
        (NAME, HAS_ROLES, GOES_BY, *CLASSES, REASON),
        N_("Changed; its history says field by field what was before."),
        method="PATCH",
        versioned=True,
    ),
    STAGE: Doing(
        N_("Move to another stage"),
        "customer.archive.change",
        "customer",
        f"{ARCHIVE}/stage",
        (
            Field("stage", N_("Stage"), "pick", required=True),
            Field(
                "cause",
                N_("Why it is lost"),
                "pick",
                options={"": "", **LOSSES},
                hint=N_("Only where a customer is lost."),
            ),
            REASON,
        ),
        N_("Moved."),
        method="PUT",
        versioned=True,
    ),
    "owner": Doing(
        N_("Give to somebody else"),
        "customer.archive.change",
        "customer",
        f"{ARCHIVE}/owner",
        (Field("owner_id", N_("Who looks after them"), "person", required=True), REASON),
        N_("Given."),
        method="PUT",
        versioned=True,
    ),
    "end": Doing(
        N_("Deal with them no more"),
        "customer.archive.close",
        "customer",
        f"{ARCHIVE}/deregistration",
        (REASON,),
        N_("Closed; it can be brought back."),
        hint=N_("The archive stays, and can be brought back."),
        harm=True,
    ),
    "restore": Doing(
        N_("Bring back"),
        "customer.archive.close",
        "customer",
        f"{ARCHIVE}/restoration",
        (REASON,),
        N_("It is back, at the stage it had."),
    ),
    "unmerge": Doing(
        N_("Undo the merge"),
        "customer.archive.close",
        "customer",
        f"{ARCHIVE}/unmerge",
        (REASON,),
        N_("The two stand apart again."),
        hint=N_("What hangs on this archive is shown with it again. What the other one took over of its fields stays."),
    ),
    "erasure": Doing(
        N_("Erase the person"),
        "customer.archive.erase",
        "customer",
        f"{ARCHIVE}/erasure",
        (REASON,),
        N_("Erased: nobody can read who it was any more, in no copy and no back-up."),
        hint=N_(
            "Name, numbers and addresses become unreadable for good, with those of the archives merged with this one"
            " and of every contact. Contracts and payments stay. It can't be undone."
        ),
        harm=True,
    ),
    "contact": Doing(
        N_("Add a contact"),
        "customer.contact.add",
        "customer",
        f"{ARCHIVE}/contacts",
        ABOUT_CONTACT,
        N_("Added."),
    ),
    "contact-change": Doing(
        N_("Change the contact"),
        "customer.contact.change",
        "customer",
        CONTACT,
        (*ABOUT_CONTACT, REASON),
        N_("Changed."),
        method="PATCH",
        versioned=True,
    ),
    "contact-removal": Doing(
        N_("Take the contact away"),
        "customer.contact.change",
        "customer",
        f"{CONTACT}/removal",
        (REASON,),
        N_("Taken away; who it was stays in the history."),
        harm=True,
    ),
    "contact-erasure": Doing(
        N_("Erase the contact"),
        "customer.contact.erase",
        "customer",
        f"{CONTACT}/erasure",
        (REASON,),
        N_("Erased: nobody can read who it was any more, in no copy and no back-up."),
        hint=N_("Name, job title and addresses become unreadable for good. It can't be undone."),
        harm=True,
    ),
}
"""By the name in addresses."""
OF_CONTACT: Final = frozenset({"contact-change", "contact-removal", "contact-erasure"})
