"""The HTTP doorway of Suggestions."""

from suggestions.models import ListedMovieAnswer, MovieListAnswer, RunAnswer, RunPage
from suggestions.suggesting import ListSource, Served
from suggestions.wiring import wired
from videoclub.errors import NotFound
from videoclub.http import ANYONE, Call, NoBody, NoQuery, PageQuery, Reply, Routes
from videoclub.http.lambda_app import LambdaApp
from videoclub.identity import Role, token_verifier
from videoclub.ids import MovieId
from videoclub.rate_limiter import rate_limiter

routes = Routes("suggestions", verifier=token_verifier, limiter=rate_limiter)


@routes.route("GET", "/trending", who=ANYONE, query=PageQuery, answer=MovieListAnswer)
def list_trending(call: Call[PageQuery, NoBody]) -> Reply[MovieListAnswer]:
    """The films rented most, lately."""
    return _page(call, wired().suggesting.list_trending())


@routes.route("GET", "/movies/{movie_id}/similar", who=ANYONE, query=PageQuery, answer=MovieListAnswer)
def list_similar(call: Call[PageQuery, NoBody]) -> Reply[MovieListAnswer]:
    """The films rented by those who rented this one."""
    return _page(call, wired().suggesting.list_similar(MovieId(call.path["movie_id"])))


@routes.route("GET", "/suggestion-runs", who=Role.ADMIN, query=PageQuery, answer=RunPage)
def list_runs(call: Call[PageQuery, NoBody]) -> Reply[RunPage]:
    """The runs of the job that makes all lists, the latest first."""
    runs, cursor = wired().runs.list_runs(limit=call.query.limit, cursor=call.query.cursor, now=call.now)
    return Reply(RunPage(items=[RunAnswer.of(run, call.base_url) for run in runs], **call.page_links(cursor)))


@routes.route("GET", "/suggestion-runs/{run_id}", who=Role.ADMIN, answer=RunAnswer, raises=[NotFound])
def read_run(call: Call[NoQuery, NoBody]) -> Reply[RunAnswer]:
    """One run: how far it is, and what became of the model."""
    return Reply(RunAnswer.of(wired().runs.read_run(call.path["run_id"], now=call.now), call.base_url))


def _page(call: Call[PageQuery, NoBody], served: Served[ListSource]) -> Reply[MovieListAnswer]:
    """A page of a list; the cursor holds how many were shown."""
    cursors, query = wired().cursors, {"list": call.resource}
    position = cursors.open(call.query.cursor, query=query)
    begin = int(position[0] or 0) if position else 0
    end = begin + call.query.limit
    further = cursors.seal([end], query=query) if end < len(served.items) else None
    answer = MovieListAnswer(
        items=[ListedMovieAnswer.of(item) for item in served.items[begin:end]],
        generated_at=served.generated_at,
        source=served.source,
        **call.page_links(further),
    )
    return Reply(answer)


app = LambdaApp(routes)
