"""The manual: every key has a meaning, an example that is right, and stands in the page that ships."""

import json

import jsonschema
import pytest
import yaml
from pydantic import ValidationError

from render.family import Options
from render.gallery.usage import used
from render.scene.course import Course
from render.scene.json_schema import json_schema, whole_schema
from render.scene.manual import by_path, in_scene, meant
from render.scene.schema import Scene
from tests.conftest import BASIC, ROOT


def models(kind=Options):
    """All models that an author's keys are read by."""
    for each in kind.__subclasses__():
        yield from models(each) if each.__subclasses__() else [each]


def listed(value):
    """A value as the loader gives it to the models."""
    if isinstance(value, dict):
        return {key: listed(each) for key, each in value.items()}
    return tuple(map(listed, value)) if isinstance(value, list) else value


@pytest.mark.parametrize(("page", "command"), [("MANUAL.md", "explain"), ("README.md", "gallery")])
def test_a_page_is_the_one_that_the_command_prints(page, command, render):
    code, out, _ = render(command, "--markdown")
    assert code == 0
    assert (ROOT / "scenes" / page).read_text(encoding="utf-8") == out


def test_every_key_has_a_meaning_and_examples_that_its_model_accepts():
    wrong, no_files = [], "there is no file"
    for model in models():
        schema = whole_schema(model)
        keys = schema.get("anyOf", [schema])[-1].get("properties", {})
        required = schema.get("anyOf", [schema])[-1].get("required", ())
        needed = {name: keys[name]["examples"][0] for name in required}
        for name, said in keys.items():
            if "const" not in said:
                assert said["description"], (model, name)
                for example in said["examples"]:
                    try:
                        model.model_validate(listed({**needed, name: example}))
                    except ValidationError as error:
                        mistakes = [each["msg"] for each in error.errors() if each["loc"][:1] == (name,)]
                        wrong += [(model, name, each) for each in mistakes if not each.startswith(no_files)]
    assert wrong == []


def test_every_member_is_told_and_written_as_it_is_read():
    members = [each for key in by_path().values() for each in key.members]
    assert len(members) > 80
    for member in members:
        assert member.says
        (value,) = yaml.safe_load(in_scene(member)).values()
        (said,) = value if isinstance(value, list) else [value]
        assert (said["kind"] if isinstance(said, dict) else said) == member.name


def test_editors_accept_what_the_loader_accepts():
    checker = jsonschema.Draft202012Validator(json.loads(json_schema(Scene)))
    checker.check_schema(checker.schema)
    jsonschema.Draft202012Validator.check_schema(json.loads(json_schema(Course)))
    for path in sorted((ROOT / "scenes").glob("*.yaml")):
        checker.validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    basic = yaml.safe_load(BASIC.read_text(encoding="utf-8"))
    for short in ({"slow_motion": 0}, {"panels": "fit"}, {"validation": 0.3}, {"output": {"formats": "gif"}}):
        checker.validate({**basic, **short})
    for fault in ({"panels": "fti"}, {"panels": []}, {"validation": 1.3}, {"output": {"formats": ["gfi"]}}):
        assert list(checker.iter_errors({**basic, **fault})), fault


@pytest.mark.parametrize(
    ("word", "paths"),
    [
        ("surface", ["panels.surface"]),
        ("panels.surface.levels", ["panels.surface.levels"]),
        ("beta", ["optimizer.momentum.beta", "optimizer.nesterov.beta"]),
        ("nothing", []),
    ],
)
def test_a_word_means_the_keys_that_end_with_it(word, paths):
    assert [each.path for each in meant(word)] == paths


def test_explain_tells_all_of_a_key(render, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    code, out, err = render("explain", "surface")
    assert (code, err) == (0, "")
    assert out.startswith("panels.surface\n\n  Contours of the loss, the path of each run")
    assert "\n  example  panels: [{kind: surface, arrows: false}]\n" in out
    assert "\n  levels  how many contours" in out
    assert " a whole number from 3 to 30 · default: 12 " in " ".join(out.split())
    assert "momentum" in out.partition("  scenes  ")[2]


def test_explain_of_what_is_no_key(render):
    assert render("explain", "panles") == (2, "", 'error: there is no key "panles": did you mean "panels"?\n')


def test_scenes_use_what_they_say_and_what_that_means():
    text = "compare: {hidden: [1, 2]}\nmodel: network\npacing: {seconds: 3}\npanels: [fit, {kind: loss, scale: log}]\n"
    assert used(text) == {
        *("compare", "model", "model.network", "model.network.hidden"),
        *("pacing", "pacing.slow-start", "pacing.slow-start.seconds"),
        *("panels", "panels.fit", "panels.loss", "panels.loss.scale"),
    }
    assert used("- no\n- scene") == used("a: [") == set()
