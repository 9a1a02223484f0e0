"""JSON Schemas of what goes in and out, made from the models that routes name."""

from collections.abc import Iterable, Mapping
from typing import Any, override

from pydantic import BaseModel
from pydantic.json_schema import CoreModeRef, DefsRef, GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from videoclub.http.models import NoAnswer, NoBody, NoQuery, TextAnswer, TextBody
from videoclub.http.routes import Routes

type Schema = dict[str, Any]

_PREFIX = "#/components/schemas/"
_TEXT: Schema = {"type": "string"}
_WITHOUT_SCHEMA = {NoAnswer, NoBody, NoQuery, TextAnswer, TextBody}


def reference(name: str) -> Schema:
    """A reference to the component of that name."""
    return {"$ref": _PREFIX + name}


class ModelSchemas:
    """The schemas of all models that the routes of some services name; those of bodies and answers are components."""

    def __init__(self, services: Iterable[Routes]) -> None:
        queries, bodies, answers = set[type[BaseModel]](), set[type[BaseModel]](), set[type[BaseModel]]()
        for service in services:
            for route in service.declared:
                queries.add(route.query)
                bodies.add(route.body)
                answers |= {route.answer, *route.also.values()}
            answers |= {webhook.message for webhook in service.webhooks}
        wanted = [(model, "validation") for model in _named(queries | bodies)]
        wanted += [(model, "serialization") for model in _named(answers)]
        references, definitions = models_json_schema(
            wanted,  # pyright: ignore[reportArgumentType]
            ref_template=_PREFIX + "{model}",
            schema_generator=_Generator,
        )
        self._references: Mapping[Any, Schema] = references
        self._schemas: dict[str, Schema] = definitions.get("$defs", {})
        of_queries = {self._name_of(self._references[model, "validation"]) for model in _named(queries)}
        self.components = {name: schema for name, schema in self._schemas.items() if name not in of_queries}

    def of_body(self, model: type[BaseModel]) -> Schema:
        """The schema of a request's body."""
        return _TEXT if issubclass(model, TextBody) else self._references[model, "validation"]

    def of_answer(self, model: type[BaseModel]) -> Schema:
        """The schema of an answer's body."""
        return _TEXT if issubclass(model, TextAnswer) else self._references[model, "serialization"]

    def of_query(self, model: type[BaseModel]) -> Schema:
        """The schema of a query: its members are the parameters, one of which may be absent, but never null."""
        if model in _WITHOUT_SCHEMA:
            return {"properties": {}}
        schema = self._schemas[self._name_of(self._references[model, "validation"])]
        return schema | {"properties": {name: _without_null(it) for name, it in schema["properties"].items()}}

    def resolved(self, schema: Schema) -> Schema:
        """The schema itself, in the place of a reference to it."""
        return self._schemas[self._name_of(schema)] if "$ref" in schema else schema

    @staticmethod
    def _name_of(schema: Schema) -> str:
        return str(schema["$ref"]).removeprefix(_PREFIX)


class _Generator(GenerateJsonSchema):
    """Schemas as this API writes values.

    Serialisers of ours choose how a value is written, never what it is, so its schema is that of the value. A model
    that has one leaves out what is absent: null is no value of its members.
    """

    @override
    def ser_schema(self, schema: Any) -> JsonSchemaValue | None:
        return None if schema["type"].startswith("function") else super().ser_schema(schema)

    @override
    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        described = super().model_schema(schema)
        described.pop("title", None)  # the component's name says it
        if self.mode == "serialization" and "serialization" in schema:
            properties: dict[str, Schema] = described.get("properties", {})
            described["required"] = [name for name, it in properties.items() if not _is_nullable(it)]
            described["properties"] = {name: _without_null(it) for name, it in properties.items()}
        return described

    @override
    def field_title_should_be_set(self, schema: Any) -> bool:
        return False  # the name says it

    @override
    def get_defs_ref(self, core_mode_ref: CoreModeRef) -> DefsRef:
        """Where services share a name, that of each comes before it: `RentalState`."""
        ref = super().get_defs_ref(core_mode_ref)
        name, *further = self._prioritized_defsref_choices[ref]
        service = core_mode_ref[0].partition(".")[0].capitalize()
        self._prioritized_defsref_choices[ref] = [name, DefsRef(service + name), *further]
        return ref


def _named(models: set[type[BaseModel]]) -> list[type[BaseModel]]:
    return sorted(models - _WITHOUT_SCHEMA, key=lambda model: f"{model.__module__}.{model.__name__}")


def _is_nullable(schema: Schema) -> bool:
    return {"type": "null"} in schema.get("anyOf", ())


def _without_null(schema: Schema) -> Schema:
    if not _is_nullable(schema):
        return schema
    rest = {name: value for name, value in schema.items() if name != "anyOf" and (name, value) != ("default", None)}
    values = [value for value in schema["anyOf"] if value != {"type": "null"}]
    return rest | (values[0] if len(values) == 1 else {"anyOf": values})
