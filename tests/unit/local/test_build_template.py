"""template.yaml as data."""

from pathlib import Path

import pytest

from videoclub_local.build.errors import BuildError
from videoclub_local.build.template import FUNCTION, LAYER, layers_of, load_template, resources_of_type, with_code

ROOT = Path(__file__).parents[3]


@pytest.fixture
def template(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "template.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("!Ref Api", {"Ref": "Api"}),
        ("!GetAtt Queue.Arn", {"Fn::GetAtt": ["Queue", "Arn"]}),
        ("!GetAtt Nested.Outputs.Arn", {"Fn::GetAtt": ["Nested", "Outputs.Arn"]}),
        ("!Sub '${Api}/x'", {"Fn::Sub": "${Api}/x"}),
        ("!Not [!Equals [!Ref A, '']]", {"Fn::Not": [{"Fn::Equals": [{"Ref": "A"}, ""]}]}),
        ("!If [Has, !Ref A, !Sub '${B}']", {"Fn::If": ["Has", {"Ref": "A"}, {"Fn::Sub": "${B}"}]}),
        ("!Sub ['${O}/i', {O: !Ref Origin}]", {"Fn::Sub": ["${O}/i", {"O": {"Ref": "Origin"}}]}),
        ("!Condition Has", {"Condition": "Has"}),
        ("2012-10-17", "2012-10-17"),  # a version, not a date
    ],
)
def test_short_forms_become_what_json_can_say(template, short, long):
    # When
    loaded = load_template(template(f"Resources: {{It: {{Value: {short}}}}}"))
    # Then
    assert loaded["Resources"]["It"]["Value"] == long


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Resources: {It: {Responses: {description: Given, here}}}", r"no value at Resources\.It\.Responses\.here"),
        ("Resources: {It: [1, null]}", r"no value at Resources\.It\[1\]"),
        ("Resources: {It: [}", "not valid YAML"),
        ("just text", "has no Resources"),
        ("", "has no Resources"),
    ],
)
def test_what_cannot_be_deployed_is_refused_by_its_place(template, text, message):
    with pytest.raises(BuildError, match=message):
        load_template(template(text))


def test_a_missing_template_says_where_it_was_looked_for(tmp_path):
    with pytest.raises(BuildError, match=r"no template at .*template\.yaml"):
        load_template(tmp_path / "template.yaml")


def test_code_is_all_that_changes():
    # Given
    original = load_template(ROOT / "template.yaml")
    # When
    completed = with_code(
        original, lambda service: {"Bucket": "b", "Key": service}, lambda layer: {"Bucket": "b", "Key": layer}
    )
    # Then
    functions, layers = (resources_of_type(completed, kind) for kind in (FUNCTION, LAYER))
    assert functions["MoviesApi"]["Properties"]["CodeUri"] == {"Bucket": "b", "Key": "movies"}
    assert layers["PostgresLayer"]["Properties"]["ContentUri"] == {"Bucket": "b", "Key": "postgres"}
    for name in functions:
        completed["Resources"][name]["Properties"]["CodeUri"] = original["Resources"][name]["Properties"]["CodeUri"]
    for name in layers:
        completed["Resources"][name]["Properties"]["ContentUri"] = original["Resources"][name]["Properties"][
            "ContentUri"
        ]
    assert completed == original


def test_every_function_lies_on_the_kernel_and_the_base_that_its_other_layers_are_without():
    template = load_template(ROOT / "template.yaml")
    for name, function in resources_of_type(template, FUNCTION).items():
        assert layers_of(template, function)[:2] == ["common", "base"], name
