from prometheus_client import REGISTRY

from services.scoring.folding.fact_tables import MODELS
from services.scoring.generation.live_loop import LiveFolding
from shared.messaging.topics import SERVICES, topic_of
from shared.settings import PlatformSettings


def test_lag_is_a_figure_of_each_model_and_no_figure_while_it_is_unknown():
    settings = PlatformSettings(secret="only for tests", topic_prefix="lag-")
    folding = LiveFolding(None, settings)
    behind = {topic_of(service, settings): number for number, service in enumerate(SERVICES)}

    def shown():
        return [REGISTRY.get_sample_value("pactline_readmodel_lag_records", {"model": model}) for model in MODELS]

    folding._note_lag(behind)
    assert (folding.lag, shown()) == (15, [15.0] * len(MODELS))
    folding._note_lag(None)
    assert (folding.lag, shown()) == (None, [None] * len(MODELS))
