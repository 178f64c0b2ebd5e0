"""What an agreement with a customer says in limits: said while it is a draft, beside what the customer's standards ask
for, with what was held against them in the agreement and in every order under it.
"""

import asyncio
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final

from fastapi import Form, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.contracts.seen import Contract
from services.portal.pages.customers.naming import customers_named
from services.portal.pages.drafting.fields import Fields, Said, sent
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.requirements.fields import LIMIT_KINDS, fields_of_limits, limits_in, row_numbers
from services.portal.pages.requirements.seen import AgreedLimits, Checks, InForce, Limit, LimitsInForce
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READ: Final = [allowed("contract.standard.read")]
DRAFT: Final = [allowed("contract.contract.draft")]
AT: Final = "/requirements/agreements"
LINES: Final = 100
PATIENCE: Final = 10.0
GOODS: Final = ("grade", "specification", "effective_on")
Key = Annotated[str, Form(max_length=100)]
Version = Annotated[int, Form(ge=0, lt=10**9)]


@routes.get(f"{AT}/{{contract_id}}", dependencies=READ)
async def show(contract_id: Id, visit: Visiting) -> Response:
    return await _shown(visit, contract_id)


@routes.post(f"{AT}/{{contract_id}}", dependencies=DRAFT)
async def state(contract_id: Id, visit: Visiting, key: Key, version: Version = 0) -> Response:
    """The draft says these limits; what departs from the customer's standards is refused by name."""
    fields = sent(await visit.request.form())
    said = Said(body={name: fields[name] for name in GOODS if fields.get(name)})
    said.body["limits"] = limits_in(fields, said)
    at = f"/v1/contracts/{contract_id}/agreed-limits"
    told = await visit.asking.tell("contract", at, said.body, key=key, method="PUT", version=version, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"{AT}/{contract_id}", status_code=303)
    wrong, outside = said.wrong(told.body.get("errors")), told.body.get("deviations")
    return await _shown(visit, contract_id, fields, wrong, told.why, told.status, outside)


def beside(agreed: Iterable[Limit], in_force: Iterable[InForce]) -> list[tuple[str, Limit | None, list[InForce]]]:
    """By characteristic, however it is written: what is agreed of it, and what the customer's standards ask for."""
    asked: dict[str, list[InForce]] = {}
    for one in in_force:
        asked.setdefault(_plain(one.name), []).append(one)
    both = [(own.name, own, asked.pop(_plain(own.name), [])) for own in agreed]
    return [*both, *((one[0].name, None, one) for one in asked.values())]


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


async def _shown(
    visit: Visit,
    contract_id: str,
    fields: Fields | None = None,
    wrong: Mapping[str, str] | None = None,
    why: str = "",
    status: int = 200,
    outside: Any = None,
) -> Response:
    ask, own = visit.asking.ask, f"/v1/contracts/{contract_id}"
    contract, agreed, checks = await asyncio.gather(
        ask("contract", own, Contract),
        ask("contract", f"{own}/agreed-limits", AgreedLimits),
        ask("contract", "/v1/limit-checks", Checks, {"contract_id": contract_id, "limit": LINES}),
    )
    if contract.state == "none":
        raise NotFoundError
    it, says = contract.value, agreed.value
    goods = {name: getattr(says, name) for name in ("grade", "specification")} if says else {}
    party = it.counterparty_id if it else ""
    in_force, parties = await asyncio.gather(
        ask("contract", f"/v1/customers/{party or contract_id}/limits", LimitsInForce, goods),
        customers_named(visit, [party] if party else []),
    )
    typed = fields_of_limits(says.limits) | {name: getattr(says, name) or "" for name in goods} if says else {}
    found = in_force.value.items if in_force.value else []
    today = visit.running.store.clock.today(visit.running.store.zone)
    return page(
        visit,
        "requirements/agreement.html",
        status,
        contract_id=contract_id,
        contract=contract,
        it=it,
        agreed=agreed,
        says=says,
        in_force=in_force,
        rows=beside(says.limits if says else [], found),
        checks=checks,
        parties=parties,
        kinds=LIMIT_KINDS,
        fields=fields or {"effective_on": today.isoformat(), **typed, "version": says.version if says else 0},
        wrong=wrong or {},
        why=why,
        outside=outside if isinstance(outside, list) else [],
        row_numbers=row_numbers,
    )
