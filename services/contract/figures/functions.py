"""Search in contracts' words, in SQL: exactly what stands there, in any script, by pairs of characters that an index
holds. Under row-level security such an index is not used, so the function carries the rule itself.
"""

from typing import Final

from shared.security.schema import rule

MOST_FOUND: Final = 500

PAIRS: Final = """
CREATE FUNCTION text_pairs(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(array_agg(DISTINCT pair), '{}') FROM (
        SELECT one || lead(one) OVER (ORDER BY place) AS pair
        FROM unnest(string_to_array(lower(words), NULL)) WITH ORDINALITY AS each (one, place)
    ) pairs WHERE pair IS NOT NULL
$$
"""
"""Every two neighbouring characters, in small letters."""

TITLES: Final = """
CREATE INDEX IF NOT EXISTS contracts_title_pairs ON contracts USING gin (text_pairs(title)) WHERE source = ''
"""

FIND: Final = f"""
CREATE OR REPLACE FUNCTION find_contracts(terms text[], most integer, imported boolean)
RETURNS TABLE (contract text, place integer, words text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
    wanted text[] := ARRAY(SELECT DISTINCT pair FROM unnest(terms) AS term, unnest(text_pairs(term)) AS pair);
    patterns text[] := ARRAY(
        SELECT '%' || replace(replace(replace(term, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
        FROM unnest(terms) AS term);
BEGIN
    RETURN QUERY
        SELECT c.contract_id, 0, c.title FROM contracts c
        WHERE c.source = '' AND text_pairs(c.title) @> wanted AND c.title ILIKE ALL (patterns)
          AND {rule("c.unit_id", "'contract-' || c.contract_id")}
        LIMIT least(most, {MOST_FOUND});
    IF imported THEN
        RETURN QUERY
            SELECT c.contract_id, 0, c.title FROM contracts c
            WHERE c.source <> '' AND c.title ILIKE ALL (patterns)
              AND {rule("c.unit_id", "'contract-' || c.contract_id")}
            LIMIT least(most, {MOST_FOUND});
    END IF;
    RETURN QUERY
        SELECT t.contract_id, position(terms[1] IN lower(t.words)), t.words FROM contract_texts t
        JOIN contracts c ON c.contract_id = t.contract_id AND c.text_hash = t.hash
        WHERE text_pairs(t.words) @> wanted
          AND NOT EXISTS (SELECT FROM unnest(terms) AS term WHERE position(term IN lower(t.words)) = 0)
          AND {rule("c.unit_id", "'contract-' || c.contract_id")}
        LIMIT least(most, {MOST_FOUND});
END
$$
"""  # nosec B608  # assembled from constants of the code only

FIND_CONTRACTS: Final = (
    PAIRS,
    "CREATE INDEX contract_texts_pairs ON contract_texts USING gin (text_pairs(words))",
    TITLES,
    FIND,
    "REVOKE ALL ON FUNCTION find_contracts(text[], integer, boolean) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION find_contracts(text[], integer, boolean) TO {app}, {system}",
)
"""`terms` are in small letters, of two characters at least; where the first stands in the words, 0 for the title.
Titles of imported contracts are in no index, which would cost an import a fifth of its speed (41 µs of a title against
1 without, of 216 for the whole contract): they are read one by one where they are asked for.
"""
