from datetime import date

from services.asset.transfer.aggregate import (
    TRANSFER,
    ApproveTransfer,
    NotAnApproverError,
    ProposeTransfer,
    ReceiveAsset,
    RefuseAsset,
    RejectTransfer,
    SameUnitError,
    TakeBackAsset,
    decide,
)
from services.asset.transfer.events import (
    TransferApproved,
    TransferProposed,
    TransferReceived,
    TransferRefused,
    TransferRejected,
    TransferReturned,
)
from shared.testing.given import specification
from shared.values.errors import NotPossibleNowError
from shared.values.money import Money

given = specification(TRANSFER, decide)
TODAY = date(2026, 3, 1)
NANJING, SUZHOU, HEADQUARTERS = "nanjing", "suzhou", "headquarters"
IDS = {"transfer_id": "t", "asset_id": "a", "giver": NANJING, "receiver": SUZHOU}
COST = Money.of("1000", "CNY")


def offer(receiver: str = SUZHOU, *more: str) -> ProposeTransfer:
    return ProposeTransfer("t", "a", NANJING, receiver, COST, frozenset({NANJING, receiver, *more}), "idle", TODAY)


def proposed(*more: str) -> TransferProposed:
    approvers = tuple(sorted({NANJING, SUZHOU, *more}))
    return TransferProposed(**IDS, cost=COST, approvers=approvers, reason="idle", effective_on=TODAY)


def approved(unit: str, *, in_transit: bool = False) -> TransferApproved:
    return TransferApproved(**IDS, unit=unit, in_transit=in_transit)


ON_THE_WAY = (proposed(), approved(NANJING), approved(SUZHOU, in_transit=True))
REFUSED = TransferRefused(**IDS, reason="scratched", effective_on=TODAY)


def test_a_unit_offers_an_asset_to_another():
    given().when(offer()).then(proposed())


def test_an_asset_cannot_be_offered_to_the_unit_that_has_it():
    given().when(offer(NANJING)).fails(SameUnitError)


def test_it_is_in_transit_once_both_sides_agree():
    given(proposed()).when(ApproveTransfer(SUZHOU)).then(approved(SUZHOU))
    given(proposed(), approved(SUZHOU)).when(ApproveTransfer(NANJING)).then(approved(NANJING, in_transit=True))


def test_headquarters_agrees_where_the_rule_names_it():
    both = (proposed(HEADQUARTERS), approved(NANJING), approved(SUZHOU))
    given(*both).when(ReceiveAsset("good", TODAY)).fails(NotPossibleNowError)
    given(*both).when(ApproveTransfer(HEADQUARTERS)).then(approved(HEADQUARTERS, in_transit=True))


def test_a_unit_agrees_once_and_others_have_no_say():
    given(proposed(), approved(NANJING)).when(ApproveTransfer(NANJING)).fails(NotAnApproverError)
    given(proposed()).when(ApproveTransfer(HEADQUARTERS)).fails(NotAnApproverError)


def test_a_unit_that_does_not_agree_ends_it():
    rejected = TransferRejected(**IDS, unit=SUZHOU, reason="no room")
    given(proposed(), approved(NANJING)).when(RejectTransfer(SUZHOU, "no room")).then(rejected)
    given(proposed(), rejected).when(ApproveTransfer(NANJING)).fails(NotPossibleNowError)


def test_the_receiver_accepts_in_the_condition_found():
    received = TransferReceived(**IDS, condition="good", effective_on=TODAY)
    given(*ON_THE_WAY).when(ReceiveAsset("good", TODAY)).then(received)
    given(*ON_THE_WAY, received).when(ReceiveAsset("good", TODAY)).fails(NotPossibleNowError)


def test_a_receiver_may_refuse_and_the_asset_is_on_its_way_back():
    given(*ON_THE_WAY).when(RefuseAsset("scratched", TODAY)).then(REFUSED)
    given(*ON_THE_WAY, REFUSED).when(ReceiveAsset("good", TODAY)).fails(NotPossibleNowError)


def test_the_way_back_ends_with_a_hand_over_of_its_own():
    returned = TransferReturned(**IDS, condition="scratched", effective_on=TODAY)
    given(*ON_THE_WAY, REFUSED).when(TakeBackAsset("scratched", TODAY)).then(returned)


def test_nothing_is_received_before_it_is_in_transit():
    given(proposed()).when(ReceiveAsset("good", TODAY)).fails(NotPossibleNowError)
