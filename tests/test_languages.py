"""Every text in every language: whole, true to the recording, and in a place of its own on the picture."""

import re
import shutil
from importlib import import_module
from itertools import cycle

import pytest
import yaml
from matplotlib.font_manager import FontProperties, findfont

from render.drawing import installed
from render.drawing.letters import unsure
from render.drawing.panels.fit import FitTexts
from render.drawing.proof import Proof, drawn_texts
from render.drawing.typefaces import typefaces
from render.errors import FilmError, SceneError
from render.languages import Language, Texts, files
from render.languages.english import english
from render.languages.faults import placeholders
from render.lint.overlaps import faults_of
from render.output.description import FEW, describe
from render.output.stamp import Stamp
from render.scene.script import beats_of
from tests.conftest import ROOT, python, scene_of, stage_of, train_all
from tests.test_structure import FAMILIES, modules

LANGUAGES = files.kinds()
ENGLISH = {name: said.text for name, said in english().items()}
SCENES = sorted(path.stem for path in (ROOT / "scenes").glob("*.yaml"))
LONG = [
    *(
        "circles",
        "digits",
        "dropout",
        "early-stopping",
        "edge-of-stability",
        "how-bends-add-up",
        "iris",
        "line-is-not-enough",
    ),
    *("overfit", "race", "schedules", "spiral", "thousands", "too-small", "warmup", "weight-decay"),
]
"""Those of them whose training takes long, and is told as another one's: as xor, boundary, mini-batches and adam."""
ALIKE = {
    "de": "description.short_run_named verdict.run_ends description.run player.pause "
    "player.numbers player.numbers_of_run schedule.linear",
    "es": "description.short_run_named verdict.run_ends description.run network.error "
    "player.numbers player.numbers_of_run",
    "zh": "verdict.run_ends player.key_shift player.key_ends",
}
"""Texts that are the same in English."""
MANY = 4
"""Runs up to which a short description has the numbers of all."""
PUNCTUATED = ["standardize.weight", "standardize.loss", "standardize.rule"]
"""Those in which languages differ by their punctuation only."""


@pytest.fixture
def in_language(tmp_path):
    """A shipped scene in another language, and with other keys."""
    shutil.copytree(ROOT / "scenes" / "data", tmp_path / "data")

    def make(name, language, **changed):
        if language == "zh":
            needs_chinese()
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
        typefaces({}, Language(kind="zh").drawn)
    except FilmError:
        pytest.skip("no font for Chinese is installed")


@pytest.mark.parametrize("kind", sorted(set(LANGUAGES) - {"en"}))
def test_a_language_says_what_is_said_in_english(kind):
    path = files.FOLDER / f"{kind}.yaml"
    said = dict(yaml.compose(path.read_text(encoding="utf-8")).value[1][1].value)
    names = [node.value for node in said]
    texts = {name.value: text.value for name, text in said.items()}
    known = [name for name in texts if name in ENGLISH]
    other = [name for name in known if sorted(placeholders(texts[name])) != sorted(placeholders(ENGLISH[name]))]
    report = {
        "says what nobody says in English": [name for name in texts if name not in ENGLISH],
        "says twice": sorted({name for name in names if names.count(name) > 1}),
        "has other placeholders than English": [f'{name}: "{texts[name]}", "{ENGLISH[name]}"' for name in other],
    }
    lines = [line for told, found in report.items() if found for line in (f"{kind}.yaml {told}:", *found)]
    assert not lines, "\n  ".join(lines)
    alike = {name for name in known if texts[name] == ENGLISH[name] and any(map(str.isalpha, texts[name]))}
    assert alike == {*ALIKE[kind].split(), *([] if kind == "zh" else PUNCTUATED)}


@pytest.mark.parametrize("kind", sorted(set(LANGUAGES) - {"en"}))
def test_what_a_language_lacks_is_listed(kind):
    """A new member is one file: its texts are said in English until somebody translates them."""
    lacks = [f'{name}: "{text}"' for name, text in ENGLISH.items() if name not in files.file_of(kind).texts]
    if lacks:
        pytest.skip("\n  ".join([f"{kind}.yaml lacks {len(lacks)} texts:", *lacks]))


def test_texts_are_read_as_they_are_run_and_named_by_one_rule():
    families = {"render.drawing.panels": "", "render.training.models": "model.", "render.training.losses": "loss."}
    families["render.training.optimizers"] = "optimizer."
    families |= {package: f"{package.rpartition('.')[2]}." for package in FAMILIES if package not in families}
    of_members = {
        f"{before}{kind}": f"{package}.{kind.replace('-', '_')}"
        for package, before in families.items()
        for kind in FAMILIES[package].members
    }
    found, speakers = {}, []
    for module, path in modules():
        if re.search(r"Texts\b", path.read_text(encoding="utf-8")):
            for each in vars(import_module(module)).values():
                if (
                    isinstance(each, type)
                    and issubclass(each, Texts)
                    and each.__module__ == module
                    and each is not Texts
                ):
                    assert each.__doc__
                    speakers.append(each.speaker)
                    found |= {f"{each.speaker}.{name}": getattr(each, name) for name in each.names()}
                    assert of_members.get(each.speaker, module) == module
                    assert "." not in each.speaker or each.speaker in of_members
    assert sorted(speakers) == sorted(set(speakers))
    assert found == ENGLISH


def test_our_typefaces_draw_english():
    assert not [name for name, said in english().items() if said.drawn and unsure(said.text)]
    assert {"about", "description", "notes", "player", "triptych"} == {
        n.partition(".")[0] for n in ENGLISH if not english()[n].drawn
    } - {
        *FAMILIES["render.drawing.panels"].members,
        "landscape",
        "model",
        "optimizer",
    }


@pytest.mark.parametrize("kind", LANGUAGES)
def test_words_of_beats_can_be_read_in_their_time(kind):
    numbers, texts = (
        {"slope": "−0.123", "parameter": "b", "count": 60, "rate": 0.1, "sample": 40},
        ENGLISH | dict(files.file_of(kind).texts),
    )
    told = (
        "beats.",
        ".beat_",
        "model.predict",
        ".logistic.predict",
        ".line.predict",
        ".polynomial.predict",
        ".network.pr",
    )
    beats = {n: text.format(**numbers) for n, text in texts.items() if any(part in n for part in told)}
    beats |= {n: text for n, text in texts.items() if n.startswith("optimizer.") and n.endswith(".update")}
    assert len(beats) == 45
    most = {name: 50 if "loss" in name else 28 if "predict" in name else 40 for name in beats}
    assert {name: len(text) for name, text in beats.items() if len(text) > most[name]} == {}


def test_author_changes_single_texts(write):
    words = scene_of(write(language="{kind: de, texts: {fit.guess: Gerade, notes.step: 'Nr. {step}'}}")).language
    assert (words.of(FitTexts).guess, words.of(FitTexts).truth, words.tag) == ("Gerade", "Wahrheit", "de")
    assert FitTexts.guess == Language().of(FitTexts).guess == "guess"
    assert {"Gerade", "Wahrheit"} <= {*words.drawn}
    assert not {"Modell", "Nr. {step}", *(t for n, t in files.file_of("de").texts.items() if ".told" in n)} & {
        *words.drawn
    }


def test_author_writes_a_language(write):
    path = write(language="{code: pt-BR, texts: {fit.guess: reta, numbers.loss: perda}}")
    assert (scene_of(path).language.tag, scene_of(path).language.drawn) == ("pt-BR", ["reta", "perda"])


def test_languages_are_swept(write, render):
    write(sweep="{language: [en, {kind: de, texts: {fit.guess: Gerade}}]}")
    code, _, err = render("check", "scene.yaml")
    assert (code, err) == (0, "")
    write(sweep="{language: [en, {kind: de, texts: {fit.gess: Gerade}}]}")
    assert 'scene.yaml:6:43: nobody says a text "fit.gess"\n' in render("check", "scene.yaml")[2]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of languages."""
    (tmp_path / "languages").mkdir()
    monkeypatch.setattr(files, "FOLDER", tmp_path / "languages")
    for cached in (files.kinds, files.file_of):
        cached.cache_clear()
    yield tmp_path / "languages"
    for cached in (files.kinds, files.file_of):
        cached.cache_clear()


def test_a_file_is_a_language(folder, write):
    file = folder / "pt.yaml"
    file.write_text("code: pt\ntexts:\n  fit.guess: reta\n")
    scene = scene_of(write(language="pt"))
    words = scene.language.of(FitTexts)
    assert (scene.language.tag, words.guess, words.truth) == ("pt", "reta", "truth")
    before = Stamp.of(scene, "").digest
    files.file_of.cache_clear()
    file.write_text("code: pt\ntexts:\n  fit.guess: modelo\n")
    assert Stamp.of(scene_of(write(language="pt")), "").digest != before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("texts: {fit.guess: reta}", "pt.yaml is not a language: 'code'\n"),
        ("code: pt\ntexts: [a]", "pt.yaml is not a language: 'list' object has no attribute 'items'\n"),
        ("code: pt\ntexts: {1: a}", 'pt.yaml: 1: nobody says a text "1"\n'),
        ("code: pt\ntexts: [", "pt.yaml is not a language: while parsing"),
        ("code: pt\ntexts: {fit.guess: no}", "pt.yaml: fit.guess: Input should be a valid string\n"),
        ("code: pt\ntexts: {numbers.of_steps: de}", "pt.yaml: numbers.of_steps: the placeholder {steps} is missing\n"),
    ],
)
def test_a_file_that_is_wrong(content, said, folder, write, render):
    (folder / "pt.yaml").write_text(content)
    write(language="pt")
    code, _, err = render("check", "scene.yaml")
    assert code == 2
    assert err.startswith("scene.yaml:6:11: ")
    assert said in err


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "{texts: {fit.guess: 'my {line}'}}",
            "scene.yaml:6:31: unknown placeholder {line}\n  6 | language: {texts: {fit.guess: 'my {line}'}}\n",
        ),
        ("{texts: {run.rate: eta}}", "scene.yaml:6:30: the placeholder {rate} is missing\n"),
        ("{texts: {run.rate: '{rate:.9f}'}}", "scene.yaml:6:30: unknown placeholder {rate:.9f}\n"),
        ("{texts: {run.rate: '{rate} {'}}", 'scene.yaml:6:30: a brace is alone in "{rate} {"\n'),
        ("{texts: {run.rate: 3}}", "scene.yaml:6:30: language.texts.run.rate must be a text, not 3\n"),
        ("{texts: {fit.guess: ''}}", "scene.yaml:6:31: language.texts.fit.guess is empty\n"),
        ('{texts: {fit.guess: "a\\nb"}}', "scene.yaml:6:31: this text must be one line\n"),
        ("{texts: {fit.gess: a}}", 'scene.yaml:6:20: nobody says a text "fit.gess"\n'),
        ("{texts: {fit.gess: a}}", "    = did you mean fit.guess?\n"),
        ("{texts: {fit: {guess: a}}}", "    = write texts: {fit.guess: ...}\n"),
        ("{texts: [a]}", "scene.yaml:6:19: language.texts must be a mapping\n"),
        ("{kind: de, guess: a}", 'scene.yaml:6:22: unknown key "guess" in language\n'),
        ("{guess: a}", "    = write texts: {fit.guess: ...}\n"),
        (
            "{beat_predict: a}",
            "    = write texts: {model.predict: ...} or {model.line.predict: ...} or {model.logistic.predict: ...}\n",
        ),
        ("{mean_squared_error: a}", "    = write texts: {loss.mse.name: ...}\n"),
        ("{description: {bars: a}}", 'scene.yaml:6:26: unknown key "bars" in language.description\n'),
        ("{description: {bars: a}}", "    = write texts: {fit.told_bars: ...}\n"),
        ("{description: {panels: a}}", "    = write texts: {description.panels: ...}\n"),
        ("{player: {play: a}}", "    = write texts: {player.play: ...}\n"),
        ("{notes: a}", "    = write texts: {notes.begins: ...}"),
        ("{code: p_}", 'scene.yaml:6:18: "p_" is not the tag of a language\n'),
        ("{texts: {run.rate: b}, gues: c}", 'scene.yaml:6:34: unknown key "gues" in language\n'),
        ("{texts: {run.rate: b}, gues: c}", "scene.yaml:6:30: the placeholder {rate} is missing\n"),
        ("{code: }", "scene.yaml:6:18: language.code must be a text, not nothing\n"),
        ("[de]", "language must be a word or a mapping such as {kind: word}, not a list\n"),
        ("fr", 'language cannot be "fr"\n  6 | language: fr\n    |           ^^\n    = known here: de, en, es, zh\n'),
    ],
)
def test_what_cannot_be_a_text(language, said, write, render):
    write(language=language)
    code, _, err = render("check", "scene.yaml")
    assert code == 2
    assert said in err


def test_texts_are_checked_at_once(write):
    code = "import sys; from render.cli import main\ntry: main(sys.argv[1:])\nfinally: print(*sys.modules)"
    done = python("-c", code, "check", write(language="{kind: de, texts: {header.true_value: x, fit.gess: y}}"))
    assert "the placeholder {value} is missing" in done.stderr
    assert not {"tensorflow", "matplotlib", "numpy"} & set(done.stdout.split())


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        pytest.param(name, kind, marks=[pytest.mark.thorough] * (name in LONG))
        for name, kind in zip(SCENES, cycle(LANGUAGES), strict=False)
    ],
)
def test_numbers_of_a_description_are_those_of_the_recording(name, kind, in_language):
    path = in_language(name, kind)
    scene, recordings = scene_of(path), train_all(path)
    alt, whole, _ = describe(scene, recordings)
    assert "{" not in alt + whole
    assert len(alt) <= 300
    # Of many runs, the short text has no room for all numbers.
    plain = (whole if len(recordings) > MANY else alt).replace("\N{MINUS SIGN}", "-")
    for recording in recordings:
        assert f"{recording.steps:,}" in plain or scene.compare
        numbers = [float(number) for number in _numbers(plain)]
        # Of many weights, the first ones are told; of those of a network, none.
        told = not scene.compare and "{weights}" in recording.run.model.texts.told_start
        weights = recording.parameters[-1, :FEW] if told else []
        last = [*weights, recording.loss[-1]]
        for value in last:
            assert any(shown == pytest.approx(float(value), rel=4e-2, abs=6e-4) for shown in numbers), value
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
    drawn = ("numbers.step", "numbers.loss", "fit.truth", "fit.guess", "verdict.ends_underway")
    assert not {ENGLISH[name] for name in drawn} & said


@pytest.mark.thorough
@pytest.mark.parametrize("kind", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "changed"),
    [
        *((name, {}) for name in ("slow-motion", "learning-rates", "code")),
        ("too-large", {"output": "{size: square}"}),
        ("basic", {"panels": "[parameters, status, rule]"}),
        ("from-csv", {"output": "{size: portrait}"}),
    ],
)
def test_texts_have_places_of_their_own(name, changed, kind, in_language):
    path = in_language(name, kind, **changed)
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

    characters = sorted({c for text in files.file_of("zh").texts.values() for c in text if ord(c) > 0x2E7F})
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
    han_character = next(c for c in files.file_of("zh").texts["numbers.step"] if ord(c) > 0x3000)
    assert len(installed.installed(han_character)) == 1
    assert len(installed.installed("".join(sorted({han_character, chr(0x10A0)})))) == 2
