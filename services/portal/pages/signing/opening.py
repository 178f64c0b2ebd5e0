"""An approved contract goes out: who signs for us and for the other party, together or one after the other."""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from fastapi import Response
from fastapi.responses import RedirectResponse

from services.portal.pages.customers.seen import Contacts
from services.portal.pages.drafting.fields import Fields, sent
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from services.portal.pages.signing.seen import Approved, Letter, Letters
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

SENDS: Final = "contract.contract.sign"
ROLES: Final[Mapping[str, str]] = {
    "legal_representative": N_("legal representative"),
    "authorised_representative": N_("authorised representative"),
    "approver": N_("approver"),
    "witness": N_("witness"),
}
MOST_OUTSIDE: Final = 20
PATIENCE: Final = 30.0
"""Seconds in which a file is made, or a signature is written into it."""


@routes.get("/contracts/{contract_id}/signings/new", dependencies=[allowed(SENDS)])
async def form(contract_id: Id, visit: Visiting) -> Response:
    return await _form(visit, contract_id, {"out-0-days": "30"})


@routes.post("/contracts/{contract_id}/signings/new", dependencies=[allowed(SENDS)])
async def send_out(contract_id: Id, visit: Visiting) -> Response:
    """Makes the file and asks the first to sign."""
    fields = sent(await visit.request.form())
    contract = await visit.asking.ask("contract", f"/v1/contracts/{contract_id}", Approved)
    if contract.value is None:
        raise NotFoundError
    body: dict[str, Any] = {"groups": groups_of(fields, contract.value.signing_order)}
    if fields.get("platform") == "yes":
        body["platform"] = True
    path = f"/v1/contracts/{contract_id}/signings"
    told = await visit.asking.tell("contract", path, body, key=fields.get("key", ""), seconds=PATIENCE)
    if not told.done:
        return await _form(visit, contract_id, fields, told.why, told.status)
    return RedirectResponse(f"/signings/{told.body['signing_id']}", status_code=303)


def groups_of(fields: Fields, order: list[str]) -> list[dict[str, Any]]:
    """Whom a form names, in groups that sign at the same turn, in the order of the contract's type."""
    ours = [
        {"kind": "staff", "person_id": name.removeprefix("us-"), "role": _role(fields, name)}
        for name in fields
        if name.startswith("us-") and fields[name] == "yes"
    ]
    theirs = [
        {"kind": "contact", "person_id": name.removeprefix("contact-"), "role": _role(fields, name)}
        for name in fields
        if name.startswith("contact-") and fields[name] == "yes"
    ]
    theirs += [
        {
            "kind": "outside",
            "name": fields[f"out-{at}-name"],
            "role": fields.get(f"out-{at}-role") or "authorised_representative",
            **({"email": fields[f"out-{at}-email"]} if fields.get(f"out-{at}-email") else {}),
        }
        for at in range(MOST_OUTSIDE)
        if fields.get(f"out-{at}-name")
    ]
    days = fields.get("days", "")
    signatories = {"us": ours, "counterparty": theirs}
    groups: list[dict[str, Any]] = []
    for side in order:
        them = [{**one, **({"days": int(days)} if days.isdigit() else {})} for one in signatories[side]]
        if fields.get(f"{side}-order") == "one":
            groups += [{"side": side, "signatories": [one]} for one in them]
        elif them:
            need = fields.get(f"{side}-need", "")
            groups.append({"side": side, "signatories": them, **({"need": int(need)} if need.isdigit() else {})})
    return groups


def _role(fields: Fields, name: str) -> str:
    return fields.get(f"role-{name}") or "authorised_representative"


async def _form(visit: Visit, contract_id: str, fields: Fields, why: str = "", status: int = 200) -> Response:
    ask = visit.asking.ask
    today = visit.running.store.clock.today(visit.running.store.zone)
    contract, letters = await asyncio.gather(
        ask("contract", f"/v1/contracts/{contract_id}", Approved),
        ask("contract", "/v1/authorities", Letters, {"on": today.isoformat(), "limit": 200}),
    )
    if contract.state == "none":
        raise NotFoundError
    held = holders(letters.value.items if letters.value else [], contract.value)
    party = contract.value.counterparty_id if contract.value else ""
    names, contacts = await asyncio.gather(
        names_of(visit, held), ask("customer", f"/v1/customers/{party}/contacts", Contacts, {"limit": 50})
    )
    return page(
        visit,
        "signing/new.html",
        status,
        contract=contract,
        letters=letters,
        held=held,
        names=names,
        contacts=contacts,
        roles=ROLES,
        fields=fields,
        why=why,
        wrong={},
        row_numbers=_rows,
    )


def holders(letters: list[Letter], contract: Approved | None) -> dict[str, list[Letter]]:
    """Who holds a letter that may reach the contract; whether it reaches its amount is looked at when they sign."""
    found: dict[str, list[Letter]] = {}
    for one in letters:
        wide = not contract or not one.type_codes or contract.type_code in one.type_codes
        right = not contract or not one.directions or contract.direction in one.directions
        if wide and right and one.revoked_on is None:
            found.setdefault(one.person, []).append(one)
    return found


def _rows(fields: Fields, kind: str) -> list[int]:
    return [at for at in range(MOST_OUTSIDE) if fields.get(f"{kind}-{at}-name")]
