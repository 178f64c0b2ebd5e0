"""What may be granted on this service."""

from typing import Final

PERMISSIONS: Final[dict[str, str]] = {
    "customer.archive.read": "See customers, their history and who looks after them",
    "customer.archive.register": "Register customers",
    "customer.archive.change": "Edit customers, move their stage, change who looks after them",
    "customer.archive.close": "Deregister, restore, merge and unmerge customers",
    "customer.archive.erase": "Hand a person their data as one file; erase them, with duplicates and contacts",
    "customer.contact.read": "See contacts",
    "customer.contact.add": "Add contacts",
    "customer.contact.change": "Edit and remove contacts",
    "customer.contact.erase": "Erase a contact",
    "customer.person.read": "Get names and addresses by id at the moment of use",
    "customer.credit.read": "See what customers may owe, their groups, and what customers of a grade may have",
    "customer.credit.lay_down": "Lay down what customers may owe, and which group they belong to",
    "customer.service_plan.lay_down": "Lay down what customers of a grade may have",
    "customer.import.start": "Import files of customers",
    "customer.import.read": "See imports and their refusals",
}
