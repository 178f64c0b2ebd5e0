"""What is done with remarks, one sentence a function."""

from sqlalchemy import select

from services.contract.comment.aggregate import COMMENT, Comment, MakeComment, ResolveComment, decide
from services.contract.comment.events import CommentMade
from services.contract.comment.tables import comments
from services.contract.contract.aggregate import CONTRACT
from services.contract.version import queries as versions
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError, NotPossibleNowError


async def make_comment(
    work: Work, comment_id: str, contract_id: str, clause: str, reply_to: str | None, words: str
) -> Stream[Comment]:
    """Whoever sees a contract may remark on the text it has now."""
    contract = await work.load(CONTRACT, contract_id, must_exist=True)
    terms = contract.state.terms
    if terms is None:
        raise NotPossibleNowError(contract.state.state, words)
    said = await versions.document_needed(work, contract_id, terms.text_hash)
    if clause and clause not in {one.clause for one in (*said.clauses, *said.omitted)}:
        raise InvalidFieldError("/clause", "the contract has no such clause")
    if reply_to is not None:
        of_contract = (comments.c.comment_id == reply_to) & (comments.c.contract_id == contract_id)
        if await work.value(select(comments.c.comment_id).where(of_contract)) is None:
            raise InvalidFieldError("/reply_to", "there is no such remark on this contract")
    fact = CommentMade(
        comment_id=comment_id,
        contract_id=contract_id,
        text_hash=terms.text_hash,
        clause=clause,
        reply_to=reply_to,
        words=words,
    )
    # An approver of another unit sees the contract and speaks as of their own unit.
    unit = contract.unit if work.context.covers(contract.unit) else work.context.unit
    stream = await work.load(COMMENT, comment_id, key=contract_id, unit=unit)
    work.record(stream, decide(stream.state, MakeComment(fact)))
    return stream


async def resolve_comment(work: Work, contract_id: str, comment_id: str) -> Stream[Comment]:
    """Nothing is left to do about a remark."""
    stream = await work.load(COMMENT, comment_id, must_exist=True)
    if stream.state.made is None or stream.state.made.contract_id != contract_id:
        raise InvalidFieldError("/path/comment_id", "the remark is on another contract")
    work.record(stream, decide(stream.state, ResolveComment()))
    return stream
