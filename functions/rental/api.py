"""The HTTP doorway of Rental."""

from rental.errors import (
    AlreadyRented,
    AlreadyStarted,
    IdempotencyKeyReused,
    MovieArchived,
    PaymentDeclined,
    PriceChanged,
    RentalExpired,
    RequestInProgress,
    SessionEnded,
    StartNotConfirmed,
    StreamLimitReached,
)
from rental.models import (
    ContinueWatchingItem,
    ContinueWatchingPage,
    HeartbeatAnswer,
    ListRentals,
    PlaybackAnswer,
    PlaybackSessionAnswer,
    RentalAnswer,
    RentalPage,
    RentMovie,
    ReportPlayback,
    StartPlayback,
    WatchedMovieItem,
    WatchingAnswer,
    WatchingPage,
)
from rental.playback import SessionRequest
from rental.positions import open_position, open_watching_place, seal_position, seal_watching_place
from rental.renting import RentalRequest
from rental.wiring import wired
from videoclub.errors import NotFound, ServiceUnavailable
from videoclub.http import ANYONE, Call, NoAnswer, NoBody, NoQuery, PageQuery, Reply, Routes
from videoclub.http.lambda_app import LambdaApp
from videoclub.identity import Role, token_verifier
from videoclub.ids import MovieId, PlaybackSessionId, RentalId
from videoclub.rate_limiter import rate_limiter

routes = Routes("rental", verifier=token_verifier, limiter=rate_limiter)


@routes.route(
    "POST",
    "/rentals",
    who=Role.CUSTOMER,
    body=RentMovie,
    answer=RentalAnswer,
    status=201,
    raises=[
        AlreadyRented,
        IdempotencyKeyReused,
        MovieArchived,
        NotFound,
        PaymentDeclined,
        PriceChanged,
        RequestInProgress,
        ServiceUnavailable,
    ],
    idempotency_key=True,
)
def rent_movie(call: Call[NoQuery, RentMovie]) -> Reply[RentalAnswer]:
    """Rent a film."""
    request = RentalRequest(
        call.principal.customer_id,
        call.body.movie_id,
        call.body.payment_method,
        call.idempotency_key,
        call.body.expected_price,
    )
    rental = wired().renting.rent_movie(request, now=call.now).as_recorded()
    answer = RentalAnswer.of(rental, rental.state_at(rental.rented_at), call.base_url)
    return Reply(answer, location=answer.links["self"])


@routes.route("GET", "/rentals", who=Role.CUSTOMER, query=ListRentals, answer=RentalPage)
def list_rentals(call: Call[ListRentals, NoBody]) -> Reply[RentalPage]:
    """My rentals, newest first."""
    query = call.query.model_dump(mode="json") | {"customer_id": call.principal.customer_id}
    rentals, after = wired().renting.list_rentals(
        call.principal.customer_id,
        state=call.query.state,
        after=open_position(wired().cursors, call.query.cursor, query),
        limit=call.query.limit,
        now=call.now,
    )
    items = [RentalAnswer.of(rental, rental.state_at(call.now), call.base_url) for rental in rentals]
    return Reply(RentalPage(items=items, **call.page_links(seal_position(wired().cursors, after, query))))


@routes.route("GET", "/rentals/{rental_id}", who=Role.CUSTOMER, answer=RentalAnswer, raises=[NotFound])
def read_rental(call: Call[NoQuery, NoBody]) -> Reply[RentalAnswer]:
    """One of my rentals."""
    rental = wired().renting.read_rental(call.principal.customer_id, RentalId(call.path["rental_id"]))
    return Reply(RentalAnswer.of(rental, rental.state_at(call.now), call.base_url))


@routes.route(
    "POST",
    "/rentals/{rental_id}/cancellation",
    who=Role.CUSTOMER,
    answer=RentalAnswer,
    raises=[AlreadyStarted, NotFound, RentalExpired, ServiceUnavailable],
)
def cancel_rental(call: Call[NoQuery, NoBody]) -> Reply[RentalAnswer]:
    """Cancel a rental that was not played yet; the price is refunded."""
    rental = wired().renting.read_rental(call.principal.customer_id, RentalId(call.path["rental_id"]))
    cancelled = wired().cancelling.cancel_rental(rental, now=call.now)
    return Reply(RentalAnswer.of(cancelled, cancelled.state_at(call.now), call.base_url))


@routes.route(
    "GET",
    "/rentals/{rental_id}/playback",
    who=Role.CUSTOMER,
    answer=PlaybackAnswer,
    raises=[NotFound, RentalExpired],
)
def read_playback(call: Call[NoQuery, NoBody]) -> Reply[PlaybackAnswer]:
    """What playing this rental would do, and where it would resume."""
    rental = wired().renting.read_rental(call.principal.customer_id, RentalId(call.path["rental_id"]))
    position_s = wired().playback.read_playback(rental, now=call.now)
    return Reply(
        PlaybackAnswer(
            will_start_watch_window=rental.first_played_at is None,
            watch_within=rental.watch_within,
            position_s=position_s,
            duration_s=rental.duration_s,
        )
    )


@routes.route(
    "POST",
    "/rentals/{rental_id}/playback-sessions",
    who=Role.CUSTOMER,
    body=StartPlayback,
    answer=PlaybackSessionAnswer,
    status=201,
    raises=[NotFound, RentalExpired, ServiceUnavailable, StartNotConfirmed, StreamLimitReached],
)
def start_session(call: Call[NoQuery, StartPlayback]) -> Reply[PlaybackSessionAnswer]:
    """Start to play on a device."""
    rental = wired().renting.read_rental(call.principal.customer_id, RentalId(call.path["rental_id"]))
    request = SessionRequest(**call.body.model_dump())
    started = wired().playback.start_session(rental, request, now=call.now)
    return Reply(
        PlaybackSessionAnswer.of(started, wired().heartbeat_every_s),
        location=call.link(f"/playback-sessions/{started.session.id}"),
    )


@routes.route(
    "PUT",
    "/playback-sessions/{session_id}",
    who=Role.CUSTOMER,
    body=ReportPlayback,
    answer=HeartbeatAnswer,
    raises=[NotFound, SessionEnded],
)
def report_playback(call: Call[NoQuery, ReportPlayback]) -> Reply[HeartbeatAnswer]:
    """A heartbeat of the player."""
    heartbeat = wired().playback.report_playback(
        call.principal.customer_id,
        PlaybackSessionId(call.path["session_id"]),
        position_s=call.body.position_s,
        playing=call.body.state == "playing",
        now=call.now,
    )
    return Reply(
        HeartbeatAnswer(
            position_s=heartbeat.position_s,
            expires_at=heartbeat.expires_at,
            degraded=True if heartbeat.degraded else None,
        )
    )


@routes.route(
    "DELETE",
    "/playback-sessions/{session_id}",
    who=Role.CUSTOMER,
    answer=NoAnswer,
    status=204,
    raises=[NotFound, ServiceUnavailable],
)
def stop_session(call: Call[NoQuery, NoBody]) -> Reply[NoAnswer]:
    """Stop playing; the position is kept."""
    session_id = PlaybackSessionId(call.path["session_id"])
    wired().playback.stop_session(call.principal.customer_id, session_id, now=call.now)
    return Reply()


@routes.route(
    "GET",
    "/me/continue-watching",
    who=Role.CUSTOMER,
    query=PageQuery,
    answer=ContinueWatchingPage,
    raises=[ServiceUnavailable],
)
def continue_watching(call: Call[PageQuery, NoBody]) -> Reply[ContinueWatchingPage]:
    """Films I have begun and not finished, last watched first."""
    query = {"list": "continue-watching", "customer_id": call.principal.customer_id}
    begun, after = wired().resuming.continue_watching(
        call.principal.customer_id,
        after=open_position(wired().cursors, call.query.cursor, query),
        limit=call.query.limit,
        now=call.now,
    )
    items = [ContinueWatchingItem.of(progress, call.now) for progress in begun]
    return Reply(ContinueWatchingPage(items=items, **call.page_links(seal_position(wired().cursors, after, query))))


@routes.route("GET", "/movies/{movie_id}/watching", who=ANYONE, answer=WatchingAnswer, raises=[ServiceUnavailable])
def count_watching(call: Call[NoQuery, NoBody]) -> Reply[WatchingAnswer]:
    """How many are watching this film now."""
    return Reply(WatchingAnswer(count=wired().watching.count_watching(MovieId(call.path["movie_id"]))))


@routes.route("GET", "/watching", who=Role.ADMIN, query=PageQuery, answer=WatchingPage, raises=[ServiceUnavailable])
def list_watching(call: Call[PageQuery, NoBody]) -> Reply[WatchingPage]:
    """All films that are watched now, most watched first."""
    query = {"list": "watching"}
    watched, count, after = wired().watching.list_watching(
        after=open_watching_place(wired().cursors, call.query.cursor, query), limit=call.query.limit
    )
    items = [WatchedMovieItem(movie_id=movie.movie_id, count=movie.count) for movie in watched]
    links = call.page_links(seal_watching_place(wired().cursors, after, query))
    return Reply(WatchingPage(items=items, count=count, **links))


app = LambdaApp(routes)
