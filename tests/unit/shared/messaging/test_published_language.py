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


@pytest.mark.parametrize("service", SERVICES)
def test_every_event_takes_the_example_of_its_schema(service, schemas):
    assert unread(published_events()[service], schemas[service]) == []
