"""What a cohort of contracts says about renewals to come."""

from __future__ import annotations

from typing import Any

from services.scoring.lifetime import shifted_beta_geometric as sbg
from services.scoring.lifetime.errors import InputRefusedError
from services.scoring.lifetime.fitting import Array

# A period is taken for a year; the rate is that of Fader & Hardie (2010).
DISCOUNT = 0.10


def project_renewals(active: Array, discount: float = DISCOUNT) -> dict[str, Any]:
    """Fit a cohort; answer parameters, total log-likelihood, survival of periods 0..n and residual life after n.

    Expected residual life is null where the model says it is infinite (alpha of 1 or less); the discounted one is
    finite always. A fit that does not converge raises NotConvergedError.
    """
    if not 0 < discount <= 1:
        raise InputRefusedError("discount", "it must be above 0 and at most 1")
    fit = sbg.fit(active)
    parameters = fit.usable("active")
    last = len(active) - 1
    curve = sbg.survival(parameters, last)
    residual = [sbg.expected_residual_life(parameters, period) for period in range(last + 1)]
    return {
        "model": "shifted-beta-geometric",
        "converged": fit.converged,
        "parameters": parameters,
        "log_likelihood": fit.log_likelihood,
        "survival": curve.tolist(),
        "retention": [None, *(curve[1:] / curve[:-1]).tolist()],
        "expected_residual_life": residual[last],
        "expected_residual_life_is_infinite": residual[last] is None,
        "discounted_expected_residual_life": sbg.discounted_residual_life(parameters, last, discount),
        "discount": discount,
        "periods": [
            {
                "period": period,
                "active": float(active[period]),
                "survival": float(curve[period]),
                "expected_residual_life": residual[period],
                "discounted_expected_residual_life": sbg.discounted_residual_life(parameters, period, discount),
            }
            for period in range(last + 1)
        ],
    }
