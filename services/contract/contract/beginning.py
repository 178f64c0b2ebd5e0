"""Where the clauses of a draft begin: a template, another contract, a file, words of one's own."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from services.contract.clause.events import OtherClause
from services.contract.clause.handlers import others_in_use, others_of, pinned
from services.contract.contract.blanks import Blanks
from services.contract.contract.composing import ClauseWish
from services.contract.contract.wish import Wish
from services.contract.file.handlers import bytes_of, stored_file
from services.contract.paper.clauses import cut
from services.contract.paper.docx import words_of
from services.contract.particulars import DraftDeviation
from services.contract.template.filling import declared_of, fill_template
from services.contract.template.handlers import published_content
from services.contract.text.document import Document, DocumentClause
from services.contract.text.keeping import words_by_hash
from services.contract.text.rendering import filled, ready
from services.contract.text.variables import Language, Variable
from services.contract.type.events import Way
from services.contract.type.queries import above
from shared.eventstore import keys
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError

LARGEST_READ: Final = 1_000_000
"""Characters that the words of an imported file come to at most."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """`base` are the clauses a departure is told from, `others` the standard clauses chosen in their place.
    `deviations` and `omitted` come with a copy of what departed already. `variables` are those of standard clauses
    chosen that no template declares.
    """

    way: Way
    language: Language
    base: tuple[DocumentClause, ...] = ()
    more: tuple[DocumentClause, ...] = ()
    others: dict[str, DocumentClause] = field(default_factory=dict)
    template_id: str | None = None
    version: int | None = None
    paper: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    variables: tuple[Variable, ...] = ()
    omitted: tuple[DocumentClause, ...] = ()
    deviations: tuple[DraftDeviation, ...] = ()


async def beginning(work: Work, sealer: keys.Sealer, wish: Wish) -> Beginning:
    """Raises `InvalidFieldError` where a draft begins in no way, or in two."""
    if wish.copied is not None:
        return await _from_copy(work, wish)
    if wish.template_id is not None and wish.file_id is not None:
        raise InvalidFieldError("/file_id", "a draft begins from a template or from a file")
    own = (_whole(wish.own_text, "" if wish.template_id else wish.title),) if wish.own_text else ()
    if wish.template_id is not None:
        return await _from_template(work, wish, wish.template_id, own)
    Blanks(wish.variables, {}, "zh").check()
    language = wish.language or "zh"
    if wish.file_id is not None:
        read = await _from_file(work, sealer, wish.file_id)
        return Beginning("paper", language, base=tuple(read), more=own)
    if not own and not wish.clauses:
        raise InvalidFieldError("/text", "a contract has a text: name a template or a file, or give the words")
    return Beginning("own", language, more=own)


def _whole(words: str, title: str) -> DocumentClause:
    return DocumentClause(clause="", title=title, risk="high", words=words, origin="own")


async def _from_copy(work: Work, wish: Wish) -> Beginning:
    copied = wish.copied
    assert copied is not None  # nosec B101  # noqa: S101 - the caller asked for it
    blanks = Blanks(wish.variables, {}, copied.language, copied.variables, copied.values)
    others: dict[str, DocumentClause] = {}
    for at, one in enumerate(wish.clauses):
        if one.other_id is None:
            continue
        blanks.known = blanks.known or await _known(work, copied)
        held = next((each for each in copied.clauses if each.clause == one.clause), None)
        offered = await others_in_use(work, held.code) if held is not None and held.code else ()
        others[one.clause] = await _other(work, held, offered, one, blanks, f"/clauses/{at}")
    blanks.check()
    return Beginning(
        "copy",
        copied.language,
        base=copied.clauses,
        others=others,
        template_id=copied.template_id,
        version=copied.template_version,
        paper=copied.paper,
        values=blanks.values,
        variables=blanks.variables,
        omitted=copied.omitted,
        deviations=wish.copied_deviations,
    )


async def _known(work: Work, copied: Document) -> dict[str, Any]:
    """What the blanks of its template, and of standard clauses in it, were filled in with, as clauses see it."""
    more = {one.name: copied.values[one.name] for one in copied.variables if one.name in copied.values}
    own = ready(copied.variables, more, copied.language)
    if copied.template_id is None or copied.template_version is None:
        return own
    content = await published_content(work, copied.template_id, copied.template_version)
    if content is None:
        return own
    return {**ready(content.variables, declared_of(content, copied.values), content.language), **own}


async def _from_template(work: Work, wish: Wish, template_id: str, own: tuple[DocumentClause, ...]) -> Beginning:
    made = await fill_template(work, template_id, wish.variables)
    if made.type_id != wish.type_id and made.type_id not in await above(work, wish.type_id):
        raise InvalidFieldError("/template_id", "the template belongs to another type")
    declared = {name: value for name, value in wish.variables.items() if name in made.known}
    blanks = Blanks(wish.variables, dict(made.known), made.language, values=declared)
    others = {}
    for at, one in enumerate(wish.clauses):
        if one.other_id is not None:
            held = next((each for each in made.clauses if each.clause == one.clause), None)
            offered: tuple[OtherClause, ...] = ()
            if held is not None and held.clause_id is not None and held.clause_version is not None:
                offered = await others_of(work, held.clause_id, held.clause_version)
            others[one.clause] = await _other(work, held, offered, one, blanks, f"/clauses/{at}")
    blanks.check()
    return Beginning(
        "template" if made.paper is None else "paper",
        made.language,
        base=made.clauses,
        more=own,
        others=others,
        template_id=template_id,
        version=made.version,
        paper=None if made.paper is None else made.paper.hash,
        values=blanks.values,
        variables=blanks.variables,
    )


async def _other(
    work: Work,
    held: DocumentClause | None,
    offered: Sequence[OtherClause],
    wish: ClauseWish,
    blanks: Blanks,
    pointer: str,
) -> DocumentClause:
    """The standard clause that is named, if it is `offered` in place of the one held, with the draft's values; what it
    leaves open besides becomes a variable of the draft.
    """
    chosen = next((one for one in offered if one.clause_id == wish.other_id), None)
    if held is None or chosen is None:
        raise InvalidFieldError(f"{pointer}/clause_id", "this clause may not stand in place of the template's")
    other = await pinned(work, chosen.clause_id, None, blanks.language, pointer)
    blanks.fill(other.variables)
    texts = await words_by_hash(work, [other.text_hash])
    [words] = filled([texts[other.text_hash]], blanks.known)
    return DocumentClause(
        clause=wish.clause,
        title=wish.title or other.heading,
        risk=other.risk,
        words=words,
        origin=chosen.kind,
        clause_id=other.clause_id,
        clause_version=other.clause_version,
        code=held.code,
    )


async def _from_file(work: Work, sealer: keys.Sealer, file_id: str) -> list[DocumentClause]:
    """The words of a DOCX or a text, cut into clauses; of a PDF, whose words nobody can rely on, its hash."""
    stored = await stored_file(work, file_id, "/file_id")
    if stored.kind == "pdf":
        words = f"SHA-256 {stored.hash}"
        return [DocumentClause(clause="paper", title="", risk="high", words=words, origin="paper")]
    if stored.kind not in ("docx", "text"):
        raise InvalidFieldError("/file_id", "a draft begins from DOCX, PDF or text")
    data = await bytes_of(work, sealer, file_id)
    if stored.kind == "text":
        paragraphs = [line.strip() for line in data.decode("utf-8").splitlines() if line.strip()]
    else:
        paragraphs = await asyncio.to_thread(words_of, data, "/file_id")
    if sum(map(len, paragraphs)) > LARGEST_READ:
        raise InvalidFieldError("/file_id", f"the words of a file come to {LARGEST_READ} characters at most")
    if not paragraphs:
        raise InvalidFieldError("/file_id", "the file has no words")
    return cut(paragraphs, "paper")
