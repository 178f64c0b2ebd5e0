from sqlalchemy import select

from services.contract.template.handlers import publish_template
from services.contract.template.schemas import TemplateAnswer, TemplateBody, TemplateList, TemplatePublishedAnswer
from services.contract.template.tables import templates
from shared.values.errors import NotFoundError
from shared.values.ids import Id, new_id
from shared.web.routing import Command, IfMatch, Page, Query, allowed, page_of, router

routes = router()


@routes.post("/v1/templates", status_code=201, dependencies=[allowed("contract.template.publish")])
async def publish(body: TemplateBody, work: Command) -> TemplatePublishedAnswer:
    """Publishes a template of a type."""
    stream = await publish_template(work, new_id(), body.type_id, body.name, body.written(), body.declared())
    return TemplatePublishedAnswer(template_id=stream.id, version=stream.version)


@routes.put("/v1/templates/{template_id}", dependencies=[allowed("contract.template.publish")])
async def publish_again(
    template_id: Id, body: TemplateBody, if_match: IfMatch, work: Command
) -> TemplatePublishedAnswer:
    """Publishes the next version; contracts drafted before keep the words they have."""
    stream = await publish_template(
        work, template_id, body.type_id, body.name, body.written(), body.declared(), if_match
    )
    return TemplatePublishedAnswer(template_id=stream.id, version=stream.version)


@routes.get("/v1/templates", dependencies=[allowed("contract.template.read")])
async def list_templates(work: Query, page: Page, type_id: Id | None = None) -> TemplateList:
    """Templates, of one type if named."""
    chosen = select(templates)
    if type_id is not None:
        chosen = chosen.where(templates.c.type_id == type_id)
    rows = await page_of(work, chosen, [templates.c.template_id], page)
    return TemplateList(items=[TemplateAnswer(**dict(row)) for row in rows])


@routes.get("/v1/templates/{template_id}", dependencies=[allowed("contract.template.read")])
async def show(template_id: Id, work: Query) -> TemplateAnswer:
    """One template."""
    row = await work.row(select(templates).where(templates.c.template_id == template_id))
    if row is None:
        raise NotFoundError
    return TemplateAnswer(**dict(row))
