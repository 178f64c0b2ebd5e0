"""The supervisor over two services that do nothing but exist: `python small_installation.py DATA_DIR PORT [play]`."""

import sys
from pathlib import Path

from fastapi import FastAPI

from shared.runtime.errors import StartError
from shared.runtime.serving import ServiceSpec
from shared.runtime.supervisor import up

REPOSITORY = Path(__file__).resolve().parents[3]
MODULE = "tests.faults.runtime.small_installation:create_app"
SPECS = (ServiceSpec("portal", MODULE, 8400), ServiceSpec("sample", MODULE, 8401))


def create_app() -> FastAPI:
    app = FastAPI()

    @app.get("/readyz")
    def ready() -> dict[str, str]:
        return {}

    @app.get("/v1/platform/status")
    def figures() -> dict[str, int]:
        return {"outbox": 0, "parked": 0}

    return app


def play() -> int:
    sys.stdout.write("played\n")
    return 0


def main(data_dir: str, port: str, story: str = "") -> int:
    try:
        return up(SPECS, Path(data_dir), first_port=int(port), play=play if story else None, serve_on=not story)
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.path.insert(0, str(REPOSITORY))
    sys.exit(main(*sys.argv[1:]))
