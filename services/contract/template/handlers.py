from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.contract.template.aggregate import TEMPLATE, PublishTemplate, Template, decide
from services.contract.template.events import Clause, Risk
from services.contract.template.tables import clause_texts, templates
from services.contract.text.canonical import FilledClause, canonical
from services.contract.text.rendering import check_clause, filled
from services.contract.text.variables import Variable
from services.contract.type.handlers import rules_of
from shared.eventstore.aggregate import Stream
from shared.eventstore.work import Work
from shared.values.errors import InvalidFieldError


@dataclass(frozen=True, slots=True)
class WrittenClause:
    clause: str
    title: str
    risk: Risk
    words: str


async def publish_template(
    work: Work,
    template_id: str,
    type_id: str,
    name: str,
    written: Sequence[WrittenClause],
    variables: Sequence[Variable],
    if_match: int | None = None,
) -> Stream[Template]:
    """The words are checked and kept by their hash; the event names the hashes."""
    await rules_of(work, type_id)
    known = [variable.name for variable in variables]
    clauses = []
    for at, clause in enumerate(written):
        check_clause(clause.words, known, f"/clauses/{at}/text")
        text = canonical(clause.words)
        await work.execute(insert(clause_texts).values(hash=text.hash, words=text.words).on_conflict_do_nothing())
        clauses.append(
            Clause(clause=clause.clause, title=clause.title, risk=clause.risk, text_hash=text.hash, text_size=text.size)
        )
    stream = await work.load(TEMPLATE, template_id, if_match=if_match, must_exist=if_match is not None)
    command = PublishTemplate(template_id, type_id, name, tuple(clauses), tuple(variables))
    work.record(stream, decide(stream.state, command))
    return stream


@dataclass(frozen=True, slots=True)
class Filled:
    """A template with its variables filled in."""

    type_id: str
    version: int
    clauses: tuple[FilledClause, ...]


async def fill_template(work: Work, template_id: str, values: dict[str, Any]) -> Filled:
    """The clauses of a template's current version with the values in their places."""
    row = await work.row(select(templates).where(templates.c.template_id == template_id))
    if row is None:
        raise InvalidFieldError("/template_id", "there is no such template")
    clauses = [Clause.model_validate(clause) for clause in row["clauses"]]
    variables = [Variable.model_validate(variable) for variable in row["variables"]]
    hashes = [clause.text_hash for clause in clauses]
    found = await work.rows(select(clause_texts).where(clause_texts.c.hash.in_(hashes)))
    words = {text["hash"]: text["words"] for text in found}
    done = filled([words[each] for each in hashes], variables, values)
    pairs = zip(clauses, done, strict=True)
    texts = tuple(FilledClause(clause.clause, clause.title, text) for clause, text in pairs)
    return Filled(row["type_id"], row["template_version"], texts)
