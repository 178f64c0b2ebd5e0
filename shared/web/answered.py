"""Whatever falls out of an application is answered as a problem, also where the service stops before it is done."""

import asyncio

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.errors import UnavailableError
from shared.web.problems import answer_to, problem

log = structlog.get_logger(__name__)


class Answered:
    """ASGI middleware: a failure that no route answered becomes its problem. A request that is cut off, as the server
    does with what outlasts its draining, is told to come again: nothing of it was committed, or its key knows.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except asyncio.CancelledError:
            if begun:
                raise
            # The request's task ends with this answer. Raised on, uvicorn would answer 500 in plain text.
            log.warning("request_cut_short", path=scope["path"])
            await problem(UnavailableError())(scope, receive, send)
        except Exception as error:
            if begun:
                raise
            await answer_to(error)(scope, receive, send)
