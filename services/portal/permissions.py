"""What may be granted on this service."""

from typing import Final

PERMISSIONS: Final[dict[str, str]] = {
    "portal.unit.read": "See the organisation's units",
    "portal.unit.change": "Make, rename, move and close units",
    "portal.legal_entity.read": "See the legal entities with their books and seals, and the ends of account numbers",
    "portal.legal_entity.change": "Register and change legal entities, their books, seals and bank accounts",
    "portal.calendar.publish": "Publish calendars: holidays and make-up days of units",
    "portal.bank_account.reveal": "See whole account numbers of the legal entities",
    "portal.staff.read": "See who works where, with which roles",
    "portal.staff.join": "Take people on",
    "portal.staff.import": "Take staff on, move them and let them go by a file from HR",
    "portal.staff.change": "Move people, freeze their access, let them go",
    "portal.role.read": "See the roles and what they allow",
    "portal.role.grant": "Grant and revoke roles",
    "portal.role.define": "Define groups of roles that are granted together",
    "portal.office.separate": "Give the three offices of administration to three persons",
    "portal.access.ask": "Ask for access in one's own name",
    "portal.access.decide": "Agree to requests for access to a unit, or refuse them",
    "portal.approval.read": "See requests for access and their approvals",
    "portal.approval.decide": "Take part in the approvals that one is asked in",
    "portal.account.read": "See accounts, which are unused, and open sessions",
    "portal.account.change": "Reset passwords, unlock accounts, end sessions",
    "portal.api_token.read": "See the API tokens there are",
    "portal.api_token.make": "Make API tokens of services and partners",
    "portal.api_token.revoke": "End API tokens",
    "portal.backup.read": "See which back-ups there are, and where they lie",
    "portal.backup.make": "Back up the whole installation beside the running services",
    "portal.backup.restore": "Bring a back-up back in the place of everything there is",
    "portal.person.read": "Get names and addresses of staff by id at the moment of use",
}
