"""The HTTP doorway of Movies: a module for each kind of resource."""

from movies.api import catalogue
from movies.api.routes import routes

__all__ = ["app", "catalogue", "routes"]

app = routes.lambda_app()
