"""`python -m bench.bare_servers HOME FILE`: PostgreSQL and Kafka alone over a folder, started side by side, until
SIGTERM; FILE is made once both answer.
"""

import signal
import sys
from pathlib import Path
from threading import Event, Thread

from shared.runtime.kafka import Kafka
from shared.runtime.ports import any_free
from shared.runtime.postgres import Postgres


def main() -> None:
    home, told = Path(sys.argv[1]), Path(sys.argv[2])
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    postgres = Postgres(home / "postgres", home / "postgres.log", port=any_free())
    kafka = Kafka(home / "kafka", home / "kafka.log", port=any_free())
    answers = Event()

    def keep_kafka() -> None:
        # a server ends with the thread that started it
        kafka.start()
        answers.set()
        stop.wait()
        kafka.stop()

    keeping = Thread(target=keep_kafka)
    keeping.start()
    postgres.start()
    answers.wait()
    told.touch()
    stop.wait()
    postgres.stop()
    keeping.join()


if __name__ == "__main__":
    main()
