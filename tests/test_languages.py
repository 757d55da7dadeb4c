"""Every text in every language: whole, true to the recording, and in a place of its own on the picture."""

import re
import shutil

import pytest
from matplotlib.font_manager import FontProperties, findfont

from render.description import describe
from render.drawing import installed
from render.drawing.proof import Proof, drawn_texts
from render.drawing.typefaces import typefaces
from render.errors import FilmError, SceneError
from render.languages import Texts, _placeholders
from render.lint.overlaps import faults_of
from render.scene.script import beats_of
from tests.conftest import ROOT, scene_of, stage_of, train_all
from tests.test_structure import FAMILIES

LANGUAGES = FAMILIES["render.languages"].members
ENGLISH = LANGUAGES["en"]()
SCENES = sorted(path.stem for path in (ROOT / "scenes").glob("*.yaml"))
PARTS = {"kind", "description", "notes", "player"}
ALIKE = {
    "de": "run_ends description.run player.pause",
    "es": "run_ends description.run",
    "zh": "run_ends player.key_shift player.key_ends",
}
"""Texts that are the same in English."""


def texts_of(texts, before=""):
    """All texts by name, those of groups as group.name."""
    for name, text in texts:
        if isinstance(text, Texts):
            yield from texts_of(text, f"{before}{name}.")
        elif before + name not in {"kind", "code"}:
            yield before + name, text


@pytest.fixture
def in_language(tmp_path):
    """A shipped scene in another language, and with other keys."""
    shutil.copytree(ROOT / "scenes" / "data", tmp_path / "data")

    def make(name, language, **changed):
        text = (ROOT / "scenes" / f"{name}.yaml").read_text(encoding="utf-8")
        keys = {"language": language, **changed}
        kept = [line for line in text.splitlines() if line.partition(":")[0] not in keys]
        path = tmp_path / f"{name}.yaml"
        path.write_text("\n".join([*kept, *(f"{key}: {value}" for key, value in keys.items())]), encoding="utf-8")
        return path

    return make


def needs_chinese():
    """Skip where no font with the texts' characters is installed."""
    try:
        typefaces({}, LANGUAGES["zh"]().drawn)
    except FilmError:
        pytest.skip("no font for Chinese is installed")


@pytest.mark.parametrize("kind", LANGUAGES)
def test_each_text_is_given_with_the_placeholders_of_the_english_one(kind):
    language, english = LANGUAGES[kind](), dict(texts_of(ENGLISH))
    texts = dict(texts_of(language))
    assert texts.keys() == english.keys()
    for name, text in texts.items():
        assert sorted(_placeholders(text)) == sorted(_placeholders(english[name])), name
    alike = {name for name, text in texts.items() if text == english[name] and any(map(str.isalpha, text))}
    assert kind == "en" or alike == {*ALIKE[kind].split()}
    schema = LANGUAGES[kind].model_json_schema()
    for part in [schema, *schema["$defs"].values()]:
        assert all(field.get("description") for name, field in part["properties"].items() if name not in PARTS)


@pytest.mark.parametrize("kind", LANGUAGES)
def test_words_of_beats_can_be_read_in_their_time(kind):
    numbers = {"slope": "−0.123", "parameter": "b"}
    beats = {name: text.format(**numbers) for name, text in LANGUAGES[kind]() if name.startswith("beat_")}
    assert {name: len(text) for name, text in beats.items() if len(text) > (54 if "loss" in name else 37)} == {}


def test_author_changes_single_texts(write):
    scene = scene_of(write(language="{kind: de, guess: Gerade, notes: {step: 'Nr. {step}'}}"))
    assert (scene.language.guess, scene.language.truth) == ("Gerade", "Wahrheit")
    assert (scene.language.notes.step, scene.language.notes.begins) == ("Nr. {step}", "der Film beginnt")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("{guess: 'my {line}'}", "scene.yaml:6:19: unknown placeholder {line}\n  6 | language: {guess: 'my {line}'}\n"),
        ("{learning_rate: eta}", "scene.yaml:6:27: the placeholder {rate} is missing\n"),
        ("{learning_rate: '{rate:.9f}'}", "scene.yaml:6:27: unknown placeholder {rate:.9f}\n"),
        ("{learning_rate: '{rate} {'}", 'scene.yaml:6:27: a brace is alone in "{rate} {"\n'),
        ("fr", 'language cannot be "fr"\n  6 | language: fr\n    |           ^^\n    = known here: de, en, es, zh\n'),
    ],
)
def test_what_cannot_be_a_text(language, said, write, render):
    write(language=language)
    code, _, err = render("check", "scene.yaml")
    assert code == 2
    assert said in err


@pytest.mark.parametrize("kind", LANGUAGES)
@pytest.mark.parametrize("name", SCENES)
def test_numbers_of_a_description_are_those_of_the_recording(name, kind, in_language):
    path = in_language(name, kind)
    scene, recordings = scene_of(path), train_all(path)
    alt, whole = describe(scene, recordings)
    assert "{" not in alt + whole
    assert len(alt) <= 300
    plain = alt.replace("\N{MINUS SIGN}", "-")
    for recording in recordings:
        assert f"{recording.steps:,}" in plain or scene.compare
        numbers = [float(number) for number in _numbers(plain)]
        last = [recording.loss[-1]] if scene.compare else [*recording.parameters[-1], recording.loss[-1]]
        for value in last:
            assert any(shown == pytest.approx(float(value), rel=2e-2, abs=6e-4) for shown in numbers), value
    assert scene.title in whole


def _numbers(text):
    superscripts = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
    text = re.sub(r"×10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)", lambda power: f"e{power[1].translate(superscripts)}", text)
    return [found.replace(",", "") for found in re.findall(r"-?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?", text)]


def test_picture_is_in_the_language_of_its_scene(write):
    path = write(language="de", slow_motion="[1]", panels="[fit, loss]")
    stage, timeline = stage_of(path)
    said = set()
    proof = Proof(stage)
    for moment in timeline:
        if moment.beat or moment.position in {0, 10}:
            stage.frame(moment)
            said |= {text.said for text in proof.texts()}
    expected = {"Schritt", "von 10", "Verlust", "Wahrheit", "Modell", "wahr 0.100", "wahr 0.500", "noch unterwegs"}
    expected |= {"mittlerer quadratischer Fehler (log)", *beats_of(scene_of(path), train_all(path)).values()}
    assert expected <= said
    drawn = dict(texts_of(ENGLISH))
    assert not {drawn[name] for name in ("step", "loss", "truth", "guess", "ends_underway")} & said


@pytest.mark.parametrize("kind", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "changed"),
    [
        *((name, {}) for name in ("slow-motion", "too-large", "learning-rates", "code", "from-csv")),
        ("basic", {"panels": "[parameters, status, rule]"}),
        ("basic", {"output": "{size: square}"}),
        ("basic", {"output": "{size: portrait}"}),
    ],
)
def test_texts_have_places_of_their_own(name, changed, kind, in_language):
    path = in_language(name, kind, **changed)
    if kind == "zh":
        needs_chinese()
    stage, timeline = stage_of(path)
    size, beats = scene_of(path).output.size, {}
    for index, moment in enumerate(timeline):
        if moment.beat and moment.part > 0.5 and moment.opacity == 1:
            beats.setdefault(moment.beat, index)
    proof = Proof(stage)
    for index in {0, len(timeline) // 2, len(timeline) - 1, *beats.values()}:
        stage.frame(timeline[index])
        faults = faults_of(proof.texts(), *size, 2 * stage.canvas.unit)
        assert [(fault.one.said, fault.other and fault.other.said) for fault in faults] == []


@pytest.fixture
def han(tmp_path):
    """A font with the characters of Chinese, all of them squares, and nothing else."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    characters = sorted({c for _, text in texts_of(LANGUAGES["zh"]()) for c in text if ord(c) > 0x2E7F})
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 800), (900, 800), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    names, square = [".notdef", *(f"uni{ord(c):04X}" for c in characters)], pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(c): f"uni{ord(c):04X}" for c in characters})
    builder.setupGlyf(dict.fromkeys(names, square))
    builder.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(tmp_path / "squares.ttf")
    return tmp_path / "squares.ttf"


def test_an_installed_font_draws_what_ours_lack(write, only_our_fonts, han, monkeypatch):
    scene = write(language="zh")
    with pytest.raises(
        SceneError, match=r"no installed font has (?s:.*)= install one that has, such as Noto Sans CJK SC"
    ):
        stage_of(scene)
    monkeypatch.setattr(installed.font_manager, "findSystemFonts", lambda: [str(han)])
    stage, _ = stage_of(scene)
    step = next(text for text in drawn_texts(stage) if text.get_text() == "步数")
    assert findfont(FontProperties(family=step.get_fontfamily()[-1:], weight=600)) == str(han)


@pytest.mark.parametrize(
    ("characters", "language", "region"),
    [
        ("直骨", "en", "SC"),
        ("直骨の", "en", "JP"),
        ("直骨의", "en", "KR"),
        ("直骨ㄅ", "en", "TC"),
        ("直骨", "ja", "JP"),
        ("直骨の", "zh-Hans", "SC"),
        ("直骨", "zh-Hant-TW", "TC"),
        ("直骨", "ko-KR", "KR"),
        ("直骨", "zha", "SC"),
    ],
)
def test_chinese_characters_look_as_their_language_writes_them(characters, language, region):
    assert installed._region("".join(sorted(characters)), language) == region


def test_several_fonts_draw_what_no_font_has_alone(only_our_fonts, han, monkeypatch):
    monkeypatch.setattr(installed.font_manager, "findSystemFonts", lambda: [str(han)])
    han_character = next(c for c in LANGUAGES["zh"]().step if ord(c) > 0x3000)
    assert len(installed.installed(han_character)) == 1
    assert len(installed.installed("".join(sorted({han_character, chr(0x10A0)})))) == 2
