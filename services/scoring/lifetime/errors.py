"""What the lifetime models refuse, and what they will not vouch for."""

from __future__ import annotations

from shared.values.errors import DomainError


class LifetimeError(DomainError):
    """Root of this folder's errors: `field` names the input that is wrong, `detail` says how."""

    status = 422

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail, errors=[{"pointer": f"/{field}", "detail": detail}])
        self.field = field


class InputRefusedError(LifetimeError):
    """The input does not have the form that the model needs."""


class NotConvergedError(LifetimeError):
    """The likelihood has no maximum that can be trusted, so nothing may be computed from it."""
