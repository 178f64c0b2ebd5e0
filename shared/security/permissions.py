"""Permissions are named `<service>.<concept>.<verb>`; grants hold patterns of them."""

import re
from functools import lru_cache


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(part) for part in pattern.split("*")))


def matches(pattern: str, permission: str) -> bool:
    """Whether a granted pattern (`customer.*`, `contract.*.read`, `*`) holds the permission."""
    return _compiled(pattern).fullmatch(permission) is not None
