"""What is remembered of legal entities as the portal tells it."""

from sqlalchemy.dialects.postgresql import insert

from services.contract.legal_entity.tables import legal_entities
from shared.eventstore.work import Work


async def keep_entity_name(work: Work, legal_entity_id: str, name: str, tax_number: str) -> None:
    """A legal entity, under the name and tax number that it has now."""
    said = {"name": name, "tax_number": tax_number}
    row = insert(legal_entities).values(legal_entity_id=legal_entity_id, **said)
    await work.execute(row.on_conflict_do_update(index_elements=[legal_entities.c.legal_entity_id], set_=said))
