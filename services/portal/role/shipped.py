"""The roles an installation starts with: sets of permission patterns, granted on a unit and everything below it."""

import re
from dataclasses import dataclass
from typing import Final

from services.portal.role.offices import SINGLE, offices_of
from shared.settings import PORTS


@dataclass(frozen=True, slots=True)
class Role:
    """What a role is for, and what it allows."""

    meaning: str
    permissions: tuple[str, ...]


SINGLE_PERMISSION: Final = re.compile(rf"{re.escape(SINGLE)}({'|'.join([*PORTS, 'platform'])})\.[a-z_]+\.[a-z_]+\Z")

LOOKS: Final = (
    "portal.unit.read",
    "portal.person.read",
    "portal.access.ask",
    "notify.inbox.read",
    "notify.task.finish",
)
"""What everybody who works here needs."""

AGREES: Final = ("portal.approval.*", "portal.access.decide")
"""What it takes to agree to requests for access. Holders of offices take part in others only where asked."""

KNOWS: Final = (
    "scoring.customer.read",
    "scoring.contract.read",
    "scoring.unit.read",
    "scoring.lifetime.read",
    "scoring.credit.read",
    "notify.message.read",
)
"""What whoever deals with customers and contracts needs to see of them: figures, what happened, what they were told."""

ASKED: Final = (
    "contract.questionnaire.keep",
    "contract.questionnaire.answer",
    "contract.standard.keep",
    "contract.concession.ask",
)
"""What customers and suppliers want of us: taken in, given to departments, answered."""

SERVES: Final = (
    "customer.*.read",
    "customer.archive.*",
    "customer.contact.*",
    "customer.import.*",
)
"""What whoever looks after customers does with their archives; what they may owe is others' word."""

ACCOUNTS: Final = ("portal.legal_entity.read", "portal.bank_account.reveal")
"""What whoever pays and receives needs of the legal entities: their accounts, with whole numbers."""

SHIPPED: Final[dict[str, Role]] = {
    "administrator": Role("Sets up the organisation and everything else", ("*",)),
    "system_administrator": Role(
        "Keeps the organisation: units, staff, settings",
        (
            *LOOKS,
            "portal.unit.*",
            "portal.legal_entity.*",
            "portal.calendar.*",
            "portal.staff.*",
            "portal.role.read",
            "portal.approval.*",
            "portal.backup.*",
            "*.import.*",
            "contract.collector.read",
            "contract.collector.lay_down",
            "scoring.model.*",
        ),
    ),
    "security_administrator": Role(
        "Gives and takes rights, looks after accounts, sessions and API tokens",
        (
            *LOOKS,
            "portal.staff.read",
            "portal.role.*",
            *AGREES,
            "portal.account.*",
            "portal.api_token.*",
            # who gives rights decides what leaves the house
            "notify.webhook.*",
        ),
    ),
    "auditor": Role(
        "Reads the logs: who did, saw and changed what",
        (
            *LOOKS,
            "portal.staff.read",
            "portal.role.read",
            "portal.approval.*",
            "platform.log.audit",
            "platform.looks.read",
        ),
    ),
    "salesperson": Role(
        "Looks after customers and sells",
        (
            *LOOKS,
            *SERVES,
            *ASKED,
            "contract.*.read",
            "contract.contract.*",
            "contract.account_team.keep",
            "contract.service_level.keep",
            "contract.comment.make",
            "contract.file.send",
            "contract.order.*",
            "contract.collector.match",
            "contract.invoice.book",
            "contract.arrears.collect",
            "contract.einvoice.record",
            "contract.product.keep",
            *KNOWS,
        ),
    ),
    "drafter": Role(
        "Drafts contracts and takes them through review",
        (
            *LOOKS,
            "customer.*.read",
            "contract.*.read",
            "contract.contract.*",
            "contract.comment.make",
            "contract.file.send",
            *KNOWS,
        ),
    ),
    "approver": Role(
        "Decides in approvals",
        (
            *LOOKS,
            "customer.*.read",
            "contract.*.read",
            "contract.comment.make",
            "contract.approval.*",
            *KNOWS,
        ),
    ),
    "legal": Role(
        "Keeps contract types and templates, reviews texts",
        (
            *LOOKS,
            "customer.*.read",
            "contract.*.read",
            "contract.type.*",
            "contract.questionnaire.answer",
            "contract.clause.*",
            "contract.template.*",
            "contract.party.judge",
            "contract.authority.grant",
            "contract.guarantee.book",
            "contract.archive.keep",
            "contract.seal.use",
            "contract.master.deviate",
            "contract.comment.make",
            "contract.file.send",
            "contract.approval.*",
            *KNOWS,
        ),
    ),
    "buyer": Role(
        "Buys: orders, deliveries, acceptance, invoices received",
        (
            *LOOKS,
            *ASKED,
            "customer.*.read",
            "customer.archive.register",
            "contract.*.read",
            "contract.contract.*",
            "contract.comment.make",
            "contract.file.send",
            "contract.order.*",
            "contract.collector.match",
            "contract.invoice.book",
            "contract.einvoice.record",
            "contract.product.keep",
            "asset.*.read",
            "scoring.asset.read",
            *KNOWS,
        ),
    ),
    "cashier": Role(
        "Pays and receives",
        (
            *LOOKS,
            "customer.*.read",
            "contract.*.read",
            "contract.payment.*",
            "contract.receipt.*",
            "contract.bill.*",
            "contract.statement.*",
            "contract.arrears.collect",
            "contract.waiver.ask",
            *KNOWS,
            *ACCOUNTS,
        ),
    ),
    "accountant": Role(
        "Keeps the books: accounts, periods, rates, waivers",
        (
            *LOOKS,
            "customer.*.read",
            "customer.credit.lay_down",
            "customer.service_plan.lay_down",
            "contract.*.read",
            "contract.book.*",
            "contract.collector.*",
            "contract.arrears.*",
            "contract.einvoice.*",
            "contract.invoice.withhold",
            "contract.setting.*",
            "contract.product.price",
            "contract.price.lay_down",
            "contract.exposure.release",
            "contract.waiver.*",
            "contract.party.approve_grade",
            "scoring.credit.*",
            "contract.approval.decide",
            "asset.*.read",
            "asset.depreciation.map",
            "scoring.asset.read",
            *KNOWS,
            *ACCOUNTS,
        ),
    ),
    "asset_keeper": Role(
        "Keeps assets: projects, cards, transfers, depreciation",
        (
            *LOOKS,
            "contract.*.read",
            "contract.questionnaire.answer",
            "asset.*",
            "scoring.contract.read",
            "scoring.asset.read",
            "scoring.unit.read",
        ),
    ),
    "service_desk": Role(
        "Answers customers",
        (
            *LOOKS,
            *SERVES,
            "contract.*.read",
            "contract.questionnaire.answer",
            "asset.*.read",
            "scoring.asset.read",
            *KNOWS,
        ),
    ),
    "manager": Role(
        "Sees a unit's work, decides, and says who is told what",
        (
            *LOOKS,
            "*.read",
            "contract.comment.make",
            "contract.approval.*",
            "contract.waiver.approve",
            "contract.party.approve_grade",
            "contract.exposure.release",
            "contract.order.judge",
            "contract.questionnaire.*",
            "contract.standard.*",
            "contract.concession.*",
            *AGREES,
            "asset.transfer.approve",
            "notify.rule.*",
            "portal.staff.*",
        ),
    ),
    "operator": Role(
        "Keeps the installation running",
        (
            *LOOKS,
            "*.read",
            "*.import.*",
            "platform.parked.settle",
            "notify.message.decide",
            "scoring.model.rebuild",
            "scoring.lifetime.train",
        ),
    ),
    "service": Role("What one service may ask of another", ("*.read",)),
}

FOR_SERVICES: Final = frozenset({"service"})
GROUPABLE: Final = tuple(name for name in SHIPPED if name not in FOR_SERVICES and not offices_of(name))
"""Roles that are granted together with others: none of services, and no office of administration."""


def permissions_of(role: str) -> tuple[str, ...] | None:
    """The patterns of a shipped role, or the one permission of `only.<permission>`; None when there is no such role."""
    if SINGLE_PERMISSION.match(role):
        return (role.removeprefix(SINGLE),)
    found = SHIPPED.get(role)
    return found.permissions if found else None
