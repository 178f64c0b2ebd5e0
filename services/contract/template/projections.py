from collections.abc import Iterable

from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql import insert

from services.contract.template.events import TemplatePublished
from services.contract.template.tables import templates
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("templates", tables=[templates])


@projection.on(TemplatePublished)
def publish(r: Recorded[TemplatePublished]) -> Iterable[Executable]:
    event = r.event
    values = {
        "name": event.name,
        "clauses": [clause.model_dump(mode="json") for clause in event.clauses],
        "variables": [variable.model_dump(mode="json") for variable in event.variables],
        "template_version": event.version,
        "version": r.version,
    }
    row = insert(templates).values(template_id=event.template_id, type_id=event.type_id, **values)
    yield row.on_conflict_do_update(index_elements=[templates.c.template_id], set_=values)
