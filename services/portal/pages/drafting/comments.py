"""Remarks on the clauses of a contract: read, answered, resolved, where the clause stands."""

from typing import Annotated, Final

from fastapi import Form, Query, Response
from fastapi.responses import RedirectResponse

from services.portal.pages.drafting.seen import Comment, Comments, Draft
from services.portal.pages.frame.people import names_of
from services.portal.pages.frame.rendering import page
from services.portal.pages.frame.route import Visiting, page_router
from services.portal.pages.frame.visit import Visit
from shared.values.errors import NotFoundError
from shared.values.ids import Id
from shared.web.routing import allowed

routes = page_router()

MAKES: Final = "contract.comment.make"
ClauseName = Annotated[str, Query(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]{0,39})?$")]
ClauseField = Annotated[str, Form(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]{0,39})?$")]
Key = Annotated[str, Form(max_length=100)]


@routes.get("/contracts/{contract_id}/comments", dependencies=[allowed("contract.contract.read")])
async def show(contract_id: Id, visit: Visiting, clause: ClauseName = "") -> Response:
    return await _shown(visit, contract_id, clause)


@routes.post("/contracts/{contract_id}/comments", dependencies=[allowed(MAKES)])
async def make(
    contract_id: Id,
    visit: Visiting,
    key: Key,
    words: Annotated[str, Form(max_length=4000)],
    clause: ClauseField = "",
    reply_to: Annotated[str, Form(max_length=36)] = "",
) -> Response:
    body = {"clause": clause or None, "words": words.strip().replace("\r\n", "\n"), "reply_to": reply_to or None}
    told = await visit.asking.tell("contract", f"/v1/contracts/{contract_id}/comments", body, key=key)
    wrong = "" if told.done else told.why
    return await _after(visit, contract_id, clause, wrong, told.status, typed="" if told.done else words)


@routes.post("/contracts/{contract_id}/comments/{comment_id}/resolution", dependencies=[allowed(MAKES)])
async def resolve(contract_id: Id, comment_id: Id, visit: Visiting, key: Key, clause: ClauseField = "") -> Response:
    path = f"/v1/contracts/{contract_id}/comments/{comment_id}/resolution"
    told = await visit.asking.tell("contract", path, {}, key=key)
    return await _after(visit, contract_id, clause, "" if told.done else told.why, told.status)


async def _after(visit: Visit, contract_id: str, clause: str, wrong: str, status: int, typed: str = "") -> Response:
    if visit.fragment or wrong:
        return await _shown(visit, contract_id, clause, wrong, status if wrong else 200, typed)
    return RedirectResponse(f"/contracts/{contract_id}/comments?clause={clause}", status_code=303)


async def _shown(
    visit: Visit, contract_id: str, clause: str, wrong: str = "", status: int = 200, typed: str = ""
) -> Response:
    ask, path = visit.asking.ask, f"/v1/contracts/{contract_id}"
    found = await ask("contract", f"{path}/comments", Comments, {"clause": clause, "limit": 200})
    contract = None if visit.fragment else await ask("contract", path, Draft)
    if found.state == "none" or (contract is not None and contract.state == "none"):
        raise NotFoundError
    items = [one for one in found.value.items if clause or not one.clause] if found.value else []
    return page(
        visit,
        "drafting/comments.html" if visit.fragment else "drafting/comments_page.html",
        status,
        contract_id=contract_id,
        contract=contract,
        clause=clause,
        mark=clause.replace(".", "_"),
        found=found,
        threads=threads(items),
        left=sum(1 for one in items if not one.resolved),
        names=await names_of(visit, [one.made_by for one in items]),
        wrong=wrong,
        typed=typed,
        makes=visit.may(MAKES),
    )


def threads(comments: list[Comment]) -> list[tuple[Comment, list[Comment]]]:
    """Each remark with its answers, the oldest first; an answer to an answer belongs to the first."""
    known = {one.comment_id: one for one in comments}

    def first_of(one: Comment) -> str:
        while one.reply_to in known and one.reply_to is not None:
            one = known[one.reply_to]
        return one.comment_id

    found: dict[str, list[Comment]] = {}
    for one in comments:
        found.setdefault(first_of(one), []).append(one)
    return [(known[top], [one for one in them if one.comment_id != top]) for top, them in found.items()]
