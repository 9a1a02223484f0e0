"""The HTTP doorway of Users: a module for each kind of resource."""

from users.api import accounts, health, me, sessions
from users.api.routes import routes
from videoclub.http.lambda_app import LambdaApp

__all__ = ["accounts", "app", "health", "me", "routes", "sessions"]

app = LambdaApp(routes)
