"""Erasures over HTTP."""

from shared.values.text import Reason
from shared.web.schemas import Body


class ErasureBody(Body):
    reason: Reason
