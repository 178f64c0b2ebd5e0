"""How far a service's store holds streams: asked by whoever audits what was read of its topic."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Final

from fastapi import Query as Parameter

from shared.messaging.audit.ahead import Highest, highest_in
from shared.messaging.audit.laps import PAGE_STREAMS, OwnerAwayError
from shared.settings import PORTS
from shared.web.client import Peers
from shared.web.operating import require_whole
from shared.web.routing import Transactions, allowed, router
from shared.web.running import Running
from shared.web.schemas import Answer

LONGEST_NAME: Final = 150
"""Characters of a stream's name, all of them ASCII: a longer one is a stranger's, and in no store."""

routes: Final = router()

StreamName = Annotated[str, Parameter(max_length=LONGEST_NAME)]


class Versions(Answer):
    """The highest version of each stream that the store holds; what it does not hold is left out."""

    versions: dict[str, int]


@routes.get("/v1/versions", dependencies=[allowed("platform.operation.read")])
async def versions(
    caller: Transactions,
    stream: Annotated[list[StreamName], Parameter(min_length=1, max_length=PAGE_STREAMS)],
) -> Versions:
    """How far the store holds these streams, named as positions name them."""
    await require_whole(caller)
    return Versions(versions=await highest_in(caller.running.store, stream))


def owners_asked(running: Running) -> Mapping[str, Highest]:
    """Every service's store, one's own directly and the others' over HTTP."""
    others = {name: partial(_asked, running.peers, name) for name in PORTS}
    return {**others, running.name: partial(highest_in, running.store)}


async def _asked(peers: Peers, service: str, streams: Sequence[str]) -> Mapping[str, int]:
    known = [one for one in streams if one.isascii() and one.isprintable() and len(one) <= LONGEST_NAME]
    if not known:
        return {}
    answer = await peers.get(service, "/v1/versions", {"stream": known})
    if not isinstance(answer, dict):
        raise OwnerAwayError(service)
    found: Mapping[str, int] = answer["versions"]
    return found
