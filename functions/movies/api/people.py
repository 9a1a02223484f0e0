"""People and their films."""

from movies import wiring
from movies.api.routes import routes
from movies.models.movies import MovieSummary
from movies.models.people import ActedIn, PeoplePage, PeopleQuery, PersonAnswer, PersonSummary
from movies.movie import Person
from videoclub.errors import NotFound
from videoclub.http import ANYONE, Call, NoBody, NoQuery, Reply
from videoclub.ids import PersonId


@routes.route("GET", "/people", who=ANYONE, query=PeopleQuery, answer=PeoplePage)
def list_people(call: Call[PeopleQuery, NoBody]) -> Reply[PeoplePage]:
    """Find people by name; accents and typing errors are forgiven."""
    found = wiring.wired().people.list_people(call.query.q, limit=call.query.limit, cursor=call.query.cursor)
    items = [
        PersonSummary(id=person.id, name=person.name, links=_links(person, call.base_url)) for person in found.people
    ]
    return Reply(PeoplePage(items=items, **call.page_links(found.next_cursor)))


@routes.route("GET", "/people/{person_id}", who=ANYONE, answer=PersonAnswer, raises=[NotFound])
def read_person(call: Call[NoQuery, NoBody]) -> Reply[PersonAnswer]:
    """Somebody with the films on offer that they directed and act in, the latest first."""
    films = wiring.wired().people.read_person(PersonId(call.path["person_id"]), now=call.now)
    return Reply(
        PersonAnswer(
            id=films.person.id,
            name=films.person.name,
            links=_links(films.person, call.base_url),
            directed=[MovieSummary.of(movie, call.base_url) for movie in films.directed],
            acted_in=[
                ActedIn.of(movie, call.base_url).model_copy(update={"character": character})
                for movie, character in films.acted_in
            ],
        )
    )


def _links(person: Person, api_url: str) -> dict[str, str]:
    return {"self": f"{api_url}/people/{person.id}", "movies": f"{api_url}/movies?person_id={person.id}"}
