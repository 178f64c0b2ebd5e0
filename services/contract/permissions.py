"""What may be allowed here, and what it allows."""

from typing import Final

PERMISSIONS: Final[dict[str, str]] = {
    "contract.type.read": "See contract types",
    "contract.type.define": "Define contract types with their rules and approval matrix",
    "contract.template.read": "See templates and their clauses",
    "contract.template.publish": "Draft templates, submit them for review and retire them",
    "contract.template.approve": "Approve templates of others",
    "contract.clause.read": "See the library of standard clauses",
    "contract.clause.draft": "Draft standard clauses, submit them for review and retire them",
    "contract.clause.approve": "Approve standard clauses of others",
    "contract.file.read": "See files of contracts",
    "contract.file.send": "Send files for contracts and templates",
    "contract.contract.read": "See contracts, their text, obligations and ledger",
    "contract.contract.draft": "Draft and revise contracts",
    "contract.contract.submit": "Submit drafts for review and withdraw them",
    "contract.contract.sign": "Register signatures",
    "contract.contract.end": "Suspend, resume, complete, terminate, void and archive contracts",
    "contract.approval.read": "See approvals",
    "contract.approval.decide": "Decide in approvals",
    "contract.order.read": "See orders and deliveries",
    "contract.order.place": "Place orders",
    "contract.order.deliver": "Book deliveries",
    "contract.order.accept": "Accept deliveries",
    "contract.invoice.read": "See invoices",
    "contract.invoice.book": "Book invoices received and issue invoices",
    "contract.payment.read": "See payments and receipts",
    "contract.payment.make": "Order payments",
    "contract.receipt.book": "Book receipts and allocate them to invoices",
    "contract.import.read": "See imports",
    "contract.import.start": "Import contracts and orders",
}
