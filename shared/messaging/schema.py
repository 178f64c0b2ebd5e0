"""The tables of consumers: what was seen, what was missed, what is parked."""

from typing import Final

STATEMENTS: Final = (
    """
    CREATE TABLE inbox (
        consumer text COLLATE "C" NOT NULL,
        stream text COLLATE "C" NOT NULL,
        source text COLLATE "C" NOT NULL,
        version integer NOT NULL,
        PRIMARY KEY (consumer, stream, source)
    ) WITH (fillfactor = 80)
    """,
    """
    CREATE TABLE inbox_gaps (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        consumer text NOT NULL,
        source text NOT NULL,
        stream text NOT NULL,
        seen integer NOT NULL,
        got integer NOT NULL,
        topic text NOT NULL,
        "partition" integer NOT NULL,
        "offset" bigint NOT NULL,
        noticed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CHECK (got > seen + 1)
    )
    """,
    """
    CREATE TABLE subscriptions (
        consumer text NOT NULL,
        source text NOT NULL,
        since timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (consumer, source)
    )
    """,
    """
    CREATE TABLE parked_keys (
        consumer text NOT NULL,
        topic text NOT NULL,
        key bytea NOT NULL,
        PRIMARY KEY (consumer, topic, key)
    )
    """,
    """
    CREATE TABLE parked (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        consumer text NOT NULL,
        topic text NOT NULL,
        "partition" integer NOT NULL,
        "offset" bigint NOT NULL,
        key bytea NOT NULL,
        stream text,
        version integer,
        type text,
        value bytea,
        headers jsonb NOT NULL,
        error text NOT NULL,
        stack text NOT NULL,
        state text NOT NULL DEFAULT 'parked' CHECK (state IN ('parked', 'retried', 'dropped')),
        attempts integer NOT NULL DEFAULT 1,
        parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        settled_at timestamptz,
        UNIQUE (consumer, topic, "partition", "offset")
    )
    """,
    "CREATE INDEX parked_waiting ON parked (consumer, topic, key, id) WHERE state = 'parked'",
    """
    CREATE TABLE audit_checkpoints (
        name text PRIMARY KEY,
        at jsonb NOT NULL,
        checked_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
)
"""Part of the platform's first migration. `source` is the service that published, without a path."""

APP_GRANTS: Final = ("GRANT SELECT ON inbox, inbox_gaps, subscriptions, parked, parked_keys TO {app}",)
"""What the app role may do with these tables; `{app}` is the role's name."""
