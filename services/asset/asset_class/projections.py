"""Classes as a table."""

from collections.abc import Iterable

from sqlalchemy import Executable, insert, update

from services.asset.asset_class.events import ClassDefined, ClassRetired
from services.asset.asset_class.tables import classes
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("classes", tables=[classes])


@projection.on(ClassDefined)
def define(r: Recorded[ClassDefined]) -> Iterable[Executable]:
    event = r.event
    yield insert(classes).values(
        code=event.code,
        class_id=event.class_id,
        name=event.name,
        level=event.level,
        parent_code=event.parent_code,
        standard_code=event.standard_code,
        measure=event.measure,
        books=[terms.model_dump(mode="json") for terms in event.books],
        attributes=list(event.attributes),
        components_tracked=event.components_tracked,
        active=True,
        version=r.version,
    )


@projection.on(ClassRetired)
def retire(r: Recorded[ClassRetired]) -> Iterable[Executable]:
    yield update(classes).where(classes.c.code == r.event.code).values(active=False, version=r.version)
