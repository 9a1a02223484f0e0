"""The catalogue of problem types (RFC 9457): every error answer of the API is one of these, and no other.

`type` in an answer is the URL `<api>/problems/<slug>`, which opens the text below.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ProblemType:
    """One kind of refusal: its HTTP status, its title and what a client should do about it."""

    slug: str
    status: int
    title: str
    advice: str


def _catalogue(*types: ProblemType) -> dict[str, ProblemType]:
    return {problem.slug: problem for problem in types}


PROBLEMS = _catalogue(
    # -- any route
    ProblemType("validation-error", 400, "The request is malformed", "Correct the fields named in `errors`."),
    ProblemType(
        "unauthenticated", 401, "Credentials are missing or not valid", "Sign in again and send the access token."
    ),
    ProblemType("forbidden", 403, "Not allowed", "Use an account with the role, or a key with the scope, this needs."),
    ProblemType("not-found", 404, "Nothing here", "Check the id. What belongs to somebody else looks the same."),
    ProblemType("method-not-allowed", 405, "Method not allowed", "Use one of the methods named in `Allow`."),
    ProblemType("not-acceptable", 406, "Not available in that form", "Accept one of the media types the route names."),
    ProblemType("precondition-failed", 412, "It has changed meanwhile", "Read it again and repeat your change on it."),
    ProblemType("payload-too-large", 413, "The body is too large", "Send less in one request."),
    ProblemType("unsupported-media-type", 415, "Media type not understood", "Send the media type the route names."),
    ProblemType(
        "precondition-required", 428, "If-Match is required", "Read the resource, then send its ETag as If-Match."
    ),
    ProblemType("too-many-attempts", 429, "Too many attempts", "Wait for the seconds named in Retry-After."),
    ProblemType("quota-exceeded", 429, "Too many requests", "Wait for the seconds named in Retry-After."),
    ProblemType("internal-error", 500, "Something broke on our side", "Tell us the request id in `instance`."),
    ProblemType(
        "service-unavailable", 503, "A part is not answering", "Try again after the seconds named in Retry-After."
    ),
    ProblemType(
        "gateway-timeout",
        504,
        "It took too long",
        "See whether it was done. With its Idempotency-Key a request may be repeated as it was.",
    ),
    # -- writes that must happen once
    ProblemType("idempotency-key-required", 400, "Idempotency-Key is required", "Send a fresh unique key per intent."),
    ProblemType("request-in-progress", 409, "The first request is still running", "Try again in a moment."),
    ProblemType(
        "idempotency-key-reused", 422, "This key was used for another request", "Use a new key for a new request."
    ),
    # -- users
    ProblemType("invalid-credentials", 401, "E-mail or password is wrong", "Check both, or reset the password."),
    ProblemType("link-expired", 410, "The link has expired or was used", "Ask for a new one."),
    ProblemType("too-many-api-keys", 409, "There are too many API keys", "Delete one that is no longer used."),
    ProblemType("email-taken", 409, "This address has an account", "Sign in, or reset the password."),
    ProblemType("last-admin", 409, "Nobody else is an admin", "Make somebody else an admin first."),
    ProblemType("watchlist-full", 409, "The watchlist is full", "Take a film off it first."),
    # -- movies
    ProblemType("movie-archived", 409, "The film is no longer offered", "Choose another film."),
    ProblemType("movie-not-archived", 409, "The film is on offer", "Nothing is to be restored."),
    ProblemType(
        "price-overlaps", 409, "A price begins at that instant", "Take that price back first, or choose another time."
    ),
    ProblemType("price-in-effect", 409, "The price has taken effect", "Add another price; a past one stays on record."),
    # -- rental
    ProblemType("payment-declined", 402, "The payment was declined", "Use another payment method."),
    ProblemType("already-rented", 409, "You already rent this film", "Play the rental named in `rental`."),
    ProblemType("price-changed", 409, "The price has changed", "Confirm the price named in `price`."),
    ProblemType("already-started", 409, "The film has been started", "A started rental cannot be cancelled."),
    ProblemType("start-not-confirmed", 409, "Playing starts the clock", "Ask, then send `confirm_start: true`."),
    ProblemType("stream-limit-reached", 409, "Too many streams at once", "Stop one of `active`, or take one over."),
    ProblemType("rental-expired", 410, "The rental has ended", "Rent the film again."),
    ProblemType("session-ended", 410, "This playback session has ended", "Start a new playback session."),
)
