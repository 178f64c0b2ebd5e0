"""What is done with templates, one sentence a function."""

import asyncio
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.contract.clause.handlers import pinned
from services.contract.file.events import FileStored
from services.contract.file.handlers import bytes_of, stored_file
from services.contract.paper.docx import check_paper
from services.contract.review.commands import CloseReview, Retire, Submit
from services.contract.review.opening import open_text_round
from services.contract.template.aggregate import (
    TEMPLATE,
    DraftTemplate,
    Template,
    decide,
)
from services.contract.template.events import Clause, Mode, Paper, Risk, TemplateContent, VariantOf
from services.contract.template.tables import papers, template_versions
from services.contract.text.keeping import keep_words
from services.contract.text.rendering import check_clause, check_condition, steps_in
from services.contract.text.variables import Language, Variable, check_declared
from services.contract.type.handlers import rules_of
from shared.approvals.events import ApprovalClosed
from shared.eventstore import keys
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError, NotPossibleNowError

MOST_STEPS = 10_000
"""Placeholders and conditions of a whole template."""


@dataclass(frozen=True, slots=True)
class WrittenClause:
    """A clause in words of its own, or one of the library in a version, the one in use without a number."""

    clause: str
    title: str
    risk: Risk
    words: str | None
    clause_id: str | None = None
    clause_version: int | None = None
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class TemplateWish:
    type_id: str
    name: str
    written: tuple[WrittenClause, ...]
    variables: tuple[Variable, ...]
    mode: Mode = "ours"
    language: Language = "zh"
    variant_of: VariantOf | None = None
    file_id: str | None = None


async def draft_template(
    work: Work, sealer: keys.Sealer, template_id: str, wish: TemplateWish, if_match: int | None = None
) -> Stream[Template]:
    """The next version is said, or said anew: words checked and kept by their hash, clauses of the library held."""
    stream = await work.load(TEMPLATE, template_id, if_match=if_match, must_exist=if_match is not None)
    await rules_of(work, wish.type_id)
    check_declared(wish.variables, "/variables")
    clauses, variables = await _clauses(work, wish)
    base = await _base(work, wish)
    paper = await _paper(work, sealer, wish, [variable.name for variable in variables])
    command = DraftTemplate(
        template_id=template_id,
        type_id=wish.type_id,
        name=wish.name,
        clauses=clauses,
        variables=variables,
        mode=wish.mode,
        language=wish.language,
        variant_of=wish.variant_of,
        base=base,
        paper=paper,
    )
    work.record(stream, decide(stream.state, command))
    return stream


async def _clauses(work: Work, wish: TemplateWish) -> tuple[tuple[Clause, ...], tuple[Variable, ...]]:
    """The clauses, and the variables that they and the template declare."""
    if not wish.written and wish.mode != "paper":
        raise InvalidFieldError("/clauses", "a template has clauses")
    if sum(steps_in(one.words) for one in wish.written if one.words) > MOST_STEPS:
        raise InvalidFieldError("/clauses", f"a template has at most {MOST_STEPS} placeholders and conditions")
    variables = {variable.name: variable for variable in wish.variables}
    clauses = []
    for at, one in enumerate(wish.written):
        pointer = f"/clauses/{at}"
        if (one.words is None) == (one.clause_id is None):
            raise InvalidFieldError(f"{pointer}/text", "a clause has words of its own, or names one of the library")
        clause = await (_held(work, wish, one, variables, pointer) if one.clause_id else _own(work, one))
        clauses.append(clause)
    known = list(variables)
    for at, one in enumerate(wish.written):
        if one.words is not None:
            check_clause(one.words, known, f"/clauses/{at}/text")
        if one.condition is not None:
            check_condition(one.condition, known, f"/clauses/{at}/condition")
    return tuple(clauses), tuple(variables.values())


async def _own(work: Work, one: WrittenClause) -> Clause:
    [text] = await keep_words(work, [one.words or ""])
    return Clause(
        clause=one.clause,
        title=one.title,
        risk=one.risk,
        text_hash=text.hash,
        text_size=text.size,
        condition=one.condition,
    )


async def _held(
    work: Work, wish: TemplateWish, one: WrittenClause, variables: dict[str, Variable], pointer: str
) -> Clause:
    """A clause of the library; the variables it needs are the template's too, unless those say otherwise."""
    held = await pinned(work, one.clause_id or "", one.clause_version, wish.language, pointer)
    for variable in held.variables:
        if variables.setdefault(variable.name, variable).kind != variable.kind:
            raise InvalidFieldError(f"{pointer}/clause_id", "the clause needs a variable of another kind")
    return Clause(
        clause=one.clause,
        title=one.title or held.heading,
        risk=held.risk,
        text_hash=held.text_hash,
        text_size=held.text_size,
        clause_id=held.clause_id,
        clause_version=held.clause_version,
        code=held.code,
        condition=one.condition,
    )


async def _base(work: Work, wish: TemplateWish) -> tuple[Clause, ...]:
    if (wish.variant_of is None) != (wish.mode != "variant"):
        raise InvalidFieldError("/variant_of", "a variant, and nothing else, names the template it departs from")
    if wish.variant_of is None:
        return ()
    content = await published_content(work, wish.variant_of.template_id, wish.variant_of.version)
    if content is None or content.mode != "ours" or content.type_id != wish.type_id:
        raise InvalidFieldError(
            "/variant_of/template_id", "there is no such published template of this type that is our own"
        )
    return content.clauses


async def published_content(work: Work, template_id: str, number: int) -> TemplateContent | None:
    """What a published version of a template says."""
    chosen = select(template_versions.c.content).where(
        template_versions.c.template_id == template_id,
        template_versions.c.template_version == number,
        template_versions.c.published,
    )
    found = await work.value(chosen)
    return None if found is None else TemplateContent.model_validate(found)


async def _paper(work: Work, sealer: keys.Sealer, wish: TemplateWish, known: list[str]) -> Paper | None:
    """The other party's file is looked at and kept by its hash; fields are filled in where it is DOCX."""
    if (wish.file_id is None) != (wish.mode != "paper"):
        raise InvalidFieldError("/file_id", "the other party's paper, and nothing else, is a file")
    if wish.file_id is None:
        return None
    stored: FileStored = await stored_file(work, wish.file_id, "/file_id")
    if stored.kind not in ("docx", "pdf"):
        raise InvalidFieldError("/file_id", "a paper is DOCX or PDF")
    data = await bytes_of(work, sealer, wish.file_id)
    if stored.kind == "docx":
        await asyncio.to_thread(check_paper, data, known, "/file_id")
    row = insert(papers).values(hash=stored.hash, kind=stored.kind, content=data)
    await work.execute(row.on_conflict_do_nothing())
    return Paper(kind=stored.kind, hash=stored.hash, size=stored.size)


async def submit_template(work: Work, template_id: str, if_match: int, approval_id: str) -> Stream[Template]:
    """Review of the newest version starts."""
    stream = await work.load(TEMPLATE, template_id, if_match=if_match, must_exist=True)
    work.record(stream, decide(stream.state, Submit(approval_id)))
    drafted = stream.state.drafted
    if drafted is None:
        raise NotPossibleNowError(stream.state.stage, Submit(approval_id))
    await open_text_round(
        work, stream, "template", drafted.name, drafted.content_hash, stream.state.round, stream.state.approval_id
    )
    return stream


async def template_review_closed(work: Work, template_id: str, closed: ApprovalClosed) -> None:
    """The end of a review is recorded on its template in the transaction of the last decision."""
    stream = await work.load(TEMPLATE, template_id, must_exist=True)
    command = CloseReview.of(closed)
    work.record(stream, decide(stream.state, command))


async def retire_template(work: Work, template_id: str, if_match: int, reason: str) -> Stream[Template]:
    """No new draft starts from the template."""
    stream = await work.load(TEMPLATE, template_id, if_match=if_match, must_exist=True)
    work.record(stream, decide(stream.state, Retire(reason, work.context.today)))
    return stream
