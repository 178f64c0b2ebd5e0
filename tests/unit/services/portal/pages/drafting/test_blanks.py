"""Blanks of standard clauses chosen in a form: which are open, and what was typed on a card counts for the draft."""

from typing import Any

from services.portal.pages.amending.saying import said_otherwise
from services.portal.pages.drafting.blanks import folded, known_to, open_in
from services.portal.pages.drafting.fields import body_of
from services.portal.pages.drafting.seen import Document, Standard, Variable

WAIT, SHARE = Variable(name="wait", kind="period"), Variable(name="share", kind="number")


def standard(*variables: Variable) -> Standard:
    known: dict[str, Any] = {"code": "LIAB-2", "risk": "low", "state": "approved", "newest": 1, "approved": 1}
    said = {"clause_id": "x", "retired": False, "approval_id": None, "words": [], "others": [], "version": 1}
    return Standard(**known, **said, variables=list(variables))


CHOSEN = {"clause-7-how": "other:x", "blank-7-wait": "3", "blank-7-wait-unit": "month", "blank-8-wait": "9"}


def test_a_blank_is_open_once_unless_the_contract_knows_it():
    standards = {"7": standard(SHARE, WAIT), "8": standard(WAIT)}
    assert open_in(standards, {"share"}) == [WAIT]
    said = {"language": "zh", "title": "", "type_name": "", "parties": [], "clauses": [], "figures": {}}
    document = Document(**said, values={"days": "3"}, variables=(WAIT,))
    assert known_to(document, [SHARE]) == {"share", "days", "wait"}
    assert known_to(None, []) == frozenset()


def test_what_is_typed_on_the_card_of_the_clause_chosen_fills_in_the_draft():
    fields = folded(CHOSEN, {"7": standard(WAIT)})
    assert (fields["var-wait"], fields["var-wait-unit"]) == ("3", "month")
    assert body_of({**fields, "title": "x"}, [WAIT]).body["variables"] == {"wait": {"number": "3", "unit": "month"}}
    assert folded({**CHOSEN, "blank-7-wait": "", "var-wait": "4"}, {"7": standard(WAIT)})["var-wait"] == "4"


def test_an_amendment_says_the_blanks_that_it_fills_in_and_no_others():
    agreed = {"clause-7-how": "as_is", "clause-7-title": "T", "clause-7-text": "W", "var-share": "20"}
    fields = folded({**agreed, **CHOSEN}, {"7": standard(WAIT)})
    body = said_otherwise("amendment", agreed, fields, [WAIT]).body
    assert body["variables"] == {"wait": {"number": "3", "unit": "month"}}
    assert body["clauses"] == [{"clause": "7", "clause_id": "x"}]
    assert "variables" not in said_otherwise("amendment", agreed, agreed, []).body
