"""What HTTP counts: commands by endpoint and status, and how long they took. No ids as labels."""

from typing import Final

from prometheus_client import Counter, Histogram

COMMANDS: Final = Counter("pactline_commands_total", "Commands answered", ["service", "command", "status"])
DURATION: Final = Histogram(
    "pactline_command_duration_seconds",
    "Time to answer a command",
    ["service", "command"],
    buckets=(0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)
