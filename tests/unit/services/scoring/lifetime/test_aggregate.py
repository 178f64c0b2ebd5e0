from datetime import date

from services.scoring.lifetime.aggregate import LIFETIME, TrainModel, decide
from services.scoring.lifetime.events import ModelTrained
from shared.testing.given import specification
from shared.values.errors import NotPossibleNowError

given = specification(LIFETIME, decide)

FIGURES = {
    "lifetime_id": "l",
    "model": "bg-nbd",
    "until": date(1997, 9, 30),
    "customers": 2357,
    "parameters": {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426},
    "log_likelihood": -9582.4,
    "spending": None,
    "currency": "USD",
}
TRAINED = ModelTrained(**FIGURES, converged=True)


def test_a_converged_fit_is_kept_with_its_figures():
    given().when(TrainModel(**FIGURES)).then(TRAINED)


def test_a_model_is_trained_once():
    given(TRAINED).when(TrainModel(**FIGURES)).fails(NotPossibleNowError)
