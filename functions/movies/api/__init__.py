"""The HTTP doorway of Movies: a module for each kind of resource."""

from movies.api import catalogue, developers, imports, people, prices
from movies.api.routes import routes
from videoclub.http.lambda_app import LambdaApp

__all__ = ["app", "catalogue", "developers", "imports", "people", "prices", "routes"]

app = LambdaApp(routes)
