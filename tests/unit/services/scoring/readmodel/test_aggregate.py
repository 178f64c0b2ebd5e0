from services.scoring.readmodel.aggregate import READ_MODEL, TellRebuilt, decide
from services.scoring.readmodel.events import ReadModelRebuilt
from shared.testing.given import specification

given = specification(READ_MODEL, decide)

SECOND = TellRebuilt(model="purchases", generation=2, events=10, checksum="aa")
TOLD = ReadModelRebuilt(model="purchases", generation=2, events=10, checksum="aa")


def test_a_new_generation_is_told_of():
    given().when(SECOND).then(TOLD)


def test_a_generation_is_told_of_once():
    given(TOLD).when(SECOND).then()
