"""Roles as they go out over HTTP."""

from shared.web.schemas import Answer


class RoleAnswer(Answer):
    role: str
    meaning: str
    permissions: list[str]


class RoleAnswers(Answer):
    roles: list[RoleAnswer]
