from prometheus_client import REGISTRY

from services.scoring.folding.fact_tables import MODELS
from services.scoring.generation.lag import behind_of
from services.scoring.generation.live_loop import LiveFolding
from shared.messaging.topics import SERVICES, topic_of
from shared.settings import PlatformSettings

SETTINGS = PlatformSettings(secret="only for tests", topic_prefix="lag-")
FED_BY = {
    "customer": "customer",
    "contract-progress": "contract",
    "purchases": "contract",
    "payment-behaviour": "contract",
    "arrears": "contract",
    "assets": "asset",
    "messages": "notify",
}


def place(service, partition=0):
    return topic_of(service, SETTINGS), partition


def stand(models, offsets):
    return [
        {"models": models, "topic": topic, "partition": partition, "next_offset": offset}
        for (topic, partition), offset in offsets.items()
    ]


ENDS = {place(service): 10 * number for number, service in enumerate(SERVICES, 1)}


def test_a_model_is_behind_by_what_is_unread_of_the_topics_that_feed_it_and_of_no_other():
    stands = stand(list(MODELS), {place("asset"): ENDS[place("asset")] - 4, place("portal"): 1})
    expected = {model: 4 if service == "asset" else ENDS[place(service)] for model, service in FED_BY.items()}
    assert behind_of(ENDS, stands, SETTINGS) == expected


def test_what_is_unread_adds_up_over_the_partitions_that_are_read_here():
    ends = {place("contract", 0): 7, place("contract", 1): 5}
    stands = stand(["purchases"], {place("contract", 0): 7, place("contract", 1): 2, place("contract", 2): 0})
    assert behind_of(ends, stands, SETTINGS) == {"purchases": 3}
    ahead = stand(["purchases"], {place("contract", 0): 9, place("contract", 1): 4})
    assert behind_of(ends, ahead, SETTINGS) == {"purchases": 1}


def test_models_that_two_generations_serve_are_behind_each_by_its_own():
    stands = [
        *stand(["assets", "customer"], {place("asset"): 30, place("customer"): 10}),
        *stand(["purchases"], {place("contract"): 17}),
    ]
    assert behind_of(ENDS, stands, SETTINGS) == {"assets": 0, "customer": 0, "purchases": 3}


def test_lag_is_a_figure_of_each_model_and_no_figure_while_it_is_unknown():
    folding = LiveFolding(None, SETTINGS)

    def shown():
        return {
            model: REGISTRY.get_sample_value("pactline_readmodel_lag_records", {"model": model}) for model in MODELS
        }

    folding._note_lag(ENDS, stand(list(MODELS), {place("contract"): 15}))
    expected = {model: 5 if service == "contract" else ENDS[place(service)] for model, service in FED_BY.items()}
    assert (folding.lag is not None, folding.model_lag, shown()) == (True, expected, expected)
    folding._note_lag(None)
    assert (folding.lag, folding.model_lag, set(shown().values())) == (None, {}, {None})
