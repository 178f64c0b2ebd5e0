"""Rules: those in force for a unit, and laying one down."""

from typing import Annotated

from fastapi import Query as QueryParameter

from services.notify.rule.handlers import define_rule
from services.notify.rule.queries import rules_in_force
from services.notify.rule.schemas import RuleAnswer, RuleBody, RulesAnswer
from shared.security.known import require_people, unit_for
from shared.values.errors import NotFoundError
from shared.web.paging import page_among
from shared.web.routing import Command, Page, Query, allowed, router

routes = router()


@routes.get("/v1/rules", dependencies=[allowed("notify.rule.read")])
async def in_force(
    work: Query, page: Page, unit_id: Annotated[str | None, QueryParameter(min_length=1, max_length=80)] = None
) -> RulesAnswer:
    unit = unit_id or work.context.unit
    if unit and not work.context.covers(unit):
        raise NotFoundError
    found = page_among(await rules_in_force(work, unit), lambda rule: rule.definition.code, page)
    rules = [
        RuleAnswer(code=rule.definition.code, version=rule.version, enabled=rule.enabled, definition=rule.definition)
        for rule in found
    ]
    return RulesAnswer(unit_id=unit, rules=rules)


@routes.post("/v1/rules", status_code=201, dependencies=[allowed("notify.rule.define")])
async def define(body: RuleBody, work: Command) -> RuleAnswer:
    named = {f"/definition/to/{at}/person": one.person for at, one in enumerate(body.definition.to) if one.person}
    await require_people(work, named)
    rule = await define_rule(work, await unit_for(work, body.unit_id), body.definition, enabled=body.enabled)
    return RuleAnswer(
        code=body.definition.code, version=rule.version, enabled=rule.state.enabled, definition=body.definition
    )
