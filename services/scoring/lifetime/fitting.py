"""Maximum likelihood on log parameters, from several starts, honest about convergence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from services.scoring.lifetime.errors import NotConvergedError

Array = NDArray[np.float64]
Likelihood = Callable[[Array], tuple[float, Array]]

# Beyond these a parameter is on its way to zero or infinity: the data do not identify it.
LOG_BOUND = 15.0
# Of the mean log-likelihood by log parameter; two orders under what moves a fourth decimal.
GRADIENT_TOLERANCE = 1e-6
# Two maxima whose total log-likelihoods differ by less are the same maximum.
SAME_MAXIMUM = 1e-3
CURVATURE_STEP = 1e-4


@dataclass(frozen=True, slots=True)
class Fit:
    """A search's outcome: parameters by the names of the paper, total log-likelihood, and whether it may be used."""

    parameters: dict[str, float]
    log_likelihood: float
    converged: bool
    reason: str
    starts: int
    evaluations: int

    def usable(self, field: str) -> dict[str, float]:
        """The parameters, or NotConvergedError naming the input `field` the fit came from."""
        if not self.converged:
            raise NotConvergedError(field, f"the fit did not converge: {self.reason}")
        return self.parameters


@dataclass(frozen=True, slots=True)
class _Ascent:
    point: Array
    objective: float
    gradient: Array
    evaluations: int


def maximise(
    likelihood: Likelihood, names: Sequence[str], starts: Sequence[Sequence[float]], observations: float
) -> Fit:
    """Search the maximum of a total log-likelihood over positive parameters.

    `likelihood` takes the parameters themselves and answers (total log-likelihood, its gradient by parameter);
    the search runs on their logarithms, and on the mean, so that tolerances mean the same for any `observations`.
    The best of all starts counts only if its gradient vanishes, the curvature there is that of a maximum, no parameter
    ran to a bound, and no other start found a higher likelihood without settling.
    """

    def mean_loss(log_point: Array) -> tuple[float, Array]:
        point = np.exp(log_point)
        total, slope = likelihood(point)
        if not np.isfinite(total) or not np.all(np.isfinite(slope)):
            return 1e10, np.zeros_like(log_point)
        return -total / observations, -slope * point / observations

    ascents = [_ascend(mean_loss, np.log(np.asarray(start, dtype=np.float64))) for start in starts]
    best = min(ascents, key=lambda ascent: ascent.objective)
    reason = _doubt(mean_loss, best, ascents, observations)
    return Fit(
        parameters={name: float(value) for name, value in zip(names, np.exp(best.point), strict=True)},
        log_likelihood=-best.objective * observations,
        converged=not reason,
        reason=reason,
        starts=len(starts),
        evaluations=sum(ascent.evaluations for ascent in ascents),
    )


def _ascend(loss: Likelihood, start: Array) -> _Ascent:
    answer = minimize(
        loss,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(-LOG_BOUND, LOG_BOUND)] * len(start),
        options={"ftol": 1e-15, "gtol": GRADIENT_TOLERANCE / 4, "maxiter": 500, "maxcor": 10},
    )
    point = np.asarray(answer.x, dtype=np.float64)
    return _Ascent(point, float(answer.fun), np.asarray(answer.jac, dtype=np.float64), int(answer.nfev))


def _doubt(loss: Likelihood, best: _Ascent, ascents: Sequence[_Ascent], observations: float) -> str:
    if best.objective >= 1e9:
        return "the likelihood is not finite at any start"
    if np.any(np.abs(best.point) > LOG_BOUND - 1e-3):
        return "a parameter ran to zero or infinity: the data do not identify it"
    if float(np.max(np.abs(best.gradient))) > GRADIENT_TOLERANCE:
        return "the gradient did not vanish"
    if not _is_maximum(loss, best.point):
        return "the likelihood is flat or saddle-shaped where the search stopped"
    agreeing = [a for a in ascents if (a.objective - best.objective) * observations <= SAME_MAXIMUM]
    if len(ascents) > 1 and len(agreeing) < 2:
        return "no two starts reached the same maximum"
    return ""


def _is_maximum(loss: Likelihood, point: Array) -> bool:
    size = len(point)
    curvature = np.empty((size, size))
    for axis in range(size):
        step = np.zeros(size)
        step[axis] = CURVATURE_STEP
        curvature[axis] = (loss(point + step)[1] - loss(point - step)[1]) / (2 * CURVATURE_STEP)
    eigenvalues = np.linalg.eigvalsh((curvature + curvature.T) / 2)
    return bool(eigenvalues[0] > 1e-8 * max(1.0, float(eigenvalues[-1])))
