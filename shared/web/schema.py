"""The table of answers already given, and how a command takes its key."""

from collections.abc import Sequence
from typing import Final

from shared.security.schema import rule

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

RUNNING: Final = "PL409"
ANSWERED: Final = "PL200"
"""The SQLSTATEs with which `open_command` refuses: another command holds the key; the key has its answer."""

# An error and no row, since it goes out in one message with BEGIN, whose rows nobody reads.
OPEN_COMMAND = f"""
CREATE FUNCTION open_command(scopes text, person text, of_caller text, named text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.scopes', scopes, true);
    PERFORM set_config('app.person', person, true);
    IF NOT pg_try_advisory_xact_lock({LOCK_CLASS}, hashtext(of_caller || ' ' || named)) THEN
        RAISE EXCEPTION 'the key is held' USING ERRCODE = '{RUNNING}';
    END IF;
    IF EXISTS (SELECT FROM idempotency a WHERE a.caller = of_caller AND a.key = named) THEN
        RAISE EXCEPTION 'the key has its answer' USING ERRCODE = '{ANSWERED}';
    END IF;
END
$$
"""  # nosec B608  # assembled from constants of the code only

# Rows of events know no unit under which row-level security could hold them: who is handed a thing sees its past.
EVENTS_IN_SIGHT = f"""
CREATE FUNCTION events_in_sight(stream text, everywhere boolean, family text, parties text[])
RETURNS SETOF events LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH last AS (
        SELECT meta ->> 'unit' AS unit, meta ->> 'key' AS key FROM events
        WHERE stream_id = stream ORDER BY version DESC LIMIT 1
    ), whole AS (
        SELECT FROM last WHERE everywhere OR {rule("unit", "stream")} OR {rule("unit", "family || '-' || key")}
    )
    SELECT e.* FROM events e
    WHERE e.stream_id = stream AND (
        EXISTS (SELECT FROM whole)
        OR e.meta ->> 'unit' IN (SELECT visible_units())
        OR EXISTS (
            SELECT FROM unnest(parties) AS party
            WHERE convert_from(e.data, 'UTF8')::jsonb ->> party IN (SELECT visible_units())
        )
    )
$$
"""  # nosec B608  # assembled from constants of the code only
"""The events of a stream that the transaction's caller may see: all where the thing is in sight now, by its unit or by
taking part in it or in the thing `family` of the stream's key, or where the kind is the same `everywhere`; else those
recorded while a visible unit had it, and those that name one in a field of `parties`.
"""

SHOW_EVENTS: Final = (
    EVENTS_IN_SIGHT.strip(),
    "REVOKE ALL ON FUNCTION events_in_sight(text, boolean, text, text[]) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION events_in_sight(text, boolean, text, text[]) TO {app}, {system}",
)

STATEMENTS: Final[Sequence[str]] = (
    ANSWERS.strip(),
    "CREATE INDEX idempotency_given_at ON idempotency (given_at)",
    CLAIM_KEY.strip(),
)
"""What a service's first migration runs."""
