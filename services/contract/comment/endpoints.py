from services.contract.comment import handlers, queries
from services.contract.comment.aggregate import Comment
from services.contract.comment.schemas import CommentBody, CommentList, CommentMoved
from services.contract.comment.tables import comments
from services.contract.terms import ClauseName
from shared.eventstore.aggregate import Stream
from shared.values.ids import Id, new_id
from shared.web.routing import Command, Page, Query, allowed, page_of, router

routes = router()


def _moved(comment: Stream[Comment]) -> CommentMoved:
    return CommentMoved(comment_id=comment.id, resolved=comment.state.resolved, version=comment.version)


@routes.post("/v1/contracts/{contract_id}/comments", status_code=201, dependencies=[allowed("contract.comment.make")])
async def make(contract_id: Id, body: CommentBody, work: Command) -> CommentMoved:
    """Remarks on the text that a contract has now."""
    made = await handlers.make_comment(work, new_id(), contract_id, body.clause or "", body.reply_to, body.words)
    return _moved(made)


@routes.post(
    "/v1/contracts/{contract_id}/comments/{comment_id}/resolution",
    status_code=201,
    dependencies=[allowed("contract.comment.make")],
)
async def resolve(contract_id: Id, comment_id: Id, work: Command) -> CommentMoved:
    """Nothing is left to do about a remark."""
    return _moved(await handlers.resolve_comment(work, contract_id, comment_id))


@routes.get("/v1/contracts/{contract_id}/comments", dependencies=[allowed("contract.contract.read")])
async def list_comments(
    contract_id: Id,
    work: Query,
    page: Page,
    clause: ClauseName | None = None,
    open_only: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> CommentList:
    """Remarks on a contract, the oldest first; of one clause, or only those that are open."""
    rows = await page_of(work, queries.listed(contract_id, clause, open_only=open_only), [comments.c.comment_id], page)
    return CommentList(items=await queries.lines(work, rows))
