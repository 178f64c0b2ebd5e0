"""Each service may read on Kafka what its consumers read, and nothing else, and write its own topic."""

import importlib
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.scoring.generation.audited import STREAMS
from shared.settings import PORTS
from shared.web.service import Service

ACLS = yaml.safe_load(Path("deploy/kafka/acls.yml").read_text(encoding="utf-8"))["users"]
FOLDED = {"scoring": set(STREAMS.values())}
"""What is read besides by consumers: what scoring folds."""


def topics(name: str, operation: str) -> set[str]:
    rights: list[dict[str, Any]] = ACLS[f"pactline-{name}"]
    return {one["name"] for one in rights if one["resource"] == "topic" and operation in one["operations"]}


@pytest.mark.parametrize("name", PORTS)
def test_a_service_may_read_what_its_consumers_read(name: str):
    service: Service = importlib.import_module(f"services.{name}.app").SERVICE
    heard = (
        {source for consumer in service.consumers for source in consumer.services}
        | {"portal"}
        | FOLDED.get(name, set())
    )
    assert topics(name, "Read") == {f"{source}.events" for source in heard | {name}}
    assert topics(name, "Write") == {f"{name}.events"}
