"""Processes that are killed or stand still: a server has more of them than the one that was started."""

import os
import signal

import psutil


def children_of(pid: int) -> list[int]:
    try:
        return [child.pid for child in psutil.Process(pid).children(recursive=True)]
    except psutil.Error:
        return []


def send(pid: int, number: signal.Signals) -> None:
    """A process that has ended meanwhile is no failure."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def thaw(pids: list[int]) -> None:
    for pid in pids:
        send(pid, signal.SIGCONT)


def freeze(pid: int) -> list[int]:
    """The process and all it started stand still; they go on by `thaw`."""
    frozen = [pid, *children_of(pid)]
    for one in frozen:
        send(one, signal.SIGSTOP)
    return frozen
