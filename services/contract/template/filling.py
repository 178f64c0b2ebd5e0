"""A template with its variables filled in: what a draft starts from."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select

from services.contract.paper.clauses import cut
from services.contract.paper.docx import fill_paper, words_of
from services.contract.template.events import Clause, Paper, TemplateContent
from services.contract.template.tables import papers, template_versions, templates
from services.contract.text.document import DocumentClause
from services.contract.text.keeping import words_by_hash
from services.contract.text.rendering import filled, holds, ready
from services.contract.text.variables import Language
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError

USABLE: Final = ("draft", "in_review", "published")
"""States in which the last published version, where there is one, may be used."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A template's clauses with the values in their places; `paper` is the other party's file they were read from."""

    template_id: str
    type_id: str
    version: int
    language: Language
    clauses: tuple[DocumentClause, ...]
    known: dict[str, Any]
    paper: Paper | None = None


async def fill_template(work: Work, template_id: str, values: dict[str, Any]) -> Filled:
    """The last published version, filled in with what it declares of the values. Raises `InvalidFieldError` where
    there is none.
    """
    of_version = (template_versions.c.template_id == templates.c.template_id) & (
        template_versions.c.template_version == templates.c.template_version
    )
    chosen = select(template_versions.c.content).select_from(templates.join(template_versions, of_version))
    row = await work.row(chosen.where(templates.c.template_id == template_id, templates.c.state.in_(USABLE)))
    if row is None:
        raise InvalidFieldError("/template_id", "there is no such template, or none that was approved")
    content = TemplateContent.model_validate(row["content"])
    return await filled_content(work, content, declared_of(content, values))


def declared_of(content: TemplateContent, values: dict[str, Any]) -> dict[str, Any]:
    """The values of those variables that a template declares."""
    return {one.name: values[one.name] for one in content.variables if one.name in values}


async def filled_content(work: Work, content: TemplateContent, values: dict[str, Any]) -> Filled:
    """A version of a template, filled in."""
    known = ready(content.variables, values, content.language)
    standing = [one for one in content.clauses if one.condition is None or holds(one.condition, known)]
    texts = await words_by_hash(work, [clause.text_hash for clause in standing])
    done = filled([texts[clause.text_hash] for clause in standing], known)
    clauses = tuple(_clause(clause, words) for clause, words in zip(standing, done, strict=True))
    if content.paper is not None:
        clauses = (*await _paper_clauses(work, content.paper, known), *clauses)
    return Filled(
        content.template_id, content.type_id, content.version, content.language, clauses, known, content.paper
    )


def _clause(clause: Clause, words: str) -> DocumentClause:
    return DocumentClause(
        clause=clause.clause,
        title=clause.title,
        risk=clause.risk,
        words=words,
        origin="template",
        clause_id=clause.clause_id,
        clause_version=clause.clause_version,
        code=clause.code,
    )


async def _paper_clauses(work: Work, paper: Paper, known: dict[str, Any]) -> Sequence[DocumentClause]:
    """What the paper says once its fields are filled in; of a PDF, whose bytes stay as they are, its hash and the
    values agreed for its fields.
    """
    if paper.kind == "docx":
        data = await asyncio.to_thread(fill_paper, await paper_bytes(work, paper), known)
        return cut(await asyncio.to_thread(words_of, data, "/template_id"), "paper")
    said = [f"{name}: {value}" for name, value in known.items() if value is not None]
    words = "\n".join([f"SHA-256 {paper.hash}", *said])
    return [DocumentClause(clause="paper", title="", risk="high", words=words, origin="paper")]


async def paper_bytes(work: Work, paper: Paper) -> bytes:
    """The other party's file as it was sent."""
    data = await work.value(select(papers.c.content).where(papers.c.hash == paper.hash))
    if data is None:
        raise InvalidFieldError("/template_id", "the paper is no longer there")
    return bytes(data)
