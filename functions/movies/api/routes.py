"""Where the modules beside this one declare their routes."""

from videoclub.http import Routes
from videoclub.identity import token_verifier
from videoclub.rate_limiter import rate_limiter

routes = Routes("movies", verifier=token_verifier, limiter=rate_limiter)
