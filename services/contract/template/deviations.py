"""Where one set of clauses departs from another, by the name of the clause."""

from collections.abc import Sequence

from services.contract.template.events import Clause, Deviation


def departed(base: Sequence[Clause], clauses: Sequence[Clause]) -> tuple[Deviation, ...]:
    """What was changed and added, in the order of `clauses`, then what was left out. A clause whose words or condition
    differ is changed; its risk is the one it had.
    """
    before = {clause.clause: clause for clause in base}
    found = []
    for clause in clauses:
        known = before.get(clause.clause)
        if known is None:
            found.append(Deviation(clause=clause.clause, departure="added", risk=clause.risk))
        elif (known.text_hash, known.condition) != (clause.text_hash, clause.condition):
            found.append(Deviation(clause=clause.clause, departure="changed", risk=known.risk))
    kept = {clause.clause for clause in clauses}
    gone = [clause for clause in base if clause.clause not in kept]
    return (*found, *(Deviation(clause=one.clause, departure="omitted", risk=one.risk) for one in gone))
