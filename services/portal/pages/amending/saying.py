"""What an amendment says, out of a form that shows the whole contract: only what is otherwise than it was agreed on."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.portal.pages.drafting.fields import AS_IS, OMIT, OTHER, OWN, Fields, Said, body_of, fields_of
from services.portal.pages.drafting.seen import Clause, Document, Variable
from services.portal.pages.frame.words import N_

KINDS: Final[Mapping[str, str]] = {
    "amendment": N_("Amendment"),
    "extension": N_("Extension of the term"),
    "assignment": N_("Assignment to another party"),
}
EXPLAINED: Final[Mapping[str, str]] = {
    "amendment": N_("Change whatever both sides agree to change. What you leave alone stays as it is."),
    "extension": N_("The contract ends later; nothing else about its figures changes."),
    "assignment": N_("Another party takes the other side's place, with all that is owed and all that is due."),
}
SAID_BY: Final[Mapping[str, frozenset[str]]] = {
    "extension": frozenset({"term_to", "clauses", "text"}),
    "assignment": frozenset({"counterparty_id", "clauses", "text"}),
}
"""What each kind may say besides its day; an amendment may say all of it."""
ABOUT: Final[Mapping[str, str]] = {"extension": "term_to", "assignment": "counterparty_id"}
"""What a kind is about: said even where it is as before, for the service to refuse at its field."""
NEVER_SAID: Final = frozenset({"currency", "variables", "effective_from", "master_id", "country"})
GONE: Final = ("term_from", "term_to", "governing_law", "forum", "copies")
"""What a contract may do without: left empty it is taken away."""


def of_agreed(document: Document | None, counterparty_id: str, amount_kind: str) -> Fields:
    """The form that says what both sides agreed on."""
    if document is None:
        return {"counterparty_id": counterparty_id, "currency": "CNY"}
    fields = fields_of(plain(document), counterparty_id, amount_kind, stands=True)
    return {name: value for name, value in fields.items() if not name.endswith("-own") and name != "effective_from"}


def of_amendment(agreed: Document | None, said: Document, counterparty_id: str, amount_kind: str) -> Fields:
    """The form that says what an amendment says, clause by clause against what both sides agreed on."""
    fields = fields_of(plain(said), counterparty_id, amount_kind, stands=True)
    before = {one.clause: one for one in agreed.clauses if one.clause} if agreed else {}
    now = {one.clause for one in said.clauses}
    for one in said.clauses:
        if one.clause:
            place = f"clause-{one.clause}"
            fields[f"{place}-how"] = AS_IS if same(before.get(one.clause), one) else _how(one)
            fields.pop(f"{place}-own", None)
            if one.clause not in before:
                fields[f"{place}-own"] = "yes"
    for name, was in before.items():
        if name not in now:
            fields |= {f"clause-{name}-how": OMIT, f"clause-{name}-title": was.title}
            fields[f"clause-{name}-text"] = was.words.strip()
    return fields


def _how(now: Clause) -> str:
    """How a clause says something new: by a standard clause, or in words."""
    return f"{OTHER}{now.clause_id}" if now.origin in ("alternative", "fallback") else OWN


def same(before: Clause | None, now: Clause) -> bool:
    """Whether a clause says what it said."""
    return before is not None and (before.title, before.words.strip()) == (now.title, now.words.strip())


def plain(document: Document) -> Document:
    """As it was agreed on, whatever it once stood in place of."""
    clauses = [one.model_copy(update={"origin": "template", "instead_of": None}) for one in document.clauses]
    return document.model_copy(update={"clauses": clauses, "omitted": ()})


def said_otherwise(kind: str, agreed: Fields, fields: Fields, blanks: Sequence[Variable] = ()) -> Said:
    """The body of an amendment of that kind: what the form says otherwise than what was agreed on, and what `blanks` of
    standard clauses are filled in with.
    """
    said, before = body_of(fields, list(blanks)), body_of(agreed, []).body
    may = SAID_BY.get(kind)
    body: dict[str, Any] = {"kind": kind}
    about = [ABOUT[kind]] if kind in ABOUT else []
    for name in dict.fromkeys([*said.body, *before, *about]):
        if name in NEVER_SAID or (may is not None and name not in may):
            continue
        now, was = said.body.get(name), before.get(name)
        if name in about or (now != was and (now is not None or name in (*GONE, "renewal"))):
            body[name] = now
    if said.body["variables"]:
        body["variables"] = said.body["variables"]
    if fields.get("effective_from"):
        body["effective_from"] = fields["effective_from"]
    said.body = body
    return said
