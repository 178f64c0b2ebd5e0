from sqlalchemy import select

from services.contract.exchange_rate.handlers import fix_rate
from services.contract.exchange_rate.schemas import RateAnswer, RateBody, RateFixedAnswer, RateList
from services.contract.exchange_rate.tables import exchange_rates
from services.contract.rows import CurrencyCode
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()


@routes.post("/v1/exchange-rates", status_code=201, dependencies=[allowed("contract.setting.lay_down")])
async def fix(body: RateBody, work: Command) -> RateFixedAnswer:
    """Fixes a rate of exchange from a day on; it is never changed."""
    rates = await fix_rate(work, body.fact())
    return RateFixedAnswer(currency=body.currency, against=body.against, version=rates.version)


@routes.get("/v1/exchange-rates", dependencies=[allowed("contract.setting.read")])
async def list_rates(work: Query, page: Page, currency: CurrencyCode = None) -> RateList:
    """Rates that were fixed, the newest day first."""
    chosen = select(exchange_rates)
    if currency is not None:
        chosen = chosen.where(exchange_rates.c.currency == currency)
    order = [exchange_rates.c.effective_on.desc(), exchange_rates.c.currency, exchange_rates.c.against]
    rows = await page_of(work, chosen, order, page)
    return RateList(items=[RateAnswer(**dict(row)) for row in rows])
