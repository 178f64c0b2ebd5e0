"""Classes: defining, retiring, listing."""

from typing import Annotated

from fastapi import Path
from sqlalchemy import select

from services.asset.asset_class.aggregate import RetireClass
from services.asset.asset_class.handlers import define_class, retire_class
from services.asset.asset_class.schemas import ClassAnswer, ClassBody, ClassesAnswer, ClassMade
from services.asset.asset_class.tables import classes
from shared.security.known import unit_for
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()

CodeKey = Annotated[str, Path(min_length=1, max_length=40, description="The class's code")]


@routes.post("/v1/classes", status_code=201, dependencies=[allowed("asset.class.define")])
async def define(body: ClassBody, work: Command) -> ClassMade:
    """Defines a class with the terms its assets start from."""
    stream = await define_class(work, body.to_command(work.context.today), await unit_for(work, body.unit_id))
    return ClassMade(class_id=stream.id, code=body.code, version=stream.version)


@routes.post("/v1/classes/{code}/retirement", status_code=201, dependencies=[allowed("asset.class.define")])
async def retire(code: CodeKey, work: Command) -> ClassMade:
    """No new asset may have the class from now on."""
    stream = await retire_class(work, code, RetireClass(work.context.today))
    return ClassMade(class_id=stream.id, code=code, version=stream.version)


@routes.get("/v1/classes", dependencies=[allowed("asset.class.read")])
async def show_all(work: Query, page: Page) -> ClassesAnswer:
    """The classes of the company, by code."""
    rows = await page_of(work, select(classes), [classes.c.code], page)
    return ClassesAnswer(
        classes=[ClassAnswer(**{name: row[name] for name in ClassAnswer.model_fields}) for row in rows]
    )
