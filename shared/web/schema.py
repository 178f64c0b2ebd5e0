"""The table of answers already given, and the one round trip that asks it."""

from collections.abc import Sequence
from typing import Final

LOCK_CLASS: Final = 4_701
"""The class of advisory locks (two-integer key space) held while a command with an idempotency key runs."""

ANSWERS = """
CREATE TABLE idempotency (
    caller text NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    answer bytea NOT NULL,
    given_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (caller, key)
)
"""

# plpgsql takes a new snapshot for each statement: the answer is looked for after the lock is held, so an answer
# committed in between is seen.
CLAIM_KEY = f"""
CREATE FUNCTION claim_key(of_caller text, named text, OUT free boolean, OUT fingerprint bytea, OUT answer bytea)
LANGUAGE plpgsql AS $$
BEGIN
    free := pg_try_advisory_xact_lock({LOCK_CLASS}, hashtext(of_caller || ' ' || named));
    SELECT a.fingerprint, a.answer INTO fingerprint, answer
    FROM idempotency a WHERE a.caller = of_caller AND a.key = named;
END
$$
"""  # nosec B608  # assembled from constants of the code only

STATEMENTS: Final[Sequence[str]] = (
    ANSWERS.strip(),
    "CREATE INDEX idempotency_given_at ON idempotency (given_at)",
    CLAIM_KEY.strip(),
)
"""What a service's first migration runs."""
