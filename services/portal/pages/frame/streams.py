"""Which events a reader can open: the permission that a service asks for, by the kind of the stream."""

from typing import Final

READ_WITH: Final[dict[str, dict[str, str]]] = {
    "customer": {
        "customer": "customer.archive.read",
        "contact": "customer.contact.read",
        "import": "customer.import.read",
    },
    "contract": {
        "contract": "contract.contract.read",
        "ledger": "contract.contract.read",
        "obligation": "contract.contract.read",
        "order": "contract.order.read",
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
        "setting": "contract.setting.read",
        "ageing": "contract.setting.read",
        "arrears": "contract.arrears.read",
        "accounts": "contract.book.read",
        "book": "contract.book.read",
        "signing": "contract.contract.read",
        "authority": "contract.authority.read",
    },
    "asset": {
        "asset": "asset.card.read",
        "class": "asset.class.read",
        "project": "asset.project.read",
        "transfer": "asset.transfer.read",
        "depreciation": "asset.depreciation.read",
    },
    "scoring": {"lifetime": "scoring.lifetime.read", "readmodel": "scoring.model.read"},
    "notify": {"message": "notify.message.read", "rule": "notify.rule.read"},
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
