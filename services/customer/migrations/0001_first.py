"""The archive, contacts, search tokens and imports."""

from services.customer.archive.tables import customers, history, identifiers
from services.customer.contact.tables import contacts
from services.customer.imports.tables import chunks, imports, progress, refusals
from services.customer.search.functions import FIND_ORGANISATIONS
from services.customer.search.tables import search_tokens
from shared.migrations.steps import Migration

revision = "0001"
down_revision = None


def upgrade(m: Migration) -> None:
    m.create(customers, identifiers, history, contacts, search_tokens, imports, progress, chunks, refusals)
    m.protect(customers, resource="'customer-' || customer_id")
    m.protect(identifiers, resource="'customer-' || customer_id")
    m.protect(history, resource="'customer-' || customer_id")
    m.protect(contacts, resource="'contact-' || contact_id")
    m.protect(search_tokens, imports, progress, chunks, refusals)
    m.sql(*FIND_ORGANISATIONS)
