"""Who looks after a key account, region by region, what service it is promised there and what it got."""

import asyncio
from typing import Annotated, Final

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.contracts.seen import Contract
from services.portal.pages.drafting.fields import ASKED_FOR, Fields, Refused, Said, figure, sent
from services.portal.pages.frame.people import colleagues, names_of, units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.pages.masters.levels import by_region
from services.portal.pages.masters.seen import Levels, Members, Results
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READ: Final = [allowed("contract.contract.read")]
TEAM, LEVELS = "contract.account_team.keep", "contract.service_level.keep"
PATIENCE: Final = 10.0
LINES: Final = 60
Key = Annotated[str, Form(max_length=100)]
FUNCTIONS: Final = {
    "manager": N_("manages the account"),
    "sales": N_("sells"),
    "service": N_("serves"),
    "finance": N_("looks after money"),
    "logistics": N_("delivers"),
    "quality": N_("looks after quality"),
}
SENSES: Final = {"at_least": N_("at least"), "at_most": N_("at most")}
SCALES: Final = {"percent": N_("percent"), "hours": N_("hours"), "days": N_("days"), "count": N_("times")}
WORDS: Final = {"functions": FUNCTIONS, "senses": SENSES, "scales": SCALES}


@routes.get("/masters/people", dependencies=[allowed(TEAM)])
async def people(visit: Visiting, q: Annotated[str, Query(max_length=100)] = "") -> Response:
    """Who works here and fits, as the choices of a field."""
    found = await colleagues(visit, q) if q.strip() else None
    units = await units_of(visit, [one.unit_id for one in found or ()])
    return page(visit, "approval/people.html", found=found, units=units, name="team-staff_id")


@routes.get("/masters/{contract_id}/service", dependencies=READ)
async def show(contract_id: Id, visit: Visiting) -> Response:
    return await _shown(visit, contract_id)


@routes.post("/masters/{contract_id}/service/team", dependencies=[allowed(TEAM)])
async def join(contract_id: Id, visit: Visiting, key: Key) -> Response:
    """Somebody looks after the account in a region from a day on."""
    fields = sent(await visit.request.form())
    return await _done(visit, contract_id, "account-team", member_in(fields), key, "joining", fields)


@routes.post("/masters/{contract_id}/service/team/leaving", dependencies=[allowed(TEAM)])
async def leave(contract_id: Id, visit: Visiting, key: Key) -> Response:
    fields = sent(await visit.request.form())
    said = said_in(fields, "leaving", ("staff_id", "region", "function", "effective_on"))
    return await _done(visit, contract_id, "account-team/leaving", said, key, "leaving", fields)


@routes.post("/masters/{contract_id}/service/levels", dependencies=[allowed(LEVELS)])
async def agree(contract_id: Id, visit: Visiting, key: Key) -> Response:
    """A measure is promised from a day on; an empty value ends what was promised."""
    fields = sent(await visit.request.form())
    return await _done(visit, contract_id, "service-levels", level_in(fields), key, "agreeing", fields)


@routes.post("/masters/{contract_id}/service/results", dependencies=[allowed(LEVELS)])
async def measure(contract_id: Id, visit: Visiting, key: Key) -> Response:
    fields = sent(await visit.request.form())
    return await _done(visit, contract_id, "service-results", result_in(fields), key, "measuring", fields)


def said_in(fields: Fields, prefix: str, names: tuple[str, ...]) -> Said:
    """These fields of one of the page's forms as they are, each with where it was typed; empty ones are not said."""
    said = Said(places={f"/{name}": f"{prefix}-{name}" for name in names})
    said.body |= {name: fields[f"{prefix}-{name}"] for name in names if fields.get(f"{prefix}-{name}")}
    return said


def member_in(fields: Fields) -> Said:
    """Somebody of the team; countries are typed with commas between."""
    said = said_in(fields, "team", ("staff_id", "region", "function", "effective_on", "countries"))
    typed = fields.get("team-countries", "").replace("，", ",").replace("、", ",").upper().split(",")
    said.body["countries"] = [one for each in typed if (one := each.strip())]
    said.places |= {f"/countries/{at}": "team-countries" for at in range(len(said.body["countries"]))}
    return said


def level_in(fields: Fields) -> Said:
    """A promise; without a value it ends what was promised."""
    said = said_in(fields, "level", ("region", "measure", "sense", "scale", "target", "effective_on"))
    said.body["target"] = figure(fields.get("level-target", "")) or None
    return said


def result_in(fields: Fields) -> Said:
    """What a month came to."""
    said = said_in(fields, "result", ("region", "measure", "period", "value", "cases"))
    said.body["value"] = figure(fields.get("result-value", ""))
    cases = figure(fields.get("result-cases", ""))
    said.body["cases"] = int(cases) if cases.isascii() and cases.isdigit() else cases
    return said


async def _done(
    visit: Visit, contract_id: str, path: str, said: Said, key: str, place: str, fields: Fields
) -> Response:
    at = f"/v1/contracts/{contract_id}/{path}"
    told = await visit.asking.tell("contract", at, said.body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"/masters/{contract_id}/service", status_code=303)
    return await _shown(visit, contract_id, Refused.by(told, place, fields, said))


async def _shown(visit: Visit, contract_id: str, refused: Refused = ASKED_FOR) -> Response:
    own, whole = f"/v1/contracts/{contract_id}", visit.asking.ask_whole
    contract, team, levels, results = await asyncio.gather(
        visit.asking.ask("contract", own, Contract),
        whole("contract", f"{own}/account-team", Members, "items"),
        whole("contract", f"{own}/service-levels", Levels, "items"),
        whole("contract", f"{own}/service-results", Results, "items"),
    )
    if contract.state == "none" or (contract.value is not None and not contract.value.master):
        raise NotFoundError
    members = team.value.items if team.value else []
    today = visit.running.store.clock.today(visit.running.store.zone)
    typed = {"team-effective_on": today.isoformat(), "level-effective_on": today.isoformat()}
    chosen = refused.fields.get("team-staff_id", "")
    return page(
        visit,
        "masters/service.html",
        refused.status,
        contract_id=contract_id,
        contract=contract,
        team=team,
        levels=levels,
        results=results,
        regions=by_region(
            members,
            levels.value.items if levels.value else [],
            results.value.items if results.value else [],
            today,
        ),
        names=await names_of(visit, [*(one.staff_id for one in members), chosen]),
        chosen=chosen,
        today=today,
        shown=LINES,
        **refused.shown | {"fields": refused.fields or typed},
        **WORDS,
    )
