"""The HTTP doorway of Movies: a module for each kind of resource."""

from movies.api import catalogue, developers
from movies.api.routes import routes
from videoclub.http.lambda_app import LambdaApp

__all__ = ["app", "catalogue", "developers", "routes"]

app = LambdaApp(routes)
