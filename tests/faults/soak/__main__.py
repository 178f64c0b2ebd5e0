"""`python -m tests.faults.soak --seed N --minutes 10`: clients, kills and freezes, then the invariants."""

import argparse
import secrets
import sys

from shared.testing.ports import first_port
from tests.faults.soak.run import Outcome, Soak, soaked, to_stdout


def main() -> int:
    """Status 1 when something was found."""
    asked = argparse.ArgumentParser(prog="python -m tests.faults.soak", description=__doc__)
    asked.add_argument("--seed", type=int, default=secrets.randbelow(1_000_000), help="replays what it once printed")
    asked.add_argument("--minutes", type=float, default=10.0)
    asked.add_argument("--clients", type=int, default=12)
    asked.add_argument("--pause", type=float, default=12.0, help="seconds from one disturbance to the next, on average")
    asked.add_argument("--plan", action="store_true", help="only print what would be done")
    given = asked.parse_args()
    wanted = Soak(given.seed, given.minutes * 60, given.clients, given.pause, partner=True)
    if given.plan:
        for one in wanted.plan:
            to_stdout(str(one))
        return 0
    outcome = soaked(wanted, first_port())
    for words in told(outcome):
        to_stdout(words)
    return 1 if outcome.findings else 0


def told(outcome: Outcome) -> list[str]:
    heard = outcome.heard
    statuses = ", ".join(f"{name} {count}" for name, count in sorted(heard.statuses.items()))
    positions = sum(map(len, heard.positions.values()))
    partner = f"{outcome.sent} deliveries reached the partner, {outcome.sent_again} came again"
    return [
        f"{len(outcome.done)} disturbances",
        f"{heard.commands} commands, {heard.repeated} of them twice; {positions} positions held against the stores",
        f"answers: {statuses}",
        *([f"{partner}; {outcome.replays} replays"] if outcome.sent else []),
        f"healed in {outcome.healed_in:.1f} s, all invariants held against after {outcome.settled_in:.1f} s",
        *(outcome.findings or ["nothing was found"]),
    ]


if __name__ == "__main__":
    sys.exit(main())
