from datetime import date

from services.contract.seal_use.aggregate import SEAL_USE, NotApprovedTextError, UseSeal, decide
from services.contract.seal_use.events import SealUsed
from shared.testing.given import specification
from shared.values.errors import InvalidFieldError, NotPossibleNowError

given = specification(SEAL_USE, decide)
HASH = "a" * 64
USED = SealUsed(
    seal_use_id="u1",
    contract_id="c1",
    owner_id="s1",
    text_hash=HASH,
    kind="contract",
    seal_id=None,
    keeper_id="s2",
    copies=4,
    sent=2,
    effective_on=date(2026, 3, 2),
)


def test_a_seal_goes_on_the_approved_text():
    given().when(UseSeal(USED, HASH)).then(USED)


def test_a_seal_goes_on_no_other_text_and_on_none_before_approval():
    given().when(UseSeal(USED, "b" * 64)).fails(NotApprovedTextError, approved="b" * 64)
    given().when(UseSeal(USED, None)).fails(NotApprovedTextError)


def test_no_more_copies_are_sent_than_were_stamped_and_a_use_is_registered_once():
    given().when(UseSeal(USED.model_copy(update={"sent": 5}), HASH)).fails(InvalidFieldError)
    given(USED).when(UseSeal(USED, HASH)).fails(NotPossibleNowError)
