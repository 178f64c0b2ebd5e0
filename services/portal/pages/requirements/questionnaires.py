"""Questionnaires: the list, what waits for one's own department, one with its questions, and its forms."""

from typing import Annotated, Any, Final, Literal

from fastapi import Form, Path, Query, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import select

from services.portal.pages.customers.naming import customers_named
from services.portal.pages.drafting.fields import ASKED_FOR, Fields, Refused, sent
from services.portal.pages.frame.fetching import fetched
from services.portal.pages.frame.people import names_of, units_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from services.portal.pages.requirements.fields import questionnaire_body
from services.portal.pages.requirements.seen import Proposals, Questionnaire, Rows, SameAs, Tasks
from shared.security.tables import units
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

READ, KEEP = [allowed("contract.questionnaire.read")], [allowed("contract.questionnaire.keep")]
AT: Final = "/requirements"
ONE: Final = f"{AT}/questionnaires/{{questionnaire_id}}"
LINES: Final = 50
MOST_UNITS: Final = 500
PATIENCE: Final = 10.0
KINDS: Final = ("technical", "quality", "substances")
SENDERS: Final = ("customer", "supplier")
STATES: Final = ("open", "sent_back", "withdrawn")
Key = Annotated[str, Form(max_length=100)]
Number = Annotated[int, Path(ge=1, le=300)]
Cursor = Annotated[str, Query(max_length=1000)]


@routes.get(AT, dependencies=READ)
async def index(
    visit: Visiting,
    state: Literal["", "open", "sent_back", "withdrawn"] = "open",
    kind: Literal["", "technical", "quality", "substances"] = "",
    cursor: Cursor = "",
) -> Response:
    asked = {name: value for name, value in (("state", state), ("kind", kind), ("cursor", cursor)) if value}
    found = await visit.asking.ask("contract", "/v1/questionnaires", Rows, {**asked, "limit": LINES})
    parties = await customers_named(visit, [one.counterparty_id for one in found.value.items] if found.value else [])
    template = "requirements/questionnaire_lines.html" if visit.fragment else "requirements/questionnaires.html"
    return page(visit, template, found=found, parties=parties, state=state, kind=kind, states=STATES, kinds=KINDS)


@routes.get(f"{AT}/tasks", dependencies=READ)
async def tasks(visit: Visiting, cursor: Cursor = "") -> Response:
    """Questions that wait for an answer of one's own department, the most urgent first."""
    asked = {"limit": LINES, **({"cursor": cursor} if cursor else {})}
    found = await visit.asking.ask("contract", "/v1/questionnaire-tasks", Tasks, asked)
    rows = found.value.items if found.value else []
    parties = await customers_named(visit, [one.counterparty_id for one in rows])
    departments = await units_of(visit, [one.department for one in rows])
    template = "requirements/task_lines.html" if visit.fragment else "requirements/tasks.html"
    return page(visit, template, found=found, parties=parties, departments=departments)


@routes.get(f"{AT}/questionnaires/new", dependencies=KEEP)
async def new(visit: Visiting) -> Response:
    return await _form(visit, {})


@routes.post(f"{AT}/questionnaires/new", dependencies=KEEP)
async def receive(visit: Visiting, key: Key) -> Response:
    fields = sent(await visit.request.form())
    said = questionnaire_body(fields)
    told = await visit.asking.tell("contract", "/v1/questionnaires", said.body, key=key, seconds=PATIENCE)
    if told.done:
        return RedirectResponse(f"{AT}/questionnaires/{told.body['questionnaire_id']}", status_code=303)
    return await _form(visit, fields, said.wrong(told.body.get("errors")), told.why, told.status)


async def _form(
    visit: Visit, fields: Fields, wrong: dict[str, str] | None = None, why: str = "", status: int = 200
) -> Response:
    party = fields.get("counterparty_id", "")
    called = (await customers_named(visit, [party])).get(party, "")
    shown = {"fields": fields, "wrong": wrong or {}, "why": why, "kinds": KINDS, "senders": SENDERS, "called": called}
    return page(visit, "requirements/questionnaire_form.html", status, **shown)


@routes.get(ONE, dependencies=READ)
async def show(questionnaire_id: Id, visit: Visiting) -> Response:
    return await _shown(visit, questionnaire_id)


@routes.get(f"{ONE}/answers.xlsx", dependencies=READ)
async def sheet(questionnaire_id: Id, visit: Visiting) -> Response:
    return await fetched(visit, "contract", f"/v1/questionnaires/{questionnaire_id}/answers.xlsx")


@routes.get(f"{ONE}/questions/{{question}}/proposals", dependencies=READ)
async def propose(questionnaire_id: Id, question: Number, visit: Visiting) -> Response:
    """What was answered before when the same was asked, as choices above the answer."""
    path = f"/v1/questionnaires/{questionnaire_id}/questions/{question}/proposals"
    found = await visit.asking.ask("contract", path, Proposals)
    rows = found.value.items if found.value else []
    parties = await customers_named(visit, [one.counterparty_id for one in rows])
    return page(visit, "requirements/proposals.html", found=found, parties=parties, question=question)


@routes.post(f"{ONE}/assignments", dependencies=KEEP)
async def assign(
    questionnaire_id: Id,
    visit: Visiting,
    key: Key,
    department: Annotated[str, Form(max_length=36)] = "",
    question: Annotated[list[int], Form(max_length=300)] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    body = {"questions": question, "department": department}
    return await _done(visit, questionnaire_id, "assignments", body, key, "assigning")


@routes.post(f"{ONE}/questions/{{question}}/answers", dependencies=[allowed("contract.questionnaire.answer")])
async def answer(
    questionnaire_id: Id,
    question: Number,
    visit: Visiting,
    key: Key,
    answer: Annotated[str, Form(max_length=20_000)] = "",
    revises: Annotated[int, Form(ge=0, le=10_000)] = 0,
    same_as: Annotated[str, Form(max_length=60)] = "",
) -> Response:
    """An answer in words of one's own, else the one that was chosen of those given before."""
    body: dict[str, Any] = {"answer": answer.strip(), "revises": revises}
    path = f"questions/{question}/answers"
    if not body["answer"] and same_as:
        at = f"/v1/questionnaires/{questionnaire_id}/questions/{question}/proposals"
        offered = await visit.asking.ask("contract", at, Proposals)
        for one in offered.value.items if offered.value else []:
            if same_as == f"{one.questionnaire_id}/{one.question}/{one.revision}":
                body |= {"answer": one.answer, "same_as": one.model_dump(include=set(SameAs.model_fields))}
    return await _done(visit, questionnaire_id, path, body, key, f"answer-{question}", {"answer": answer})


@routes.post(
    f"{ONE}/questions/{{question}}/answers/{{revision}}/review", dependencies=[allowed("contract.questionnaire.review")]
)
async def review(
    questionnaire_id: Id, question: Number, revision: Annotated[int, Path(ge=1)], visit: Visiting, key: Key
) -> Response:
    fields = sent(await visit.request.form())
    body = {name: fields[name] for name in ("verdict", "reason") if fields.get(name)}
    path = f"questions/{question}/answers/{revision}/review"
    return await _done(visit, questionnaire_id, path, body, key, f"answer-{question}", fields)


@routes.post(f"{ONE}/sending-back", dependencies=KEEP)
async def send_back(questionnaire_id: Id, visit: Visiting, key: Key) -> Response:
    return await _done(visit, questionnaire_id, "sending-back", {}, key, "top")


@routes.post(f"{ONE}/withdrawal", dependencies=KEEP)
async def withdraw(questionnaire_id: Id, visit: Visiting, key: Key) -> Response:
    fields = sent(await visit.request.form())
    body = {"reason": fields.get("reason", "")}
    return await _done(visit, questionnaire_id, "withdrawal", body, key, "withdrawing", fields)


async def _done(
    visit: Visit,
    questionnaire_id: str,
    path: str,
    body: dict[str, Any],
    key: str,
    place: str,
    fields: Fields | None = None,
) -> Response:
    at = f"/v1/questionnaires/{questionnaire_id}/{path}"
    told = await visit.asking.tell("contract", at, body, key=key, seconds=PATIENCE)
    if told.done:
        anchor = f"#q{place.removeprefix('answer-')}" if place.startswith("answer-") else ""
        return RedirectResponse(f"{AT}/questionnaires/{questionnaire_id}{anchor}", status_code=303)
    return await _shown(visit, questionnaire_id, Refused.by(told, place, fields))


async def _shown(visit: Visit, questionnaire_id: str, refused: Refused = ASKED_FOR) -> Response:
    found = await visit.asking.ask("contract", f"/v1/questionnaires/{questionnaire_id}", Questionnaire)
    if found.state == "none":
        raise NotFoundError
    it = found.value
    said = [each for one in it.asked for each in one.answers] if it else []
    people = await names_of(visit, [*(x.answered_by for x in said), *(x.reviewed_by or "" for x in said)])
    departments = await units_of(visit, [one.department or "" for one in it.asked] if it else [])
    keeps = visit.may("contract.questionnaire.keep") and it is not None and it.state == "open"
    return page(
        visit,
        "requirements/questionnaire.html",
        refused.status,
        found=found,
        it=it,
        parties=await customers_named(visit, [it.counterparty_id] if it else []),
        people=people,
        departments=departments,
        open_units=await _open_units(visit) if keeps else [],
        keeps=keeps,
        **refused.shown,
    )


async def _open_units(visit: Visit) -> list[tuple[str, str]]:
    """Units that can be asked, by name."""
    chosen = select(units.c.unit_id, units.c.name).where(units.c.active).order_by(units.c.name, units.c.unit_id)
    async with visit.running.begin(read_only=True) as work:
        return [(row["unit_id"], row["name"]) for row in await work.rows(chosen.limit(MOST_UNITS))]
