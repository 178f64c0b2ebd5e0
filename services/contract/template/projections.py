from collections.abc import Iterable
from typing import Any

from sqlalchemy import Executable, update
from sqlalchemy.dialects.postgresql import insert

from services.contract.template.events import (
    TemplateContent,
    TemplateDrafted,
    TemplatePublished,
    TemplateRetired,
    TemplateReturned,
    TemplateSubmitted,
)
from services.contract.template.tables import template_versions, templates
from shared.eventstore.event import Recorded
from shared.eventstore.projection import Projection

projection = Projection("templates", tables=[templates, template_versions])


def _moved(r: Recorded[Any], **values: Any) -> Executable:
    return update(templates).where(templates.c.template_id == r.event.template_id).values(version=r.version, **values)


def _said(content: TemplateContent, *, published: bool) -> Executable:
    values = {
        "content": content.model_dump(mode="json"),
        "content_hash": content.content_hash,
        "published": published,
    }
    row = insert(template_versions).values(template_id=content.template_id, template_version=content.version, **values)
    keys = [template_versions.c.template_id, template_versions.c.template_version]
    return row.on_conflict_do_update(index_elements=keys, set_=values)


@projection.on(TemplateDrafted)
def draft(r: Recorded[TemplateDrafted]) -> Iterable[Executable]:
    event = r.event
    values = {"name": event.name, "state": "draft", "newest": event.version, "version": r.version}
    row = insert(templates).values(
        template_id=event.template_id,
        type_id=event.type_id,
        clauses=[],
        variables=[],
        template_version=0,
        mode=event.mode,
        language=event.language,
        variant_of=None if event.variant_of is None else event.variant_of.model_dump(),
        **values,
    )
    yield row.on_conflict_do_update(index_elements=[templates.c.template_id], set_=values)
    yield _said(event, published=False)


@projection.on(TemplateSubmitted)
def submit(r: Recorded[TemplateSubmitted]) -> Iterable[Executable]:
    yield _moved(r, state="in_review", approval_id=r.event.approval_id)


@projection.on(TemplatePublished)
def publish(r: Recorded[TemplatePublished]) -> Iterable[Executable]:
    event = r.event
    said = event.model_dump(mode="json", include={"name", "clauses", "variables", "language", "variant_of"})
    values = {
        **said,
        "template_version": event.version,
        "newest": event.version,
        "state": "published",
        "version": r.version,
    }
    row = insert(templates).values(template_id=event.template_id, type_id=event.type_id, mode=event.mode, **values)
    yield row.on_conflict_do_update(index_elements=[templates.c.template_id], set_=values)
    yield _said(event, published=True)


@projection.on(TemplateReturned)
def give_back(r: Recorded[TemplateReturned]) -> Iterable[Executable]:
    yield _moved(r, state="draft")


@projection.on(TemplateRetired)
def retire(r: Recorded[TemplateRetired]) -> Iterable[Executable]:
    yield _moved(r, state="retired")
