"""The legal entities of the house: what each is registered as, its books, seals and bank accounts."""

import asyncio
from datetime import date
from typing import Annotated, Any, Final

from babel.core import Locale
from fastapi import Form, Response
from fastapi.responses import RedirectResponse

from services.portal.legal_entity.events import SealKind
from services.portal.pages.administration.legal_entities.deeds import DEEDS
from services.portal.pages.administration.legal_entities.seen import Accounts, Books, Seals, WholeNumber
from services.portal.pages.administration.places import room
from services.portal.pages.administration.seen import Staff
from services.portal.pages.administration.units.endpoints import unit_choices
from services.portal.pages.administration.units.seen import Entities, Entity
from services.portal.pages.frame.asking import Part
from services.portal.pages.frame.own import seen, told, whole
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_, locale_of
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

SEES: Final = "portal.legal_entity.read"
CHANGES: Final = "portal.legal_entity.change"
REVEALS: Final = "portal.bank_account.reveal"
AT: Final = "/administration/legal-entities"
KINDS: Final[dict[str, str]] = {
    SealKind.COMPANY: N_("Company seal"),
    SealKind.FINANCE: N_("Finance seal"),
    SealKind.CONTRACT: N_("Contract seal"),
    SealKind.INVOICE: N_("Invoice seal"),
    SealKind.REPRESENTATIVE: N_("Seal of the legal representative"),
}
MOST_KEEPERS: Final = 200
NAME_IN_LAW: Final = 2
"""Letters of a country's code; Babel also names regions by figures."""

Words = Annotated[str, Form(max_length=200)]
Day = Annotated[date, Form()]


def countries(visit: Visit) -> list[tuple[str, str]]:
    """Every country, by its name in the visitor's language."""
    names = Locale.parse(str(locale_of(visit.language))).territories
    known = [
        (code, name) for code, name in names.items() if len(code) == NAME_IN_LAW and code not in {"EU", "UN", "ZZ"}
    ]
    return sorted(known, key=lambda one: (one[0] != "CN", one[1]))


@routes.get(AT, dependencies=[allowed(SEES)])
async def index(visit: Visiting) -> Response:
    return await _list(visit)


async def _list(visit: Visit, wrong: str = "", status: int = 200, given: dict[str, Any] | None = None) -> Response:
    return room(
        visit,
        "legal_entities/page.html",
        status,
        found=await whole(visit, "/v1/legal-entities", Entities, "legal_entities"),
        countries=countries(visit),
        units=await unit_choices(visit) if visit.may(CHANGES) else [],
        given=given or {},
        wrong=wrong,
    )


@routes.post(AT, dependencies=[allowed(CHANGES)])
async def register(
    visit: Visiting,
    key: Words,
    name: Words,
    country: Words,
    tax_number: Words,
    currency: Words,
    effective_on: Day,
    unit_id: Words = "",
) -> Response:
    body = _body(name, country, tax_number, currency, effective_on)
    answer = await told(visit, "/v1/legal-entities", {**body, "unit_id": unit_id or None}, key)
    if not answer.done:
        return await _list(visit, answer.why, answer.status, {**body, "unit_id": unit_id})
    return RedirectResponse(f"{AT}/{answer.body['legal_entity_id']}", status_code=303)


def _body(name: str, country: str, tax_number: str, currency: str, effective_on: date) -> dict[str, Any]:
    return {
        "name": name,
        "country": country,
        "tax_number": tax_number,
        "currency": currency.strip().upper(),
        "effective_on": effective_on.isoformat(),
    }


@routes.get(f"{AT}/{{legal_entity_id}}", dependencies=[allowed(SEES)])
async def show(legal_entity_id: Id, visit: Visiting) -> Response:
    return await _one(visit, legal_entity_id)


async def _one(
    visit: Visit, entity_id: str, wrong: str = "", status: int = 200, revealed: WholeNumber | None = None
) -> Response:
    at = f"/v1/legal-entities/{entity_id}"
    one, books, seals, accounts = await asyncio.gather(
        seen(visit, at, Entity),
        whole(visit, f"{at}/books", Books, "books"),
        whole(visit, f"{at}/seals", Seals, "seals"),
        whole(visit, f"{at}/bank-accounts", Accounts, "bank_accounts"),
    )
    if one.state == "none":
        raise NotFoundError
    return room(
        visit,
        "legal_entities/one.html",
        status,
        one=one,
        books=books,
        seals=seals,
        accounts=accounts,
        names=await names_of(visit, [seal.keeper_id for seal in seals.value.seals] if seals.value else []),
        keepers=await _keepers(visit),
        kinds=KINDS,
        countries=countries(visit),
        revealed=revealed,
        wrong=wrong,
    )


async def _keepers(visit: Visit) -> list[tuple[str, str]]:
    if not (visit.may(CHANGES) and visit.may("portal.staff.read")):
        return []
    found: Part[Staff] = await seen(visit, "/v1/staff", Staff, stage="active", limit=MOST_KEEPERS)
    people = found.value.staff if found.value else []
    return sorted(((one.staff_id, one.name) for one in people), key=lambda one: one[1])


@routes.post(f"{AT}/{{legal_entity_id}}", dependencies=[allowed(CHANGES)])
async def change(
    legal_entity_id: Id,
    visit: Visiting,
    key: Words,
    version: Annotated[int, Form(ge=1)],
    name: Words,
    country: Words,
    tax_number: Words,
    currency: Words,
    effective_on: Day,
) -> Response:
    body = _body(name, country, tax_number, currency, effective_on)
    answer = await told(visit, f"/v1/legal-entities/{legal_entity_id}", body, key, method="PUT", version=version)
    if not answer.done:
        return await _one(visit, legal_entity_id, answer.why, answer.status)
    return RedirectResponse(f"{AT}/{legal_entity_id}", status_code=303)


@routes.post(f"{AT}/{{legal_entity_id}}/number", dependencies=[allowed(REVEALS)])
async def reveal(legal_entity_id: Id, visit: Visiting, account_id: Words) -> Response:
    """Shows an account's whole number once; the look is logged. A form, so that no address in a history shows it."""
    path = f"/v1/legal-entities/{legal_entity_id}/bank-accounts/{account_id}/number"
    found = await seen(visit, path, WholeNumber)
    if found.value is None:
        raise NotFoundError
    return await _one(visit, legal_entity_id, revealed=found.value)


@routes.post(f"{AT}/{{legal_entity_id}}/{{deed}}", dependencies=[allowed(CHANGES)])
async def do(
    legal_entity_id: Id,
    deed: str,
    visit: Visiting,
    key: Words,
    effective_on: Day,
    code: Words = "",
    name: Words = "",
    currency: Words = "",
    fiscal_year_start: Words = "",
    kind: Words = "",
    keeper_id: Words = "",
    seal_id: Words = "",
    bank: Words = "",
    bank_code: Words = "",
    number: Words = "",
    account_id: Words = "",
    sure: Words = "",
) -> Response:
    """One of the deeds of the page."""
    wanted = DEEDS.get(deed)
    if wanted is None:
        raise NotFoundError
    if wanted.for_good and not sure:
        say = visit.say(N_("Say that you are sure: this can't be taken back."))
        return await _one(visit, legal_entity_id, say, 422)
    given = {
        "effective_on": effective_on.isoformat(),
        "code": code,
        "name": name,
        "currency": currency.strip().upper(),
        "fiscal_year_start": fiscal_year_start,
        "kind": kind,
        "keeper_id": keeper_id,
        "seal_id": seal_id,
        "bank": bank,
        "bank_code": bank_code,
        "number": number,
        "account_id": account_id,
    }
    path, body = wanted.command(given)
    answer = await told(visit, f"/v1/legal-entities/{legal_entity_id}/{path}", body, key)
    if not answer.done:
        return await _one(visit, legal_entity_id, answer.why, answer.status)
    return RedirectResponse(f"{AT}/{legal_entity_id}", status_code=303)
