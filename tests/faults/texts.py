"""Hostile texts in every place that an author fills, through every format, target and page: each comes back as itself.

What is made is read with a parser of its language. What a text has done to the rest of a file shows in its skeleton:
that of the same film with plain words.
"""

import ast
import csv
import io
import json
import random
import re
import shutil
import traceback
import warnings
from html.parser import HTMLParser
from xml.etree import ElementTree
from zipfile import ZipFile

import numpy as np
import pptx
import yaml
from markdown_it import MarkdownIt
from PIL import Image

from render import film
from render.commands import deck as deck_command
from render.course.index import write_index
from render.errors import SceneError
from render.formats import STAMP
from render.formats.encoders import matroska, xmp
from render.output.plan import plan
from render.scene import loader
from render.scene.look import FORMATS, TARGETS
from render.seals import WORD
from tests.faults import Fault

TEXTS = (
    ':::\n\n"}{ --> </script> ]]> {{x}} \\Nb _x0041_ `a` &amp; \\end{frame}',
    "two\n\nparagraphs",
    "\\begin{frame}",
    "\\end{frame} \\input{/etc/passwd}",
    "50 % of $w$ ^^M ~ \\\\ }{ #1",
    "-->",
    "<!-- a --> b",
    "]]> <![CDATA[",
    "</script><script>alert(1)</script>",
    "</style></title></svg></desc>",
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    "&amp; &#0; &lt;b&gt; &copy",
    "javascript:alert(1)",
    "` `` ``` ~~~",
    "| a | b |",
    "# heading #",
    "--- title: x ---",
    "---",
    "::: {.class}",
    ":::",
    "{.class #id} {=html}",
    "{{ x }} {% raw %} {{< include a >}}",
    "[a](b) [[c]] [^1]: d",
    "![](x) ![a][b]",
    "<http://x> www.x.org http://x.org a@x.org",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(1)",
    "- a list",
    "1. a list",
    "(a) a list",
    "> a quote",
    "NOTE",
    "NOTE gradreel:0.0.0:0 {}",
    "gradreel:0.0.0:0 {}",
    "STYLE ::cue{}",
    "WEBVTT",
    "00:00 --> 00:01",
    "1\n00:00:00,000 --> 00:00:01,000\nx",
    "<v x>y</v>",
    "<c.red>y &rlm;",
    "{\\an8}y {y:i}z",
    "a\\Nb\\hc",
    "quotes \" ' “ ” „ « ` \u00b4 ''' \"\"\" …",
    "...",
    "שלום \u2067ab\u2069",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen",
    "no\u00a0break, zero\u200bwidth, soft\u00adhyphen, e\u0301",
    "\u2028line\u2029",
    "tab\tand\x0bmore",
    ") (a \\) \\( \\",
    "/Keywords (gradreel:0:0)",
    '<?xpacket end="r"?>',
    "Latin-1 ÿ, not Latin-1 Ž λ",
    "_x0041_ _x000D_",
    "%s %d {0} {title} ${x} $(x)",
    "\\u003c \\x3c \\0",
    "\U0001f642 a face",
)
SHORT = 14

REFUSED = ("a\x00b", "a\x1b[31mb", "a\x07", "\x85", "a\ud800b", "\ufffe", "\U0001ffff", "\u202eback", "\u2066open")
PLAIN = "plain words"
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not allow, section 2.2."""
JOINER = "\N{WORD JOINER}"


def folded(text):
    """A text as it comes back: in one line."""
    return re.sub("[ \t\n\r\v\f\u2028\u2029]+", " ", text).strip(" ")


def scene(text):
    """Return a scene with `text` wherever an author may write what he likes."""
    braced = text.replace("{", "{{").replace("}", "}}")
    run = {} if not folded(text).isprintable() else {"language": {"texts": {"run.rate": f"{folded(braced)}{{rate}}"}}}
    return {
        "title": text,
        "author": text,
        "data": {"kind": "csv", "file": "table.csv", "x": f"{text}x", "y": f"{text}y", "x_name": text, "y_name": text},
        "compare": {"learning_rate": [0.1, 0.2]},
        "steps": 1,
        "captions": [{"at": 0, "text": text, "seconds": 0.5}],
        "pacing": {"seconds": 0.5, "hold_start": 0.1, "hold_end": 0.1},
        **run,
        "panels": ["loss"],
        "output": {"size": "640x480", "fps": 5},
    }


def table(text):
    """Return a table whose columns are named like that."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([[f"{text}x", f"{text}y"], [0, 1], [1, 2], [2, 2]])
    return written.getvalue()


# -- What is made is read.


class Page(HTMLParser):
    """The tags of a page with the names of their attributes, its values, and its texts."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.values, self.texts, self.inside = [], [], {}, []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, *(name for name, _ in attrs)))
        self.values += [value for _, value in attrs]
        self.inside.append(tag)

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        if self.inside:
            self.texts.setdefault(self.inside[-1], []).append(data)

    def handle_comment(self, data):
        self.tags.append(("comment", data.strip().startswith(STAMP)))

    def handle_decl(self, decl):
        self.tags.append(("declaration", decl))

    def handle_pi(self, data):
        self.tags.append(("instruction", data))

    def unknown_decl(self, data):
        self.tags.append(("declaration", data))


def page_of(text):
    page = Page(text)
    skeleton = [tag for tag in page.tags if tag[0] not in DRAWN]
    return skeleton, {
        *page.values,
        *("".join(page.texts.get(tag, ())) for tag in page.texts),
        *(each for said in page.texts.values() for each in said),
    }


DRAWN = {"path", "g", "use", "text", "tspan", "rect", "clippath"}


def html(path, said):
    skeleton, _ = page_of(path.read_text(encoding="utf-8"))
    page = Page(path.read_text(encoding="utf-8"))
    assert page.texts["title"] == [said], page.texts["title"]
    assert said in page.texts["h1"]
    recording, _, script = page.texts["script"][-3:]
    runs = json.loads(recording)["runs"]
    assert len(runs) == 2
    json.loads(re.search(r"const WORDS = (.*);", script)[1])
    return skeleton


def svg(path, said):
    root = ElementTree.fromstring(path.read_bytes())
    own = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{own}title") == said
    assert root.findtext(f"{own}desc").startswith(f"{said}\n\n")
    names = {each.tag.removeprefix(own) for each in root.iter()}
    assert names <= DRAWN | {"svg", "title", "desc", "metadata", "style", "defs", "clipPath"}, names
    return []


def vtt(path, said):
    """The blocks of WebVTT, W3C's syntax, section 4.1."""
    blocks = path.read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    assert blocks[0].startswith("WEBVTT - ")
    assert blocks[0].removeprefix("WEBVTT - ").replace(JOINER, "") == said.replace(JOINER, "")
    kinds = []
    for block in blocks[1:]:
        first, *lines = block.split("\n")
        if first.startswith("NOTE "):
            kinds.append("note")
            assert not lines
            assert "-->" not in block
            continue
        assert re.fullmatch(r"\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}", first), block
        kinds.append("cue")
        payload = "\n".join(lines)
        assert "-->" not in payload
        assert "<" not in payload
        assert not re.search(r"&(?!amp;|lt;|gt;)", payload)
        assert payload.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == said
    return kinds


def srt(path, said):
    blocks = path.read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    for number, block in enumerate(blocks, 1):
        index, times, *lines = block.split("\n")
        assert index == str(number)
        assert re.fullmatch(r"\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}", times)
        text = "\n".join(lines)
        # What ffmpeg, VLC and libass take for a style, a break or a character.
        assert not re.search(r"<[a-zA-Z/!]|\{\\|\{[CcFfoPSsYy]:|\\[Nnh]|-->|&#?\w+;", text), text
        assert text.replace(JOINER, "") == said.replace(JOINER, "")
    return ["cue"] * len(blocks)


def rows(path, said):
    read = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    assert {len(row) for row in read} == {8}
    assert len(read) == 5
    names = {row[0] for row in read[1:]}
    assert not any(name[0] in "=+-@\t\r" for name in names), names
    assert len(names) == 2
    if said.isprintable():
        assert {name.removeprefix("'") for name in names} >= {f"{said}0.1".removeprefix("'")}, names
    return []


def gif(path, said):
    with Image.open(path) as image:
        title, _, stamp = image.info["comment"].decode().split("\n")
    assert (title, stamp.startswith(STAMP)) == (said, True)
    return []


def png(path, said):
    with Image.open(path / "frame-0000.png" if path.is_dir() else path) as image:
        assert image.info["Title"] == said
        assert image.info["Comment"].startswith(STAMP)
        assert set(image.info) >= {"Title", "Description", "Comment"}
    return []


def webp(path, said):
    with Image.open(path) as image:
        packet = image.info["xmp"]
    root = ElementTree.fromstring(packet)
    assert "".join(root.find(".//{http://purl.org/dc/elements/1.1/}title").itertext()) == said
    assert xmp.comment(packet).startswith(STAMP)
    return [each.tag for each in root.iter()]


def mp4(path, said):
    from tinytag import TinyTag

    tag = TinyTag.get(path)
    assert (tag.title, tag.comment.startswith(STAMP)) == (said, True)
    return []


def webm(path, said):
    told = matroska.texts(path)
    assert (told["TITLE"], told["COMMENT"].startswith(STAMP)) == (said, True)
    return sorted(told)


def pdf(path, said):
    content = path.read_bytes()
    literal = re.search(rb"/Title (\((?:[^\\()]|\\.)*\)|<[0-9a-fA-F]+>)", content, re.DOTALL)[1]
    if literal.startswith(b"<"):
        raw = bytes.fromhex(literal[1:-1].decode())
    else:
        octal = re.sub(rb"\\([0-7]{3})", lambda found: bytes([int(found[1], 8)]), literal[1:-1])
        raw = re.sub(rb"\\(.)", rb"\1", octal, flags=re.DOTALL)
    title = raw[2:].decode("utf-16-be") if raw.startswith(b"\xfe\xff") else raw.decode("ascii")
    assert title == said, title
    return []


COMMANDS = {
    r"\textbackslash{}": "\\",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\textasciigrave{}": "`",
    r"\textless{}": "<",
    r"\textgreater{}": ">",
    r"\textbar{}": "|",
    **{f"\\{each}": each for each in "&%$#_{}"},
    "{}": "",
    "''": '"',
}


def latex(path, said):
    """What TeX reads: commands that we know, nothing special alone, no two characters that it joins."""
    lines = path.read_text(encoding="utf-8").split("\n")
    at = next(index for index, line in enumerate(lines) if line.startswith("\\begin{frame}"))
    title = lines[at].removeprefix("\\begin{frame}{")
    assert title.endswith("}")
    known = "|".join(map(re.escape, sorted(COMMANDS, key=len, reverse=True)))
    pieces = re.findall(rf"{known}|[^\\~^&%$#_{{}}]", title[:-1])
    assert "".join(pieces) == title[:-1], title
    assert not re.search(r"--|`|<<|>>|,,", title[:-1]), title
    assert "".join(COMMANDS.get(piece, piece) for piece in pieces) == said, title
    rest = [line for index, line in enumerate(lines) if index != at and line]
    assert sum(line.startswith("\\end{frame}") for line in rest) == 1
    *rest, stamp, seal = rest
    assert stamp.startswith(f"% {STAMP}")
    assert seal.startswith(f"% {WORD}")
    return [re.sub(r"alttext=\{[^}]*\},|\{[0-9]+\}", "", line) for line in rest]


def tree(text):
    """The skeleton of a page of Markdown, its texts, and those of its links and code."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    skeleton, found = [], set()
    for token in tokens:
        skeleton.append(token.type)
        if token.type in {"html_block", "code_block", "fence"}:
            more, values = page_of(token.content) if token.type != "code_block" else ([], {token.content.strip()})
            skeleton += more
            found |= values
        inner = [each for each in token.children or () if each.type not in {"text", "text_special", "softbreak"}]
        skeleton += [each.type for each in inner]
        for each in inner:
            found.add(each.content)
        if token.type == "inline":
            found.add("".join(each.content for each in token.children if each.type in {"text", "text_special"}))
    return skeleton, found


def markdown(path, said):
    text = path.read_text(encoding="utf-8")
    flowing = [line for line in text.split("\n") if not line.startswith("       ")]
    assert not re.search(r"\{\{|\{%", "\n".join(flowing)), text
    skeleton, found = tree(text)
    if path.suffix == ".md" and skeleton[0] == "heading_open":
        assert any(each.startswith(f"{said}, in ") for each in found), found
        assert any("compared" in each or "runs of" in each for each in found)
    return skeleton


def quarto(path, said):
    text = path.read_text(encoding="utf-8")
    # Attributes are Pandoc's: quoted, with a backslash before what would end the quotes.
    plain, attributes = re.subn(r'\{fig-alt="(?:[^"\\{}&<>]|\\.)*"\}', "", text)
    assert (attributes, "fig-alt" in plain) == (2, False), text
    skeleton, found = tree(plain)
    assert said in found, found
    fences = [line for line in text.split("\n") if line.startswith((":::", "```"))]
    # Pandoc's smart punctuation, math, footnotes, citations, spans, raw TeX: none is begun by a character alone.
    heading = text.partition("\n")[0].removeprefix("## ")
    bare = re.sub(r"\\.", "", heading)
    assert not re.search(r"[\\`*_{}\[\]<>$^~@#|&:\"']|--|\.\.\.", bare), heading
    return [*skeleton, *fences]


def snippet(path, said):
    text = path.read_text(encoding="utf-8")
    skeleton, found = page_of(text)
    assert said in found, found
    assert not re.search(r"\{\{|\{%", text), text
    return skeleton


def slides(path, said):
    (slide,) = pptx.Presentation(path).slides
    assert slide.shapes.title.text == said
    with ZipFile(path) as parts:
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                root = ElementTree.fromstring(parts.read(name))
                # PowerPoint reads _x0041_ in a text as the letter A (ECMA-376 Part 1, 22.9.2.19).
                shown = [each.text or "" for each in root.iter() if each.tag.endswith("/main}t")]
                assert not any(re.search("_x[0-9A-Fa-f]{4}_", each) for each in shown), shown
    notes = slide.notes_slide.notes_text_frame.text.split("\n")
    assert notes[0] == said
    return []


def program(path, said):
    text = path.read_text(encoding="utf-8")
    nodes = list(ast.walk(ast.parse(text)))
    # The columns' names are texts of the program; the runs' names stand in a comment.
    imported = {alias.name for each in nodes if isinstance(each, ast.Import) for alias in each.names}
    assert imported <= {"csv", "io", "numpy", "tensorflow"}, imported
    assert text.startswith("# ")
    assert sum(line.startswith("#") for line in text.split("\n")) == 1
    return []


def sheet(path, said):
    page = Page(path.read_text(encoding="utf-8"))
    assert page.texts["h2"] == [said], page.texts["h2"]
    for line in page.texts["code"]:
        if line.startswith("!["):
            skeleton, _ = tree(line)
            assert skeleton == ["paragraph_open", "inline", "image", "paragraph_close"], line
        else:
            assert said in Page(line).values, line
    tags = [name for name, *_ in page.tags]
    assert (tags.count("script"), tags.count("title"), tags.count("h1")) == (1, 1, 1), tags
    assert not any(name.startswith("on") for tag in page.tags for name in tag[1:])
    return []


def arrays(path, said):
    with np.load(path, allow_pickle=False) as found:
        assert str(found["title"]) == said, found["title"]
    return []


READERS = {
    "npz": arrays,
    "html": html,
    "svg": svg,
    "vtt": vtt,
    "srt": srt,
    "csv": rows,
    "gif": gif,
    "png": png,
    "apng": png,
    "frames": png,
    "webp": webp,
    "mp4": mp4,
    "webm": webm,
    "pdf": pdf,
    "triptych": png,
}
SNIPPETS = {"beamer": latex, "quarto": quarto, "reveal": snippet, "web": snippet}
TEXTUAL = {".html", ".svg", ".md", ".qmd", ".tex", ".vtt", ".srt", ".csv", ".py"}
ALIKE = {"apng", "deck", "frames", "gif", "mp4", "npz", "pdf", "png", "program", "sheet", "svg"}
"""Those whose skeleton says nothing: what they have to be is known without another one."""
MEMBERS = (*FORMATS.members, *TARGETS.members, "deck", "program", "sheet")


def make(members, text, folder):
    """Make a film with `text` in all places, as all that the `members` are; return their files, with who reads them."""
    path, out = write(text, folder), folder / "out"
    (take,) = loader.takes(path)
    found = {member: [] for member in members}
    if "program" in members:
        (folder / "a.py").write_text(film.code(take), encoding="utf-8")
        found["program"] = [(folder / "a.py", program)]
    if "deck" in members:
        deck_command.deck([path], out=folder / "a.pptx", quiet=True, force=True)
        found["deck"] = [(folder / "a.pptx", slides)]
    formats = tuple(member for member in members if member in FORMATS.members) or ("png",)
    targets = tuple(member for member in members if member in TARGETS.members)
    (take,) = loader.takes(path, {"output": {"formats": formats, "targets": targets}})
    work = plan(take, out)
    film.make(work, lambda *_: None)
    for file, cut in work.files.items():
        if cut.format.kind == "snippet":
            found[cut.folder].append((file, SNIPPETS.get(cut.folder, markdown)))
        elif not cut.target and cut.format.kind in members:
            found[cut.format.kind].append((file, READERS[cut.format.kind]))
    assert not plan(take, out).stale, "it is stale at once"
    if "sheet" in members:
        found["sheet"] = [(write_index(out), sheet)]
    return found


def write(text, folder):
    path = folder / "scene.yaml"
    path.write_text(yaml.safe_dump(scene(text), allow_unicode=True, sort_keys=False), encoding="utf-8", newline="")
    (folder / "table.csv").write_text(table(text), encoding="utf-8", newline="")
    return path


def judge(files, said):
    """Read the `files` of a member, and return their skeletons; what is `said` has to be in each."""
    skeletons = []
    for file, read in files:
        if file.suffix in TEXTUAL:
            assert not FORBIDDEN.search(file.read_text(encoding="utf-8")), "a character that no file may have"
        skeletons.append(read(file, said))
    return skeletons


def answers(members, text, folder, before=None):
    """Yield what is wrong with what each of the `members` becomes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            found = make(members, text, folder)
    except SceneError as error:
        # A machine without a font for faces refuses them.
        yield from (Fault(f"{text!r} in {m}", "" if "no installed font" in str(error) else str(error)) for m in members)
        return
    except Exception:
        yield from (Fault(f"{text!r} in {member}", traceback.format_exc(limit=-2)) for member in members)
        return
    for member, files in found.items():
        wrong = ""
        try:
            skeleton = judge(files, folded(text))
            if before is not None and before.setdefault(member, skeleton) != skeleton:
                wrong = f"the skeleton is another one: {skeleton}"
        except Exception:
            wrong = traceback.format_exc(limit=-2)
        yield Fault(f"{text!r} in {member}", wrong)


def refused(text, folder):
    """Return what is wrong with how scenes are answered with a text that no file can hold."""
    path = folder / "scene.yaml"
    for place in ("title", "author", "x_name", "text"):
        written = {"title": "X", "data": {"kind": "line", "w": 1, "b": 0}, "learning_rate": 0.1, "steps": 1}
        if place == "x_name":
            written["data"][place] = text
        else:
            written |= {"captions": [{"at": 0, place: text}]} if place == "text" else {place: text}
        path.write_text(json.dumps(written, indent=1), encoding="ascii")
        try:
            loader.takes(path)
        except SceneError as error:
            if any(each.place is None or "character" not in each.message for each in error.problems):
                return str(error)
        else:
            return f"{place} is accepted"
    return ""


def inject(count, seed, folder):
    """Refuse what no file can hold; then try all texts with all members; then texts among other words, at random."""
    chance = random.Random(seed)
    texts = (TEXTS[index * 7 % len(TEXTS)] for index in range(len(TEXTS)))
    done, before = 0, {}
    list(answers([member for member in MEMBERS[:count] if member not in ALIKE], PLAIN, folder / "plain", before))
    for text in REFUSED[: max(0, count - len(MEMBERS))]:
        done += 1
        yield Fault(f"refuse {text!r}", refused(text, folder))
    while done < count:
        one, other = chance.sample(TEXTS, 2)
        text = next(texts, None) or chance.choice([f"word {one}", f"{one} word", f"{one} {other}"])[:72]
        for fault in answers(MEMBERS[: count - done], text, folder / "made", before):
            done += 1
            yield fault
