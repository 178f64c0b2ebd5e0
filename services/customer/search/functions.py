"""Text search in SQL. Under row-level security a trigram index is not used, so the function carries the rule itself."""

from typing import Final

from shared.security.schema import rule

MOST_FOUND: Final = 1000

FIND_ORGANISATIONS: Final = (
    f"""
    CREATE FUNCTION find_organisations(wanted text, most integer) RETURNS TABLE (organisation text, score real)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public SET pg_trgm.word_similarity_threshold = 0.4 AS $$
    BEGIN
        RETURN QUERY
            SELECT customer_id, (1 + length(wanted)::real / length(search_text))::real
            FROM customers
            WHERE search_text LIKE '%' || wanted || '%' AND {rule("unit_id", "'customer-' || customer_id")}
            LIMIT least(most, {MOST_FOUND});
        -- Likeness is for typing errors: it costs a comparison of every name that shares a trigram.
        IF NOT FOUND THEN
            RETURN QUERY
                SELECT customer_id, word_similarity(wanted, search_text)
                FROM customers
                WHERE wanted <% search_text AND {rule("unit_id", "'customer-' || customer_id")}
                ORDER BY 2 DESC, 1 LIMIT least(most, {MOST_FOUND});
        END IF;
    END
    $$
    """,  # nosec B608  # assembled from constants of the code only
    "REVOKE ALL ON FUNCTION find_organisations(text, integer) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION find_organisations(text, integer) TO {app}, {system}",
)
"""`wanted` is normalised and without LIKE's own signs; a contained text scores above 1, a similar one below."""
