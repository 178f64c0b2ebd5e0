"""A backup in a process of its own, for a service that goes on serving: `python -m shared.keeping.beside TARGET`.

It takes its servers from the environment, as a service does, and says how far it is on its output, a line a step.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Final

from shared.eventstore.database import Database
from shared.keeping.backup import Wanted, back_up
from shared.settings import PORTS, platform_settings
from shared.values.errors import StartError
from shared.values.progress import Steps

REFUSED: Final = 3
"""The exit status where something outside the product stood in the way: the last line says what."""


def told(**said: object) -> None:
    """One line for whoever started this."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Backs up every service's database and the stored files into the directory named."""
    settings = platform_settings()
    secret = settings.secret.get_secret_value()
    urls = {name: Database(settings.database_url, name, secret).url("system") for name in PORTS}
    files = settings.data_dir if settings.data_dir.is_dir() else None
    wanted = Wanted(urls, secret, files)
    try:
        made = asyncio.run(back_up(Path(sys.argv[1]), wanted, Steps(lambda step: told(step=step.partition(":")[0]))))
    except StartError as error:
        told(refused=str(error))
        sys.exit(REFUSED)
    told(events=sum(one.events for one in made.services), bytes=sum(one.bytes for one in made.parts))


if __name__ == "__main__":
    main()
