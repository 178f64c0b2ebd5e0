"""What leaves for other systems by ports."""

from services.contract.port.tables import port_messages
from shared.migrations.steps import Migration

revision = "0047"
down_revision = "0046"


def upgrade(m: Migration) -> None:
    m.create(port_messages)
    m.protect(port_messages, resource="'contract-' || contract_id")
