"""How far behind each read model is: over the topics that feed it, from where the generation that serves it stands.

All models are folded by one reader, each batch into every generation in one transaction. So what is still to be folded
of a topic is the same for all models that it feeds, and nothing for the others: a model fed by contract's events alone
is not behind because many of asset's are unread, though the reader may come to those first. A generation that is made
beside, and the reader that goes back for its sake, put no model behind that another generation serves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

import asyncpg
from prometheus_client import Gauge

from services.scoring.folding.fact_tables import MODELS, services_of
from services.scoring.generation.landing import Place
from shared.messaging.topics import topic_of
from shared.settings import PlatformSettings

MODEL_LAG: Final = Gauge(
    "pactline_readmodel_lag_records", "Records of its topics that a read model of scoring has still to fold.", ["model"]
)
STANDS: Final = """
SELECT g.models, p.topic, p."partition", p.next_offset FROM generations g JOIN fold_positions p USING (generation)
WHERE g.state = 'serving'
"""
"""Where each partition goes on in what serves, and the models that are served from there."""
Stand: TypeAlias = asyncpg.Record | Mapping[str, Any]


def behind_of(ends: Mapping[Place, int], stands: Iterable[Stand], settings: PlatformSettings) -> dict[str, int]:
    """Records that each model has still to fold, of the partitions in `ends`; `stands` are rows of `STANDS`.

    A partition that a generation has no position in is folded from its first record. A model that nothing serves yet
    is left out.
    """
    folded: dict[str, dict[Place, int]] = {}
    for row in stands:
        for model in row["models"]:
            folded.setdefault(model, {})[row["topic"], row["partition"]] = row["next_offset"]
    behind = {}
    for model in folded.keys() & MODELS.keys():
        topics = {topic_of(service, settings) for service in services_of(model)}
        behind[model] = sum(
            max(0, end - folded[model].get(place, 0)) for place, end in ends.items() if place[0] in topics
        )
    return behind


def show(behind: Mapping[str, int]) -> None:
    """What is unknown is not shown."""
    for model in MODELS:
        if model in behind:
            MODEL_LAG.labels(model).set(behind[model])
        else:
            MODEL_LAG.remove(model)
