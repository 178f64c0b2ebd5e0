"""The tables of the event store, the append function, and the bound up to which a reader may read."""

from typing import Final

LOCK_CLASS: Final = 0x7AC7
"""The high 16 bits of the advisory locks that appending transactions hold; no other use may take keys of this class."""

STATEMENTS: Final = (
    "CREATE SEQUENCE events_position MINVALUE 0 START 0",
    "SELECT nextval('events_position')",
    """
    CREATE TABLE events (
        position bigint PRIMARY KEY DEFAULT nextval('events_position'),
        stream_id text COLLATE "C" NOT NULL,
        version integer NOT NULL CHECK (version > 0),
        type text COLLATE "C" NOT NULL,
        data bytea NOT NULL,
        personal bytea,
        meta jsonb NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT events_stream_version UNIQUE (stream_id, version)
    )
    """,
    "ALTER TABLE events ALTER data SET STORAGE MAIN",
    f"""
    CREATE FUNCTION append_events(streams text[], versions integer[], types text[], datas bytea[], personals bytea[],
                                  metas text[])
    RETURNS TABLE (at bigint, recorded timestamptz) LANGUAGE plpgsql AS $$
    DECLARE low bigint;
    BEGIN
        SELECT last_value INTO low FROM events_position;
        PERFORM pg_advisory_xact_lock_shared(({LOCK_CLASS}::bigint << 48) | low);
        RETURN QUERY
        INSERT INTO events (stream_id, version, type, data, personal, meta)
        SELECT s, v, t, d, p, m::jsonb
        FROM unnest(streams, versions, types, datas, personals, metas) WITH ORDINALITY AS r(s, v, t, d, p, m, n)
        ORDER BY n
        RETURNING events.position, events.recorded_at;
    END $$
    """,  # nosec B608  # assembled from constants of the code only
    f"""
    CREATE FUNCTION append_event(stream text, v integer, t text, d bytea, p bytea, m text)
    RETURNS TABLE (at bigint, recorded timestamptz) LANGUAGE plpgsql AS $$
    DECLARE low bigint;
    BEGIN
        SELECT last_value INTO low FROM events_position;
        PERFORM pg_advisory_xact_lock_shared(({LOCK_CLASS}::bigint << 48) | low);
        RETURN QUERY
        INSERT INTO events (stream_id, version, type, data, personal, meta) VALUES (stream, v, t, d, p, m::jsonb)
        RETURNING events.position, events.recorded_at;
    END $$
    """,  # nosec B608  # assembled from constants of the code only
    f"""
    CREATE FUNCTION readable_position() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
    DECLARE last bigint; lowest bigint;
    BEGIN
        SELECT last_value INTO last FROM events_position;
        SELECT min(((classid::bigint & 65535) << 32) | objid::bigint) INTO lowest FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND (classid::bigint >> 16) = {LOCK_CLASS}
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
        RETURN least(last, lowest);
    END $$
    """,  # nosec B608  # assembled from constants of the code only
    """
    CREATE TABLE snapshots (
        stream_id text COLLATE "C" PRIMARY KEY,
        version integer NOT NULL,
        shape integer NOT NULL,
        state bytea NOT NULL
    )
    """,
    """
    CREATE TABLE relay (
        single boolean PRIMARY KEY DEFAULT true CHECK (single),
        epoch bigint NOT NULL DEFAULT 0,
        holder text NOT NULL DEFAULT '',
        expires_at timestamptz NOT NULL DEFAULT '-infinity',
        position bigint NOT NULL DEFAULT 0
    )
    """,
    "INSERT INTO relay DEFAULT VALUES",
    """
    CREATE TABLE deadlines (
        kind text NOT NULL,
        subject text NOT NULL,
        due_at timestamptz NOT NULL,
        data jsonb NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        PRIMARY KEY (kind, subject)
    )
    """,
    "CREATE INDEX deadlines_due ON deadlines (due_at)",
    """
    CREATE TABLE person_keys (
        stream_id text COLLATE "C" PRIMARY KEY,
        wrapped bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
    """
    CREATE TABLE erasures (
        stream_id text COLLATE "C" PRIMARY KEY,
        erased_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )
    """,
)

APPEND_GROUP: Final = """
CREATE FUNCTION append_group(streams text[], versions integer[], types text[], datas bytea[], personals bytea[],
                             metas text[])
RETURNS TABLE (at bigint, recorded timestamptz) LANGUAGE plpgsql SET lock_timeout = '50ms' AS $$
BEGIN
    RETURN QUERY SELECT * FROM append_events(streams, versions, types, datas, personals, metas);
END $$
"""
"""Appends of several works: a version that somebody's open transaction has taken does not hold all of them up."""

RESERVE: Final = f"""
CREATE FUNCTION reserve_positions(wanted integer)
RETURNS TABLE (at bigint, recorded timestamptz) LANGUAGE plpgsql AS $$
DECLARE low bigint;
BEGIN
    SELECT last_value INTO low FROM events_position;
    PERFORM pg_advisory_xact_lock_shared(({LOCK_CLASS}::bigint << 48) | low);
    RETURN QUERY SELECT nextval('events_position'), clock_timestamp() FROM generate_series(1, wanted);
END $$
"""  # nosec B608  # assembled from constants of the code only
"""What `append_events` does before its rows, for a transaction that sends them by COPY."""

APP_GRANTS: Final = (
    "GRANT SELECT, INSERT ON events TO {app}",
    "GRANT SELECT, USAGE ON SEQUENCE events_position TO {app}",
    "GRANT SELECT, INSERT, UPDATE ON snapshots TO {app}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON deadlines TO {app}",
    "GRANT SELECT, INSERT, DELETE ON person_keys TO {app}",
    "GRANT SELECT, INSERT ON erasures TO {app}",
    "GRANT SELECT ON relay TO {app}",
)
"""What the app role may do with these tables; `{app}` is the role's name."""
