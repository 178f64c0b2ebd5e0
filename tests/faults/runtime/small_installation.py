"""The supervisor over two small services: `till` notes sums that anybody may send, `book` books what it reads of them.

`python small_installation.py DATA_DIR PORT [play]`
"""

import sys
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from sqlalchemy import MetaData

from shared.eventstore.work import Work
from shared.messaging.consumer import Consumer, Received
from shared.runtime.errors import StartError
from shared.runtime.serving import ServiceSpec
from shared.runtime.supervisor import up
from shared.web.app import build_app
from shared.web.routing import OwnCommand, public, router
from shared.web.schemas import Answer, Body
from shared.web.service import Service
from tests.integration.messaging.sample import BOOK, TILL, SumBooked, SumNoted, SumSeen

REPOSITORY = Path(__file__).resolve().parents[3]
MODULE: Final = "tests.faults.runtime.small_installation"
SPECS: Final = (ServiceSpec("till", f"{MODULE}:till", 8400), ServiceSpec("book", f"{MODULE}:book", 8401))

routes = router()
booking = Consumer("booking")


class Sum(Body):
    key: str
    amount: int


class Noted(Answer):
    key: str


@routes.post("/v1/sums", status_code=201, dependencies=[public()])
async def note_sum(body: Sum, work: OwnCommand) -> Noted:
    stream = await work.load(TILL, body.key)
    work.record(stream, [SumNoted(amount=body.amount)])
    return Noted(key=body.key)


@booking.on("till", "till.sum_noted.v1", SumSeen)
async def book_sum(work: Work, record: Received[SumSeen]) -> None:
    stream = await work.load(BOOK, record.key, key=record.key)
    work.record(stream, [SumBooked(amount=record.data.amount)])


def till() -> FastAPI:
    return build_app(Service("till", MetaData(), routers=[routes], owns_access=True))


def book() -> FastAPI:
    return build_app(Service("book", MetaData(), consumers=[booking], owns_access=True))


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
