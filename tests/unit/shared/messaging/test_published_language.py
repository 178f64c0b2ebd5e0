"""What the services publish now, held against the files of the published language and against whoever reads it."""

import pytest

from shared.messaging.discovery import published_events
from shared.messaging.released import released
from shared.messaging.schemas import FOLDER, all_schemas, broken, files, misread, out_of_step, unread
from shared.messaging.topics import SERVICES


@pytest.fixture(scope="module")
def schemas():
    return all_schemas()


def test_the_files_are_what_the_event_classes_say(schemas):
    assert out_of_step(files(schemas)) == []


def test_nothing_published_changed_in_a_way_that_breaks_readers(schemas):
    assert broken(files(schemas), released(FOLDER).texts) == []


def test_every_consumer_model_reads_what_is_published(schemas):
    assert misread(schemas) == []


IN_SOMEBODYS_WORDS = {
    "reason",
    "remark",
    "remarks",
    "note",
    "notes",
    "comment",
    "condition",
    "words",
    "text",
    "message",
}
CODED = {
    "clause.drafted.v1": {"words"},  # their hash in each language
    "approval.handed_on.v1": {"reason"},  # its time was over, or nobody is there
    "asset.depreciation_planned.v1": {"reason"},  # first, settled or adjusted
    "collector.batch_taken.v1": {"remarks"},  # what the program itself found of records, by place and field
    "direct_debit.failed.v1": {"reason"},  # why a bank collected nothing, one of five words
    "file.words_read.v1": {"reason"},  # why they could not be read, one of four words
    "message.failed.v1": {"reason"},  # what the channel answered, by its code
    "message.postponed.v1": {"reason"},
    "message.suppressed.v1": {"reason"},  # the rule that kept it back
    "payment.blocked.v1": {"reason"},  # the rule of payment control
    "portal.second_factor_removed.v1": {"reason"},  # one of two words
    "portal.unit_change_lapsed.v1": {"reason"},  # the kind of the refusal
    "webhook.disabled.v1": {"reason"},  # one of three words
    "webhook.failed.v1": {"reason"},  # why an endpoint took nothing, one of seven words
    "webhook.postponed.v1": {"reason"},
}
"""Fields with such a name that only ever hold one of a few words of the program's own."""


def test_what_people_say_in_their_own_words_is_told_by_hash_and_size_only(schemas):
    said = {
        name: fields
        for published in schemas.values()
        for name, schema in published.items()
        if (fields := IN_SOMEBODYS_WORDS & schema["properties"].keys())
    }
    assert said == CODED


@pytest.mark.parametrize("service", SERVICES)
def test_every_event_takes_the_example_of_its_schema(service, schemas):
    assert unread(published_events()[service], schemas[service]) == []
