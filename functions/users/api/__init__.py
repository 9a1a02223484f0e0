"""The HTTP doorway of Users: a module for each kind of resource."""

from users.api import (
    accounts,
    api_keys,
    audit,
    customers,
    health,
    home,
    insights,
    mail_links,
    me,
    personal_data,
    segments,
    sessions,
)
from users.api.routes import routes
from videoclub.http.lambda_app import LambdaApp

__all__ = [
    "accounts",
    "api_keys",
    "app",
    "audit",
    "customers",
    "health",
    "home",
    "insights",
    "mail_links",
    "me",
    "personal_data",
    "routes",
    "segments",
    "sessions",
]

app = LambdaApp(routes)
