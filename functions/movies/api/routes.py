"""Where the modules beside this one declare their routes."""

from videoclub.http import Routes
from videoclub.identity import token_verifier

routes = Routes("movies", verifier=token_verifier)
