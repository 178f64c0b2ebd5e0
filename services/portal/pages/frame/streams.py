"""Which events a reader can open: the permission that a service asks for, by the kind of the stream."""

from typing import Final

from services.portal.pages.frame.requirement_terms import READ_WITH as REQUIREMENTS_WITH

READ_WITH: Final[dict[str, dict[str, str]]] = {
    "customer": {
        "customer": "customer.archive.read",
        "contact": "customer.contact.read",
        "import": "customer.import.read",
        "customer_credit": "customer.credit.read",
        "service_plan": "customer.credit.read",
    },
    "contract": {
        **REQUIREMENTS_WITH,
        "contract": "contract.contract.read",
        "ledger": "contract.contract.read",
        "obligation": "contract.contract.read",
        "order": "contract.order.read",
        "objection": "contract.order.read",
        "quality_plan": "contract.order.read",
        "requirement": "contract.order.read",
        "part": "contract.order.read",
        "invoice": "contract.invoice.read",
        "payment": "contract.payment.read",
        "approval": "contract.approval.read",
        "type": "contract.type.read",
        "template": "contract.template.read",
        "clause": "contract.clause.read",
        "file": "contract.file.read",
        "statement": "contract.statement.read",
        "scan": "contract.contract.read",
        "party": "contract.party.read",
        "comment": "contract.contract.read",
        "guarantee": "contract.guarantee.read",
        "waiver": "contract.waiver.read",
        "bill": "contract.bill.read",
        "einvoice": "contract.einvoice.read",
        "product": "contract.product.read",
        "tariff": "contract.product.read",
        "brand_month": "contract.product.read",
        "exchange_rate": "contract.setting.read",
        "copies": "contract.contract.read",
        "seal_use": "contract.contract.read",
        "master": "contract.contract.read",
        "account_team": "contract.contract.read",
        "service_level": "contract.contract.read",
        "price": "contract.price.read",
        "exposure": "contract.exposure.read",
        "interest_invoices": "contract.invoice.read",
        "direct_debits": "contract.payment.read",
        "collector": "contract.collector.read",
        "collector_batch": "contract.collector.read",
        "collected": "contract.collector.read",
        "setting": "contract.setting.read",
        "ageing": "contract.setting.read",
        "arrears": "contract.arrears.read",
        "accounts": "contract.book.read",
        "book": "contract.book.read",
        "port_message": "contract.book.read",
        "stamp_duty": "contract.book.read",
        "signing": "contract.contract.read",
        "authority": "contract.authority.read",
    },
    "asset": {
        "asset": "asset.card.read",
        "class": "asset.class.read",
        "project": "asset.project.read",
        "transfer": "asset.transfer.read",
        "depreciation": "asset.depreciation.read",
        "depreciation_accounts": "asset.depreciation.read",
    },
    "scoring": {
        "lifetime": "scoring.lifetime.read",
        "readmodel": "scoring.model.read",
        "credit": "scoring.credit.read",
        "credit_scheme": "scoring.credit.read",
    },
    "notify": {
        "message": "notify.message.read",
        "rule": "notify.rule.read",
        "webhook": "notify.webhook.read",
        "webhook_delivery": "notify.webhook.read",
    },
    "portal": {
        "unit": "portal.unit.read",
        "staff": "portal.staff.read",
        "legal_entity": "portal.legal_entity.read",
        "calendar": "portal.unit.read",
        "company": "portal.unit.read",
        "role_group": "portal.role.read",
        "separation": "portal.role.read",
        "access_request": "portal.approval.read",
        "approval": "portal.approval.read",
    },
}
"""A figure whose events are not for its reader is shown as a figure, without a way to them."""

EXPLAINED_WITH: Final[dict[str, str | None]] = {
    "customer": "scoring.customer.read",
    "unit": "scoring.unit.read",
    "contract": "scoring.contract.read",
    "ledger": "contract.contract.read",
    "asset": "asset.card.read",
    "operations": None,
}
"""What it takes to see the events behind a figure, by what it is of; nothing where its words are all there is."""

PLAIN: Final[dict[str, str]] = {
    "refused": "its events are not for the reader",
    "entered": "a form shows it before anything is recorded",
    "counted": "it tells of the running installation or of a job, at the moment one looks",
    "shipped": "it comes with the program, and nobody laid it down",
    "ordinal": "it says which one, not how much",
    "told": "it stands among the events already",
    "sample": "it shows how pages are made",
}
"""Why a figure opens no events: the only reasons there are, as `data-plain` names them."""
