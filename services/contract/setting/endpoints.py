from sqlalchemy import select

from services.contract.setting.handlers import lay_down
from services.contract.setting.schemas import SettingAnswer, SettingBody, SettingKept, SettingList
from services.contract.setting.shipped import SHIPPED
from services.contract.setting.tables import settings
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()


@routes.post("/v1/settings", status_code=201, dependencies=[allowed("contract.setting.lay_down")])
async def lay(body: SettingBody, work: Command) -> SettingKept:
    """Lays down a rate or cap from a day on."""
    stream = await lay_down(work, body.fact())
    return SettingKept(setting=body.setting, version=stream.version)


@routes.get("/v1/settings", dependencies=[allowed("contract.setting.read")])
async def list_settings(work: Query, page: Page) -> SettingList:
    """What was laid down here, page by page, the first page with what came with the program before it."""
    rows = await page_of(work, select(settings), [settings.c.setting, settings.c.version], page)
    fields = ("setting", "type_code", "value", "effective_on")
    shipped = [] if page.cursor else [SettingAnswer(**one.model_dump(), shipped=True) for one in SHIPPED]
    kept = [SettingAnswer(**{name: row[name] for name in fields}, shipped=False) for row in rows]
    return SettingList(items=[*shipped, *kept])
