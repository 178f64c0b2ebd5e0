"""Text search in SQL. Under row-level security a trigram index is not used, so the function carries the rule itself."""

from typing import Final

from shared.security.schema import rule

MOST_FOUND: Final = 1000

FIND_ORGANISATIONS: Final = (
    f"""
    CREATE FUNCTION find_organisations(wanted text, most integer) RETURNS TABLE (found text, score real)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public SET pg_trgm.word_similarity_threshold = 0.4 AS $$
        SELECT customer_id,
               CASE WHEN search_text LIKE '%' || wanted || '%' THEN 1 + similarity(wanted, search_text)
                    ELSE word_similarity(wanted, search_text) END::real AS score
        FROM customers
        WHERE (search_text LIKE '%' || wanted || '%' OR wanted <% search_text)
          AND {rule("unit_id", "'customer-' || customer_id")}
        ORDER BY score DESC, customer_id LIMIT least(most, {MOST_FOUND})
    $$
    """,
    "REVOKE ALL ON FUNCTION find_organisations(text, integer) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION find_organisations(text, integer) TO {app}, {system}",
)
"""`wanted` is normalised and without LIKE's own signs; a contained text scores above 1, a similar one below."""
