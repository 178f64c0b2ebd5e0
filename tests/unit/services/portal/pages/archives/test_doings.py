"""What is done to customers on their page is what the customer service takes."""

import json

import pytest
from pydantic import BaseModel

from services.customer.archive.aggregate import MOVES
from services.customer.archive.schemas import ChangeBody, OwnerBody, ReasonBody, RegisterBody, StageBody
from services.customer.contact.functions import ROLES
from services.customer.contact.schemas import ChangeContactBody, ContactBody
from services.portal.pages.archives.doings import DOINGS, NEXT, REGISTRATION
from services.portal.pages.doing.doing import Doing
from services.portal.pages.frame.customer_terms import FUNCTIONS, IDENTIFIERS, LOSSES
from services.portal.pages.frame.terms import TERMS
from shared.values.identifier_checks import IdentifierKind
from shared.values.ids import new_id

TYPED = {
    "kind": "organisation",
    "name": "南京云栈科技有限公司",
    "roles-customer": "yes",
    "identifiers-0-kind": "social_credit_code",
    "identifiers-0-value": "91110000600037341L",
    "region": "江苏",
    "industry": "仪器",
    "stage": "active",
    "owner_id": new_id(),
    "role": "finance",
    "function": "财务部王姐",
    "email": "li@example.com",
    "phone": "13900139000",
    "locale": "en",
    "reason": "asked for",
}
BODIES: list[tuple[Doing, type[BaseModel]]] = [
    (REGISTRATION, RegisterBody),
    (DOINGS["change"], ChangeBody),
    (DOINGS["stage"], StageBody),
    (DOINGS["owner"], OwnerBody),
    (DOINGS["end"], ReasonBody),
    (DOINGS["restore"], ReasonBody),
    (DOINGS["unmerge"], ReasonBody),
    (DOINGS["erasure"], ReasonBody),
    (DOINGS["contact"], ContactBody),
    (DOINGS["contact-change"], ChangeContactBody),
    (DOINGS["contact-removal"], ReasonBody),
    (DOINGS["contact-erasure"], ReasonBody),
]


@pytest.mark.parametrize(("doing", "shape"), BODIES, ids=[one.title for one, _ in BODIES])
def test_the_service_takes_what_a_form_says(doing: Doing, shape: type[BaseModel]):
    body = doing.body(TYPED, {})
    assert set(body) == {one.name for one in doing.fields} - {"cause"}
    shape.model_validate_json(json.dumps(body))


def test_every_deed_is_held_against_its_body():
    assert [one for one, _ in BODIES] == [REGISTRATION, *DOINGS.values()]


def test_what_contacts_are_asked_about_is_what_the_service_knows():
    assert tuple(FUNCTIONS) == ROLES


def test_stages_follow_as_the_service_lets_them():
    assert {stage: frozenset(after) for stage, after in NEXT.items()} == MOVES


def test_every_identifier_stage_and_cause_has_words():
    assert IDENTIFIERS.keys() == {kind.value for kind in IdentifierKind}
    assert {*IDENTIFIERS, *LOSSES, *MOVES} - TERMS.keys() == set()
