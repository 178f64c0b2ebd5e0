from dataclasses import replace
from datetime import date

import pytest

from services.customer.archive.aggregate import CUSTOMER, MOVES, STAGES
from services.customer.archive.commands import (
    CLASSES,
    ActivateProspect,
    ChangeCustomer,
    ChangeOwner,
    DeregisterCustomer,
    ErasePerson,
    MergeInto,
    MoveStage,
    RegisterCustomer,
    RestoreCustomer,
    Unmerge,
)
from services.customer.archive.decide import decide
from services.customer.archive.errors import (
    AlreadyRegisteredError,
    ArchiveClosedError,
    CauseMissingError,
    MergeIntoItselfError,
    NameMissingError,
    NotAPersonError,
    RoleMissingError,
    WrongNameError,
)
from services.customer.archive.events import (
    Change,
    Classes,
    CustomerChanged,
    CustomerDeregistered,
    CustomerErased,
    CustomerMerged,
    CustomerOwnerChanged,
    CustomerRegistered,
    CustomerRestored,
    CustomerStageChanged,
    CustomerUnmerged,
    Identifier,
)
from shared.eventstore.event import ERASED
from shared.testing.given import specification
from shared.values.errors import NotFoundError, NotPossibleNowError

given = specification(CUSTOMER, decide)

DAY = date(2026, 3, 2)
CODE = Identifier(kind="social_credit_code", value="91110000600037341L")
PHONE = Identifier(kind="phone", value="+8613800138000")
ORGANISATION = RegisterCustomer("k1", "organisation", DAY, ("supplier",), name="长江电缆", identifiers=(CODE,))
PERSON = RegisterCustomer("k2", "person", DAY, person_name="王小明", personal_identifiers=(PHONE,), stage="active")


def registered(command: RegisterCustomer, **others) -> CustomerRegistered:
    fields = {name: getattr(command, name) for name in RegisterCustomer.__dataclass_fields__}
    if command.kind == "person":
        fields |= dict.fromkeys(CLASSES) | {"person_classes": Classes(**{name: fields[name] for name in CLASSES})}
    return CustomerRegistered(**{**fields, **others})


CABLES = registered(ORGANISATION)
WANG = registered(PERSON)
DEREGISTERED = CustomerDeregistered(customer_id="k1", reason="bankrupt")
MERGED = CustomerMerged(customer_id="k1", survivor_id="k9", reason="twice")
GONE = CustomerErased(customer_id="k2", reason="asked")


def moved(before: str, after: str, cause: str | None = None, customer_id: str = "k1") -> CustomerStageChanged:
    return CustomerStageChanged(customer_id=customer_id, before=before, after=after, cause=cause, reason="r")


def test_an_organisation_is_registered_with_its_name_and_a_person_with_theirs():
    given().when(ORGANISATION).then(CABLES)
    given().when(PERSON).then(WANG)


def test_a_customer_is_registered_once():
    given(CABLES).when(ORGANISATION).fails(AlreadyRegisteredError)


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (RegisterCustomer("k", "organisation", DAY), NameMissingError),
        (RegisterCustomer("k", "organisation", DAY, name="A", person_name="B"), WrongNameError),
        (RegisterCustomer("k", "person", DAY, name="A"), WrongNameError),
        (RegisterCustomer("k", "person", DAY, roles=()), RoleMissingError),
    ],
)
def test_a_registration_without_sense_is_refused(command, error):
    given().when(command).fails(error)


def test_a_person_may_come_from_a_source_that_knows_no_names():
    command = RegisterCustomer("k", "person", DAY, source="cdnow", source_id="0004")
    given().when(command).then(registered(command))


def test_a_change_records_each_field_before_and_after():
    change = ChangeCustomer("new building", {"region": "江苏", "industry": None, "roles": ("supplier", "partner")})
    given(CABLES).when(change).then(
        CustomerChanged(
            customer_id="k1",
            changes={
                "roles": Change(before=("supplier",), after=("supplier", "partner")),
                "region": Change(before=None, after="江苏"),
            },
            personal_changes=(),
            person_name=None,
            personal_identifiers=(),
            reason="new building",
        )
    )


def test_a_change_of_personal_fields_names_them_and_keeps_the_values_off_the_wire():
    outcome = given(WANG).when(ChangeCustomer("married", {"person_name": "王李小明"}))
    (event,) = outcome.events
    assert event.personal_changes == ("person_name",)
    assert event.changes == {}
    assert "王".encode() not in event.public_json()
    assert b"+86138" not in event.public_json()
    assert CUSTOMER.fold([event], CUSTOMER.fold([WANG])).personal_identifiers == (PHONE,)


WEAVER = replace(PERSON, region="江苏", industry="weaving")


def test_how_a_person_is_classed_is_sealed_and_falls_with_the_key():
    (event,) = given().when(WEAVER).events
    assert (event.region, event.industry) == (None, None)
    assert not any(word.encode() in event.public_json() for word in ("江苏", "weaving"))
    moved_away = given(event).when(ChangeCustomer("moved", {"region": "浙江"}))
    (changed,) = moved_away.events
    assert (changed.changes, changed.personal_changes) == ({}, ("region",))
    assert "浙江".encode() not in changed.public_json()
    assert (moved_away.state.region, moved_away.state.industry) == ("浙江", "weaving")
    unread = [type(one).from_stored(one.public_json(), None) for one in (event, changed)]
    assert (CUSTOMER.fold(unread).region, CUSTOMER.fold(unread).industry) == (None, None)
    assert CUSTOMER.fold([event, GONE]).industry is None


def test_what_an_early_build_told_of_a_person_stands_until_it_is_said_anew_or_erased():
    early = registered(PERSON, region="江苏", industry="weaving", person_classes=None)
    renamed = CustomerChanged(
        customer_id="k2",
        changes={},
        personal_changes=("person_name",),
        person_name="王李小明",
        personal_identifiers=(PHONE,),
        reason="married",
    )
    assert CUSTOMER.fold([early, renamed]).industry == "weaving"
    assert given(early, renamed).when(ChangeCustomer("x", {"industry": "dyeing"})).state.region == "江苏"
    assert CUSTOMER.fold([early, renamed, GONE]).region is None


def test_a_change_of_nothing_is_no_event():
    given(CABLES).when(ChangeCustomer("again", {"name": "长江电缆", "identifiers": (CODE,)})).then()


def test_a_change_can_not_take_the_name_or_the_last_role():
    given(CABLES).when(ChangeCustomer("x", {"name": None})).fails(NameMissingError)
    given(CABLES).when(ChangeCustomer("x", {"roles": ()})).fails(RoleMissingError)
    given(WANG).when(ChangeCustomer("x", {"name": "王"})).fails(WrongNameError)


@pytest.mark.parametrize("before", STAGES)
@pytest.mark.parametrize("after", STAGES)
def test_stages_follow_the_declared_life_cycle(before, after):
    history = registered(ORGANISATION, stage=before)
    outcome = given(history).when(MoveStage(after, "r", cause="price"))
    if after in MOVES[before]:
        outcome.then(moved(before, after, "price"))
        assert CUSTOMER.fold(outcome.events, CUSTOMER.fold([history])).stage == after
    else:
        outcome.fails(NotPossibleNowError)


def test_a_loss_needs_a_coded_cause():
    given(CABLES).when(MoveStage("lost", "r")).fails(CauseMissingError)


def test_the_first_contract_activates_a_prospect_and_nobody_else():
    given(CABLES).when(ActivateProspect("r")).then(moved("prospect", "active"))
    given(WANG).when(ActivateProspect("r")).then()
    given(CABLES, DEREGISTERED).when(ActivateProspect("r")).then()


def test_an_owner_changes_and_the_same_owner_is_no_event():
    changed = CustomerOwnerChanged(customer_id="k1", before=None, after="s1", reason="new")
    given(CABLES).when(ChangeOwner("s1", "new")).then(changed)
    given(CABLES, changed).when(ChangeOwner("s1", "again")).then()


def test_a_deregistered_customer_is_restored_to_its_stage():
    history = (CABLES, moved("prospect", "active"))
    given(*history).when(DeregisterCustomer("bankrupt")).then(DEREGISTERED)
    given(*history, DEREGISTERED).when(RestoreCustomer("paid")).then(
        CustomerRestored(customer_id="k1", stage="active", reason="paid")
    )


def test_a_closed_archive_takes_no_edits_and_says_how_it_was_closed():
    given(CABLES, DEREGISTERED).when(ChangeCustomer("x", {"region": "a"})).fails(
        ArchiveClosedError, state="deregistered"
    )
    given(CABLES, MERGED).when(ChangeOwner("s1", "x")).fails(ArchiveClosedError, state="merged")
    given(WANG, GONE).when(MoveStage("dormant", "x")).fails(ArchiveClosedError, state="erased")


def test_a_merge_points_to_the_survivor_and_can_be_undone():
    given(CABLES).when(MergeInto("k9", "twice")).then(MERGED)
    given(CABLES).when(MergeInto("k1", "x")).fails(MergeIntoItselfError)
    outcome = given(CABLES, MERGED).when(Unmerge("two firms"))
    outcome.then(CustomerUnmerged(customer_id="k1", survivor_id="k9", reason="two firms"))
    assert CUSTOMER.fold([CABLES, MERGED, *outcome.events]) == CUSTOMER.fold([CABLES])


def test_only_what_was_closed_that_way_is_restored_or_unmerged():
    given(CABLES).when(RestoreCustomer("x")).fails(NotPossibleNowError)
    given(CABLES).when(Unmerge("x")).fails(NotPossibleNowError)


def test_a_person_is_erased_once_and_an_organisation_never():
    given(WANG).when(ErasePerson("asked")).then(GONE)
    given(WANG, GONE).when(ErasePerson("asked")).then()
    given(CABLES).when(ErasePerson("asked")).fails(NotAPersonError)


def test_a_merged_person_is_erased_too():
    merged = CustomerMerged(customer_id="k2", survivor_id="k9", reason="twice")
    given(WANG, merged).when(ErasePerson("asked")).then(GONE)


def test_an_erased_person_folds_without_the_key_and_keeps_the_figures():
    stored = CustomerRegistered.from_stored(WANG.public_json(), None)
    customer = CUSTOMER.fold([stored, GONE])
    assert (customer.person_name, customer.personal_identifiers, customer.stage) == (ERASED, (), "active")
    assert CUSTOMER.fold([stored]).personal_identifiers == ()


def test_nothing_can_be_asked_of_a_customer_that_is_not_there():
    for command in (ChangeCustomer("x", {}), ErasePerson("x"), RestoreCustomer("x"), ActivateProspect("x")):
        given().when(command).fails(NotFoundError)


def test_the_wire_carries_no_personal_data():
    data = WANG.public_json()
    assert "王".encode() not in data
    assert b"138001" not in data
    assert b'"customer_id":"k2"' in data
