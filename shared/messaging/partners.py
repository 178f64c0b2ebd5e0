"""Partners: Kafka users of their own who may read named topics in groups of their own name, and nothing else."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from shared.messaging.administration import SECONDS, all_rights, every_right, settled
from shared.messaging.topics import SERVICES, topic_of
from shared.settings import PlatformSettings
from shared.values.errors import StartError

USER_PREFIX: Final = "partner-"
"""No service has such a user, so that no partner can be given a service's rights by its name."""

USUAL: Final = ("customer", "contract", "asset", "scoring")
"""The topics a partner is given unless others are named: who works here and what they were told is no partner's."""

_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
_ITERATIONS: Final = 8192


class PartnerError(StartError):
    """A partner can't be made, listed or removed as asked."""


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner and what it may read; groups must begin with `group_prefix`."""

    name: str
    user: str
    topics: tuple[str, ...]
    group_prefix: str


def wanted(settings: PlatformSettings, name: str, topics: Sequence[str], group_prefix: str) -> Partner:
    """The partner as asked for; raises `PartnerError` for a name, a topic or a prefix that can't be."""
    if not _NAME.fullmatch(name):
        raise PartnerError(f"{name} is no name of a partner.", "Use small letters, digits and hyphens, such as acme.")
    known = {topic_of(service, settings): service for service in SERVICES}
    asked = [part.strip() for one in topics for part in one.split(",") if part.strip()] or list(USUAL)
    full = [one if one in known else topic_of(one, settings) for one in asked]
    if unknown := [one for one in full if one not in known]:
        raise PartnerError(f"{', '.join(unknown)} is no topic of ours.", f"There are {', '.join(known)}.")
    prefix, ours = group_prefix or f"{name}.", f"{settings.topic_prefix}pactline."
    if prefix.startswith(ours) or ours.startswith(prefix):
        raise PartnerError(f"Groups that begin with {prefix} are our own.", f"Choose another prefix, such as {name}.")
    return Partner(name, f"{USER_PREFIX}{name}", tuple(dict.fromkeys(full)), prefix)


def add(admin: Any, partner: Partner) -> str:
    """Makes the user with its rights and gives its password, which is kept nowhere. Raises `PartnerError`."""
    from confluent_kafka.admin import ScramCredentialInfo, ScramMechanism, UserScramCredentialUpsertion

    for other in partners(admin):
        if other.name == partner.name:
            raise PartnerError(f"There is a partner {partner.name} already.", "Remove it first, or take another name.")
        if other.group_prefix.startswith(partner.group_prefix) or partner.group_prefix.startswith(other.group_prefix):
            raise PartnerError(
                f"Groups that begin with {partner.group_prefix} could be those of {other.name}.",
                "Choose another --group-prefix.",
            )
    password = secrets.token_urlsafe(24)
    settled(admin.create_acls(_bindings(partner), request_timeout=SECONDS), PartnerError)
    mechanism = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, _ITERATIONS)
    change = UserScramCredentialUpsertion(partner.user, mechanism, password.encode())
    settled(admin.alter_user_scram_credentials([change], request_timeout=SECONDS), PartnerError)
    return password


def partners(admin: Any) -> list[Partner]:
    """Everybody who was added and not removed, by name."""
    from confluent_kafka.admin import ResourceType

    found: dict[str, tuple[list[str], list[str]]] = {}
    for binding in every_right(admin, PartnerError):
        user = binding.principal.removeprefix("User:")
        if user.startswith(USER_PREFIX):
            topics, prefixes = found.setdefault(user, ([], []))
            named = topics if binding.restype == ResourceType.TOPIC else prefixes
            if binding.name not in named:
                named.append(binding.name)
    return [
        Partner(user.removeprefix(USER_PREFIX), user, tuple(sorted(topics)), "".join(prefixes))
        for user, (topics, prefixes) in sorted(found.items())
    ]


def remove(admin: Any, name: str) -> None:
    """Takes rights and credentials away; open connections may do nothing from now on. Raises `PartnerError`."""
    from confluent_kafka.admin import ScramMechanism, UserScramCredentialDeletion

    user = f"{USER_PREFIX}{name}"
    if name not in {one.name for one in partners(admin)}:
        raise PartnerError(f"There is no partner {name}.", "`pactline partner list` names those there are.")
    settled(admin.delete_acls([all_rights(f"User:{user}")], request_timeout=SECONDS), PartnerError)
    deletion = UserScramCredentialDeletion(user, ScramMechanism.SCRAM_SHA_512)
    settled(admin.alter_user_scram_credentials([deletion], request_timeout=SECONDS), PartnerError)


def _bindings(partner: Partner) -> list[Any]:
    from confluent_kafka.admin import AclBinding, AclOperation, AclPermissionType, ResourcePatternType, ResourceType

    def may(resource: Any, name: str, pattern: Any, operation: Any) -> Any:
        return AclBinding(resource, name, pattern, f"User:{partner.user}", "*", operation, AclPermissionType.ALLOW)

    literal, prefixed = ResourcePatternType.LITERAL, ResourcePatternType.PREFIXED
    return [
        *(
            may(ResourceType.TOPIC, topic, literal, operation)
            for topic in partner.topics
            for operation in (AclOperation.READ, AclOperation.DESCRIBE)
        ),
        may(ResourceType.GROUP, partner.group_prefix, prefixed, AclOperation.READ),
    ]
