from typing import Any

from sqlalchemy import Select, Table, literal, select

from services.contract.service_level import handlers
from services.contract.service_level.schemas import (
    LevelAnswer,
    LevelBody,
    LevelList,
    LevelsKept,
    ResultAnswer,
    ResultBody,
    ResultList,
)
from services.contract.service_level.tables import service_levels, service_results
from shared.security.visibility import visible
from shared.values.ids import Id
from shared.values.text import Code
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()
READ = [allowed("contract.contract.read")]
KEEP = [allowed("contract.service_level.keep")]


def _of(table: Table, master_id: str, region: str | None) -> Select[Any]:
    seen = visible(table.c.unit_id, literal("contract-").concat(table.c.master_id))
    chosen = select(table).where(table.c.master_id == master_id, seen)
    return chosen if region is None else chosen.where(table.c.region == region)


@routes.post("/v1/contracts/{contract_id}/service-levels", status_code=201, dependencies=KEEP)
async def agree(contract_id: Id, body: LevelBody, work: Command) -> LevelsKept:
    """Lays down what service a key account is promised in a region."""
    levels = await handlers.agree_level(work, body.fact(contract_id, work.context.today))
    return LevelsKept(master_id=contract_id, version=levels.version)


@routes.post("/v1/contracts/{contract_id}/service-results", status_code=201, dependencies=KEEP)
async def measure(contract_id: Id, body: ResultBody, work: Command) -> LevelsKept:
    """Says what a measure came to in a month; said again, it takes the place of what was said before."""
    levels = await handlers.measure_level(work, body.command(contract_id, work.context.today))
    return LevelsKept(master_id=contract_id, version=levels.version)


@routes.get("/v1/contracts/{contract_id}/service-levels", dependencies=READ)
async def list_levels(contract_id: Id, work: Query, page: Page, region: Code | None = None) -> LevelList:
    """Everything that was agreed of service under a master contract, the last first."""
    rows = await page_of(work, _of(service_levels, contract_id, region), [service_levels.c.version.desc()], page)
    return LevelList(items=[LevelAnswer(**{name: row[name] for name in LevelAnswer.model_fields}) for row in rows])


@routes.get("/v1/contracts/{contract_id}/service-results", dependencies=READ)
async def list_results(contract_id: Id, work: Query, page: Page, region: Code | None = None) -> ResultList:
    """What was measured against what was promised, the latest month first."""
    keys = [service_results.c.period.desc(), service_results.c.region, service_results.c.measure]
    rows = await page_of(work, _of(service_results, contract_id, region), keys, page)
    return ResultList(items=[ResultAnswer(**{name: row[name] for name in ResultAnswer.model_fields}) for row in rows])
