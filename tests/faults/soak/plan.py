"""What is done to an installation and when: drawn from a seed alone, so that the seed replays it."""

import random
from dataclasses import dataclass
from typing import Final, Literal

Act = Literal["kill", "freeze"]

SERVICES: Final = ("portal", "customer", "contract", "asset", "scoring", "notify")
TARGETS: Final[dict[Act, dict[str, int]]] = {
    "kill": {**dict.fromkeys(SERVICES, 4), "Kafka": 6, "PostgreSQL": 6, "mail box": 1, "supervisor": 2},
    "freeze": {**dict.fromkeys(SERVICES, 3), "Kafka": 6, "PostgreSQL": 5, "mail box": 1},
}
"""How often each is chosen, in proportion."""

LONGEST_FREEZE: Final = 25.0
"""Longer than a consumer's session, 10 s where `pactline up` starts Kafka, and a relay's lease, so that both are given
up while their owner still lives.
"""


@dataclass(frozen=True, slots=True)
class Disturbance:
    """`at` seconds after the beginning `target` is killed, or stands still for `seconds`."""

    at: float
    act: Act
    target: str
    seconds: float = 0.0

    def __str__(self) -> str:
        how = f"{self.act} {self.target}"
        return f"{self.at:6.1f} s  {how}" + (f" for {self.seconds:.1f} s" if self.seconds else "")


def plan(seed: int, length: float, *, pause: float = 12.0, longest: float = LONGEST_FREEZE) -> list[Disturbance]:
    """Disturbances over `length` seconds, one each `pause` seconds on average; some fall together."""
    draw = random.Random(f"disturbances {seed}")
    made: list[Disturbance] = []
    at = draw.uniform(0.5, pause / 2)
    while at < length:
        act: Act = draw.choice(("kill", "freeze"))
        targets = TARGETS[act]
        (target,) = draw.choices(list(targets), weights=list(targets.values()))
        seconds = round(min(draw.uniform(1, longest), length - at), 1) if act == "freeze" else 0.0
        made.append(Disturbance(round(at, 1), act, target, seconds))
        at += 0.2 if draw.random() < 0.15 else draw.uniform(pause / 3, pause * 5 / 3)
    return made
