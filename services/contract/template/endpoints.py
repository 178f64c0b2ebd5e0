from typing import Annotated

from fastapi import Path
from sqlalchemy import select

from services.contract.template import handlers, queries
from services.contract.template.aggregate import Template
from services.contract.template.events import Clause
from services.contract.template.schemas import (
    RetireBody,
    SpokenClause,
    TemplateAnswer,
    TemplateBody,
    TemplateList,
    TemplateMoved,
    TemplateVersion,
    TemplateVersionRow,
    TemplateVersions,
)
from services.contract.template.tables import template_versions, templates
from services.contract.text.keeping import words_by_hash
from shared.eventstore.aggregate import Stream
from shared.values.errors import NotFoundError
from shared.values.ids import Id, new_id
from shared.web.routing import Command, Here, IfMatch, Page, Query, allowed, page_of, router

routes = router()

Number = Annotated[int, Path(ge=1, le=1_000_000)]
READ = [allowed("contract.template.read")]
DRAFT = [allowed("contract.template.publish")]


def _moved(template: Stream[Template]) -> TemplateMoved:
    state = template.state
    return TemplateMoved(
        template_id=template.id,
        state=state.stage,
        newest=state.drafted.version if state.drafted else 0,
        published=state.version,
        approval_id=state.approval_id or None,
        content_hash=state.drafted.content_hash if state.drafted else "",
        deviations=list(state.drafted.deviations) if state.drafted else [],
        version=template.version,
    )


@routes.post("/v1/templates", status_code=201, dependencies=DRAFT)
async def draft(body: TemplateBody, work: Command, here: Here) -> TemplateMoved:
    """Drafts a template of a type; drafts of contracts start from it once somebody else has approved it."""
    return _moved(await handlers.draft_template(work, here.store.sealer, new_id(), body.wish()))


@routes.put("/v1/templates/{template_id}", dependencies=DRAFT)
async def revise(template_id: Id, body: TemplateBody, if_match: IfMatch, work: Command, here: Here) -> TemplateMoved:
    """Drafts the next version, or says the draft anew; contracts drafted before keep the words they have."""
    return _moved(await handlers.draft_template(work, here.store.sealer, template_id, body.wish(), if_match))


@routes.post("/v1/templates/{template_id}/submission", status_code=201, dependencies=DRAFT)
async def submit(template_id: Id, if_match: IfMatch, work: Command) -> TemplateMoved:
    """Starts the review of the newest version; the last decision publishes it."""
    return _moved(await handlers.submit_template(work, template_id, if_match, new_id()))


@routes.post("/v1/templates/{template_id}/retirement", status_code=201, dependencies=DRAFT)
async def retire(template_id: Id, body: RetireBody, if_match: IfMatch, work: Command) -> TemplateMoved:
    """No new draft starts from the template."""
    return _moved(await handlers.retire_template(work, template_id, if_match, body.reason))


@routes.get("/v1/templates", dependencies=READ)
async def list_templates(
    work: Query, page: Page, type_id: Id | None = None, state: queries.State | None = None
) -> TemplateList:
    """Templates; of one type those that its contracts may start from, the types above it included."""
    rows = await page_of(work, queries.listed(type_id, state), [templates.c.template_id], page)
    return TemplateList(items=[TemplateAnswer(**dict(row)) for row in rows])


@routes.get("/v1/templates/{template_id}", dependencies=READ)
async def show(template_id: Id, work: Query) -> TemplateAnswer:
    """One template in the version that drafts start from."""
    row = await work.row(select(templates).where(templates.c.template_id == template_id))
    if row is None:
        raise NotFoundError
    return TemplateAnswer(**dict(row))


@routes.get("/v1/templates/{template_id}/versions", dependencies=READ)
async def show_versions(template_id: Id, work: Query, page: Page) -> TemplateVersions:
    """Every version there was and is, the newest first."""
    chosen = select(template_versions).where(template_versions.c.template_id == template_id)
    rows = await page_of(work, chosen, [template_versions.c.template_version.desc()], page)
    if not rows and page.cursor is None:
        raise NotFoundError
    return TemplateVersions(
        items=[TemplateVersionRow(**{name: row[name] for name in TemplateVersionRow.model_fields}) for row in rows]
    )


@routes.get("/v1/templates/{template_id}/versions/{number}", dependencies=READ)
async def show_version(template_id: Id, number: Number, work: Query) -> TemplateVersion:
    """One version with its words."""
    row = await work.row(
        select(template_versions).where(
            template_versions.c.template_id == template_id, template_versions.c.template_version == number
        )
    )
    if row is None:
        raise NotFoundError
    said = {name: value for name, value in row["content"].items() if name in TemplateVersion.model_fields}
    clauses = [Clause.model_validate(one) for one in said.pop("clauses")]
    texts = await words_by_hash(work, [clause.text_hash for clause in clauses])
    spoken = [SpokenClause(**clause.model_dump(), text=texts[clause.text_hash]) for clause in clauses]
    told = {name: row[name] for name in ("template_version", "published", "content_hash")}
    return TemplateVersion.model_validate({**said, **told, "clauses": spoken})
