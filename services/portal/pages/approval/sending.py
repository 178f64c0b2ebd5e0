"""What is done with a round besides yes and no: it is sent back, an opinion is asked for and given, a step is handed
to another for a time, and who drafted it takes it back.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Final, Literal

from fastapi import Form, Query, Response

from services.portal.pages.approval.endpoints import answered, shown
from services.portal.pages.approval.seen import Round
from services.portal.pages.frame.people import colleagues, units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.frame.words import N_
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

DECIDES: Final = "contract.approval.decide"
NOBODY_CHOSEN: Final = N_("Choose somebody from the list.")
Key = Annotated[str, Form(max_length=100)]
Step = Annotated[str, Form(pattern="^([a-z][a-z0-9_]{0,39})?$")]
Hash = Annotated[str, Form(pattern="^([0-9a-f]{64})?$")]
Words = Annotated[str, Form(max_length=4000)]
Person = Annotated[str, Form(max_length=36)]
Day = Annotated[date, Form()]


@routes.get("/approvals/people", dependencies=[allowed(DECIDES)])
async def people(
    visit: Visiting, q: Annotated[str, Query(max_length=100)] = "", name: Literal["of", "to"] = "of"
) -> Response:
    """Who works here and fits, as the choices of a field."""
    found = await colleagues(visit, q) if q.strip() else None
    others = [one for one in found if one.id != visit.staff_id] if found is not None else None
    units = await units_of(visit, [one.unit_id for one in others or ()])
    return page(visit, "approval/people.html", found=others, units=units, name=name)


@routes.post("/approvals/{approval_id}/return", dependencies=[allowed(DECIDES)])
async def send_back(
    approval_id: Id,
    visit: Visiting,
    key: Key,
    to_step: Step,
    step: Step = "",
    text_hash: Hash = "",
    comment: Words = "",
) -> Response:
    """To any earlier step; what was decided since is void."""
    said = {"decision": "return", "to_step": to_step, "text_hash": text_hash or None, "comment": comment.strip()}
    return await _sent(visit, approval_id, {**said, "step": step or None}, key)


@routes.post("/approvals/{approval_id}/opinions", dependencies=[allowed(DECIDES)])
async def ask_opinion(
    approval_id: Id, visit: Visiting, key: Key, of: Person = "", step: Step = "", comment: Words = ""
) -> Response:
    """The step stays with the visitor, who hears somebody else first."""
    if not of:
        return await shown(visit, approval_id, wrong=visit.say(NOBODY_CHOSEN))
    said = {"decision": "opinion", "of": of, "step": step or None, "comment": comment.strip()}
    return await _sent(visit, approval_id, said, key, "opinion asked")


@routes.post("/approvals/{approval_id}/opinion", dependencies=[allowed(DECIDES)])
async def give_opinion(approval_id: Id, visit: Visiting, key: Key, comment: Words = "") -> Response:
    """The answer to a question; it decides nothing."""
    return await _sent(visit, approval_id, {"decision": "opinion", "comment": comment.strip()}, key, "opinion given")


@routes.post("/approvals/{approval_id}/delegation", dependencies=[allowed(DECIDES)])
async def delegate(
    approval_id: Id, visit: Visiting, key: Key, from_on: Day, until_on: Day, to: Person = "", step: Step = ""
) -> Response:
    """Somebody else decides in this step from the beginning of a day to the end of another."""
    if not to:
        return await shown(visit, approval_id, wrong=visit.say(NOBODY_CHOSEN))
    zone = visit.running.store.zone
    begins, ends = (datetime.combine(day, time(), zone) for day in (from_on, until_on + timedelta(days=1)))
    said = {"decision": "delegate", "to": to, "step": step or None}
    return await _sent(visit, approval_id, {**said, "from_at": begins.isoformat(), "until_at": ends.isoformat()}, key)


@routes.post("/approvals/{approval_id}/withdrawal")
async def withdraw(approval_id: Id, visit: Visiting, key: Key) -> Response:
    """Who drafted it takes it back; a contract is taken back by its own command."""
    found = await visit.asking.ask("contract", f"/v1/approvals/{approval_id}", Round)
    if found.state == "none":
        raise NotFoundError
    if found.value is not None and found.value.subject.startswith("contract-"):
        path = f"/v1/contracts/{found.value.about}/withdrawal"
        told = await visit.asking.tell("contract", path, {}, key=key)
        return await answered(visit, approval_id, "withdraw", told)
    return await _sent(visit, approval_id, {"decision": "withdraw"}, key)


async def _sent(visit: Visit, approval_id: str, said: Mapping[str, Any], key: str, done: str = "") -> Response:
    told = await visit.asking.tell("contract", f"/v1/approvals/{approval_id}/decisions", said, key=key)
    return await answered(visit, approval_id, done or said["decision"], told)
