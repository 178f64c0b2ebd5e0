"""Prices for a key account as its countries were told, each with the steps it came about by."""

import asyncio
from decimal import Decimal
from typing import Annotated, Final

from fastapi import Query, Response

from services.portal.pages.contracts.seen import Contract
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.words import N_
from services.portal.pages.masters.seen import KeyPrices, Step, TermsList
from shared.values.decimals import format_decimal
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READ: Final = [allowed("contract.price.read")]
LINES: Final = 50
Cursor = Annotated[str, Query(max_length=1000)]
SENTENCES: Final = {
    "reference": N_("Reference of %(country)s: %(price)s %(currency)s since %(since)s"),
    "mode.global": N_("One price for all countries"),
    "mode.local": N_("Local best price, at most %(share)s from the reference"),
    "rate_then": N_("Rate then: %(rate)s of %(on)s by %(source)s"),
    "start": N_("Begins at %(price)s %(currency)s"),
    "rate_now": N_("Rate now: %(rate)s of %(on)s by %(source)s"),
    "band.inside": N_("The rate moved by %(movement)s, inside the band of %(band)s: nothing changes"),
    "band.outside": N_("The rate moved by %(movement)s, outside the band of %(band)s"),
    "share": N_("Shared by %(sharing)s: the price follows by %(change)s"),
    "rounding": N_("Rounded half up to %(decimals)s decimals"),
    "result": N_("Comes to %(price)s %(currency)s"),
}
"""What each step says, by its name; of two ways by that of the one that was taken."""
TAKEN: Final = {"mode": "mode", "band": "position"}
SHARES: Final = frozenset({"share", "movement", "band", "sharing", "change"})
LONG: Final = frozenset({("start", "price"), ("rate_then", "rate"), ("rate_now", "rate")})
"""Figures told with more decimals than they need."""


@routes.get("/masters/{contract_id}/prices", dependencies=READ)
async def index(contract_id: Id, visit: Visiting, cursor: Cursor = "") -> Response:
    own = f"/v1/contracts/{contract_id}"
    contract, found, terms = await asyncio.gather(
        visit.asking.ask("contract", own, Contract),
        visit.asking.ask("contract", f"{own}/key-prices", KeyPrices, {"cursor": cursor, "limit": LINES}),
        visit.asking.ask("contract", f"{own}/price-terms", TermsList, {"limit": 1}),
    )
    if contract.state == "none":
        raise NotFoundError
    template = "masters/price_lines.html" if visit.fragment else "masters/prices.html"
    last = terms.value.items[0] if terms.value and terms.value.items else None
    return page(
        visit,
        template,
        contract_id=contract_id,
        contract=contract,
        found=found,
        terms=terms,
        last=last,
        said_of=said_of,
    )


def said_of(step: Step) -> tuple[str, dict[str, str]]:
    """The sentence of a step, and its figures as a person reads them: shares in percent, no trailing zeros."""
    taken = TAKEN.get(step.step)
    name = f"{step.step}.{step.figures[taken]}" if taken else step.step
    return SENTENCES[name], {figure: _readable(step.step, figure, text) for figure, text in step.figures.items()}


def _readable(step: str, figure: str, text: str) -> str:
    if figure in SHARES:
        return f"{_plain(Decimal(text) * 100)}%"
    return _plain(Decimal(text)) if (step, figure) in LONG else text


def _plain(number: Decimal) -> str:
    return format_decimal(number.quantize(Decimal(1)) if number == number.to_integral() else number.normalize())
