"""The recommender as a library: `fit` makes a `Model` of who rented what; a `Model` recommends and explains.

Two voices are added up, each standardised per customer: links between films (ridge regression on the nearest films)
and factors (implicit alternating least squares). How strongly they are regularised, how they are weighed and how much
more recent rentals count is decided at every fit, on customers held out of it. Needs numpy and scipy, and nothing of
the rest of the service.
"""

from suggestions.model.fitting import fit
from suggestions.model.model import Model

__all__ = ["Model", "fit"]
