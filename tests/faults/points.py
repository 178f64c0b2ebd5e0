"""Named points of a process at which it dies by SIGKILL, as the kernel or an operator would end it."""

import os
import signal
from collections.abc import Callable
from typing import Any


class Point:
    """Kills a process, this one unless another is named, the n-th time it is reached."""

    def __init__(self, after: int, process: int | None = None) -> None:
        self.left = after
        self.process = process or os.getpid()

    def reached(self) -> None:
        self.left -= 1
        if self.left <= 0:
            os.kill(self.process, signal.SIGKILL)


def before(target: Any, name: str, point: Point, when: Callable[..., bool] = lambda *_: True) -> None:
    """Reaches the point each time `target.name` is about to run."""
    run = getattr(target, name)

    async def wrapped(*arguments: Any, **named: Any) -> Any:
        if when(*arguments):
            point.reached()
        return await run(*arguments, **named)

    setattr(target, name, wrapped)


def after(target: Any, name: str, point: Point) -> None:
    """Reaches the point each time `target.name` has run."""
    run = getattr(target, name)

    async def wrapped(*arguments: Any, **named: Any) -> Any:
        done = await run(*arguments, **named)
        point.reached()
        return done

    setattr(target, name, wrapped)
