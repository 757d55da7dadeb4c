"""What an author reads when a scene is wrong: the literal text, all problems at once, and no file made."""

import os
import unicodedata

import pytest
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from render.drawing.letters import SURE
from render.drawing.typefaces import Typefaces
from render.errors import SceneError
from render.scene.loader import takes
from tests.conftest import posix_only, scene_of

REST = "data: {kind: line, w: 0.1, b: 0.5}\nlearning_rate: 0.1\nsteps: 10\n"
NO_STEPS = "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\nlearning_rate: 1e-3\n"
CSV = "title: t\ndata: {kind: csv, file: FILE, x: age, y: size}\nlearning_rate: 0.1\nsteps: 10\n"
RATE = "learning_rate: 0.1\nsteps: 10\n"

WRONG = {
    "empty": (
        "",
        """\
scene.yaml: is empty
   = start from an example: render new mine.yaml
""",
    ),
    "control character in a text": (
        f'title: "a\\eb"\n{REST}',
        """\
scene.yaml:1:8: the control character U+001B shows nothing
  1 | title: "a\\eb"
    |        ^^^^^^
    = remove it
""",
    ),
    "control character in the file": (
        f"{REST}title: a\x1b[31mb\n",
        """\
scene.yaml:4:9: the control character U+001B shows nothing
  4 | title: a\N{SYMBOL FOR ESCAPE}[31mb
    |         ^
    = remove it
""",
    ),
    "characters that turn the direction": (
        f"title: t\n{REST}st\u202eeps: 3\n",
        """\
scene.yaml:5:1: unknown key "st\\u202eeps"
  5 | st\N{REPLACEMENT CHARACTER}eps: 3
    | ^^^^^^
    = did you mean "steps"?
""",
    ),
    "not UTF-8 behind a byte order mark": (
        b"\xef\xbb\xbf\xfftitle: t\n",
        """\
scene.yaml:1:1: is not UTF-8 text: byte 0xff makes no character
  1 | \N{REPLACEMENT CHARACTER}
    | ^
    = save the file as UTF-8
""",
    ),
    "lines as editors count them": (
        'title: "a\u2028b"\r\ndata: {kind: line, w: 0.1, b: 0.5}\r\nlearning_rate: x\r\nsteps: 10\r\n',
        """\
scene.yaml:3:16: learning_rate must be a number, not "x"
  3 | learning_rate: x
    |                ^
""",
    ),
    "character that no font has": (
        f"title: t\n{REST}captions: [{{at: 0, text: \u0378}}]\n",
        """\
scene.yaml:5:26: no installed font has "\u0378"
  5 | captions: [{at: 0, text: \u0378}]
    |                          ^
    = install one that has or name font files that have, under the key fonts
""",
    ),
    "loss beyond float32": (
        f"title: t\n{REST.replace('w: 0.1', 'w: 0, points: 2000, x: [0, 1e12]')}initial: {{w: 1e6}}\n",
        """\
scene.yaml:5:10: the loss of the initial values is too large for float32
  5 | initial: {w: 1e6}
    |          ^^^^^^^^
    = rescale the data, or start closer
""",
    ),
    "about as a text": (
        f"title: t\n{REST}about: What it shows\nask: Will it arrive?\n",
        """\
scene.yaml:5:8: about says several things, each by its key
  5 | about: What it shows
    |        ^^^^^^^^^^^^^
    = write {teaches: ..., ask: ...}
scene.yaml:6:1: unknown key "ask"
  6 | ask: Will it arrive?
    | ^^^
    = "ask" belongs in about: {ask: ...}
""",
    ),
    "about with wrong keys": (
        f'title: t\n{REST}about: {{lesson: 3, part: 0, teach: it, ask: ""}}\n',
        """\
scene.yaml:5:17: about.lesson must be a text, not 3
  5 | about: {lesson: 3, part: 0, teach: it, ask: ""}
    |                 ^
    = put it in quotes: "3"
scene.yaml:5:26: about.part must be at least 1, not 0
  5 | about: {lesson: 3, part: 0, teach: it, ask: ""}
    |                          ^
scene.yaml:5:29: unknown key "teach" in about
  5 | about: {lesson: 3, part: 0, teach: it, ask: ""}
    |                             ^^^^^
    = did you mean "teaches"?
scene.yaml:5:45: about.ask is empty
  5 | about: {lesson: 3, part: 0, teach: it, ask: ""}
    |                                             ^^
""",
    ),
    "about at length": (
        f"title: t\n{REST}about:\n  lesson: {'x' * 61}\n",
        f"""\
scene.yaml:6:11: about.lesson has 61 characters; 60 are the most
  6 |   lesson: {"x" * 61}
    |           {"^" * 61}
""",
    ),
    "picture too large for a place": (
        f"title: t\n{REST}output: {{targets: [google-slides], size: 8192x4608}}\n",
        """\
scene.yaml:5:42: a gif of 8192x4608 is too large for google-slides
  5 | output: {targets: [google-slides], size: 8192x4608}
    |                                          ^^^^^^^^^
    = it may have 25,000,000 pixels: choose 4k
""",
    ),
    "tab": (
        "title: t\ndata:\n\tkind: line\n",
        """\
scene.yaml:3:1: a tab at the start of a line
  3 | →kind: line
    | ^
    = indent with spaces; YAML allows no tabs here
""",
    ),
    "list": (
        "- a\n- b\n",
        """\
scene.yaml:1:1: the file has to be made of `key: value` lines, this is a list
  1 | - a
    | ^^^
""",
    ),
    "not yaml": (
        f"title: Step 1: begin\n{REST}",
        """\
scene.yaml:1:14: is not YAML: mapping values are not allowed in this context
  1 | title: Step 1: begin
    |              ^
    = a text with ": " in it needs quotes
""",
    ),
    "small title": (
        f"title: t\n{REST}theme: {{title_size: 20}}\n",
        """\
scene.yaml:5:21: a title of size 20 is too small to be read
  5 | theme: {title_size: 20}
    |                     ^^
    = write 32 or more, or 0 for no title
""",
    ),
    "no space after the colon": (
        "title: t\nsteps:200\nlearning_rate: 0.1\n",
        """\
scene.yaml:2:1: a space is missing after the colon
  2 | steps:200
    | ^^^^^
    = write steps: and then the value
""",
    ),
    "equals sign": (
        "title: t\nsteps = 200\n",
        """\
scene.yaml:2:1: a key is followed by a colon, not by =
  2 | steps = 200
    | ^^^^^
    = write steps: and then the value
""",
    ),
    "colour without quotes": (
        "title: t\ntheme: {guess: #FF0000}\nsteps: 1\n",
        """\
scene.yaml:2:16: what follows a # is a comment
  2 | theme: {guess: #FF0000}
    |                ^^^^^^^
    = quote a colour: "#FF0000"
""",
    ),
    "indentation": (
        "title: t\ndata:\n  kind: line\n b: 0.5\n",
        """\
scene.yaml:4:2: is not YAML: did not find expected key
  4 |  b: 0.5
    |  ^
    = keys that belong together begin in the same column
""",
    ),
    "duplicate key": (
        f"title: t\ntitle: u\n{REST}",
        """\
scene.yaml:2:1: the key "title" is given twice
  2 | title: u
    | ^^^^^
    = it was first given in line 1; remove one of the two
""",
    ),
    "not utf-8": (
        b"title: caf\xe9\n",
        """\
scene.yaml:1:11: is not UTF-8 text: byte 0xe9 makes no character
  1 | title: caf\N{REPLACEMENT CHARACTER}
    |           ^
    = save the file as UTF-8
""",
    ),
    "alias bomb": (
        "a: &a [x, x, x, x]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b]\n",
        """\
scene.yaml:2:8: aliases such as *a are not used in scenes
  2 | b: &b [*a, *a, *a, *a]
    |        ^^
    = write the value out
""",
    ),
    "nested": (
        f"a: {'[' * 5000}1{']' * 5000}",
        f"""\
scene.yaml:1:19: is nested more than 16 levels deep
  1 | a: {"[" * 107}
    |                   ^
""",
    ),
    "code": (
        f"title: !!python/object:os.system x\n{REST}",
        """\
scene.yaml:1:8: tags such as !!python/object:os.system are not used in scenes
  1 | title: !!python/object:os.system x
    |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = write the value alone
""",
    ),
    "all at once": (
        """\
data: {kind: lin, w: 0.1, b: 0.5}
learnig_rate: 0.1
steps: 0
initial: {w: .nan, b: zero}
theme: drak
panels: [fit, {kind: loss, scale: lin}]
output: {loop: 0, formats: [], fps: 61, size: hd}
""",
        """\
scene.yaml: the key "title" is missing
scene.yaml:1:14: data cannot be "lin"
  1 | data: {kind: lin, w: 0.1, b: 0.5}
    |              ^^^
    = did you mean "line"?
scene.yaml:2:1: unknown key "learnig_rate"
  2 | learnig_rate: 0.1
    | ^^^^^^^^^^^^
    = did you mean "learning_rate"?
scene.yaml:3:8: steps must be at least 1, not 0
  3 | steps: 0
    |        ^
scene.yaml:4:14: initial.w must be a finite number, not nan
  4 | initial: {w: .nan, b: zero}
    |              ^^^^
scene.yaml:4:23: initial.b must be a number, not "zero"
  4 | initial: {w: .nan, b: zero}
    |                       ^^^^
scene.yaml:5:8: theme cannot be "drak"
  5 | theme: drak
    |        ^^^^
    = did you mean "dark"?
scene.yaml:6:35: panels.scale cannot be "lin"
  6 | panels: [fit, {kind: loss, scale: lin}]
    |                                   ^^^
    = did you mean "linear"?
scene.yaml:7:16: loop cannot be "0"
  7 | output: {loop: 0, formats: [], fps: 61, size: hd}
    |                ^
    = write forever, or how often the film plays: a whole number from 1 on
scene.yaml:7:28: output.formats has too few items: 0, not 1 or more
  7 | output: {loop: 0, formats: [], fps: 61, size: hd}
    |                            ^^
scene.yaml:7:37: output.fps must be at most 60, not 61
  7 | output: {loop: 0, formats: [], fps: 61, size: hd}
    |                                     ^^
scene.yaml:7:47: "hd" is not a size
  7 | output: {loop: 0, formats: [], fps: 61, size: hd}
    |                                               ^^
    = write 1280x720, or a word; known here: 480p, 720p, 1080p, 1440p, 4k, 16:9, 4:3, square, portrait
""",
    ),
    "commas": (
        "title: 2024\ndata: {kind: line, w: 0.1, b: 0,5}\nlearning_rate: 0,1\nsteps: 10\n",
        """\
scene.yaml:1:8: title must be a text, not 2024
  1 | title: 2024
    |        ^^^^
    = put it in quotes: "2024"
scene.yaml:2:33: unknown key "5" in data
  2 | data: {kind: line, w: 0.1, b: 0,5}
    |                                 ^
    = numbers are written with a point: 0.5
scene.yaml:3:16: learning_rate must be a number, not "0,1"
  3 | learning_rate: 0,1
    |                ^^^
    = write it with a point: 0.1
""",
    ),
    "numbers as they are written elsewhere": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\nphases: [{steps: 1.000, learning_rate: '0,001'}, "
        "{steps: 9, learning_rate: 2.13×10⁻⁷}]\n",
        """\
scene.yaml:3:18: phases.steps must be a whole number, not 1.0
  3 | phases: [{steps: 1.000, learning_rate: '0,001'}, {steps: 9, learning_rate: 2.13×10⁻⁷}]
    |                  ^^^^^
    = a point is a decimal point: thousands are written without one
scene.yaml:3:40: phases.learning_rate must be a number, not "0,001"
  3 | phases: [{steps: 1.000, learning_rate: '0,001'}, {steps: 9, learning_rate: 2.13×10⁻⁷}]
    |                                        ^^^^^^^
    = write it with a point: 0.001
scene.yaml:3:76: phases.learning_rate must be a number, not "2.13×10⁻⁷"
  3 | phases: [{steps: 1.000, learning_rate: '0,001'}, {steps: 9, learning_rate: 2.13×10⁻⁷}]
    |                                                                            ^^^^^^^^^
    = write it as 2.13e-7
""",
    ),
    "negative rate": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\nlearning_rate: -0.1\nsteps: 10\n",
        """\
scene.yaml:3:16: learning_rate must be more than 0, not -0.1
  3 | learning_rate: -0.1
    |                ^^^^
""",
    ),
    "steps -1": (
        f"{NO_STEPS}steps: -1",
        "scene.yaml:4:8: steps must be at least 1, not -1\n  4 | steps: -1\n    |        ^^\n",
    ),
    "steps 1.5": (
        f"{NO_STEPS}steps: 1.5",
        "scene.yaml:4:8: steps must be a whole number, not 1.5\n  4 | steps: 1.5\n    |        ^^^\n",
    ),
    "steps 10^12": (
        f"{NO_STEPS}steps: 1e12",
        """\
scene.yaml:4:8: steps must be at most 10,000,000, not 1,000,000,000,000
  4 | steps: 1e12
    |        ^^^^
""",
    ),
    "too wide": (
        f"title: t\n{REST}output: {{size: 1000000x720}}",
        """\
scene.yaml:5:16: a picture of 1000000x720 pixels cannot be drawn
  5 | output: {size: 1000000x720}
    |                ^^^^^^^^^^^
    = each side has 160 to 8192 pixels, both together make 37,748,736 at most
""",
    ),
    "odd for mp4": (
        f"title: t\n{REST}output: {{size: 641x481, formats: [gif, mp4]}}",
        """\
scene.yaml:5:16: mp4 needs an even width and height, not 641x481
  5 | output: {size: 641x481, formats: [gif, mp4]}
    |                ^^^^^^^
    = choose 642x482
""",
    ),
    "too many frames": (
        f"{NO_STEPS}steps: 100000\npacing: every-step",
        """\
scene.yaml:5:9: every-step would draw 100,001 frames; a film has 36,000 at most
  5 | pacing: every-step
    |         ^^^^^^^^^^
    = choose slow-start or uniform, which show them all in a few seconds
""",
    ),
    "only holds": (
        f"title: t\n{REST}pacing: {{seconds: 2, hold_end: 2}}",
        """\
scene.yaml:5:9: the holds take 2.25 s and leave nothing of the film's 2 s
  5 | pacing: {seconds: 2, hold_end: 2}
    |         ^^^^^^^^^^^^^^^^^^^^^^^^^
    = shorten hold_start and hold_end, or give more seconds
""",
    ),
    "uneven points": (
        "title: t\ndata: {kind: points, x: [1, 2, 3], y: [1, 2]}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:7: x has 3 numbers and y has 2
  2 | data: {kind: points, x: [1, 2, 3], y: [1, 2]}
    |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = each point needs both
""",
    ),
    "phases beside steps": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\nsteps: 10\nphases: [{steps: 10, learning_rate: 0.1}]\n",
        """\
scene.yaml:3:8: steps and phases cannot both be given
  3 | steps: 10
    |        ^^
    = move steps into the phases, or leave them out
""",
    ),
    "phases without a rate": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\nphases: [{steps: 10}]\n",
        """\
scene.yaml:3:9: the first phase needs a learning_rate
  3 | phases: [{steps: 10}]
    |         ^^^^^^^^^^^^^
    = later ones go on with the one before
""",
    ),
    "batch too large": (
        f"title: t\n{REST}batch_size: 101\n",
        """\
scene.yaml:5:13: a batch of 101 points is larger than the data, which have 100
  5 | batch_size: 101
    |             ^^^
""",
    ),
    "compare seven": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\nsteps: 9\ncompare: {learning_rate: [1, 2, 3, 4, 5, 6, 7]}\n",
        """\
scene.yaml:4:26: compare shows 2 to 6 runs, not 7
  4 | compare: {learning_rate: [1, 2, 3, 4, 5, 6, 7]}
    |                          ^^^^^^^^^^^^^^^^^^^^^
""",
    ),
    "an option of another optimizer": (
        f"title: t\n{REST}optimizer: {{kind: adam, beta: 0.9}}\n",
        """\
scene.yaml:5:25: unknown key "beta" in optimizer
  5 | optimizer: {kind: adam, beta: 0.9}
    |                         ^^^^
    = "beta" is an option of momentum and nesterov; adam has beta_1, beta_2, epsilon
""",
    ),
    "a velocity that keeps all of itself": (
        f"title: t\n{REST}optimizer: {{kind: momentum, beta: 1.0}}\n",
        """\
scene.yaml:5:35: optimizer.beta must be less than 1, not 1
  5 | optimizer: {kind: momentum, beta: 1.0}
    |                                   ^^^
""",
    ),
    "optimizers that are equal": (
        f"title: t\n{REST}compare: {{optimizer: [momentum, {{kind: momentum, beta: 0.9}}]}}\n",
        """\
scene.yaml:5:33: the same value twice makes the same run twice
  5 | compare: {optimizer: [momentum, {kind: momentum, beta: 0.9}]}
    |                                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = remove one
""",
    ),
    "an optimizer beside a race": (
        f"title: t\n{REST}optimizer: sgd\ncompare: {{optimizer: [sgd, adam]}}\n",
        """\
scene.yaml:5:12: optimizer and compare.optimizer cannot both be given
  5 | optimizer: sgd
    |            ^^^
    = remove optimizer; compare says its values
""",
    ),
    "slow motion of a race": (
        f"title: t\n{REST}slow_motion: [2]\ncompare: {{optimizer: [sgd, adam]}}\n",
        """\
scene.yaml:5:14: slow_motion explains one run, compare shows several
  5 | slow_motion: [2]
    |              ^^^
    = remove one of them
""",
    ),
    "an optimizer that has the scene's rate": (
        f"title: t\n{REST}optimizer: {{kind: adam, learning_rate: 0.1}}\n",
        """\
scene.yaml:5:40: the learning rate of a scene stands beside its optimizer
  5 | optimizer: {kind: adam, learning_rate: 0.1}
    |                                        ^^^
    = move it to the top
""",
    ),
    "rates of optimizers beside phases": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\nphases: [{steps: 9, learning_rate: 0.1}]\n"
        "compare: {optimizer: [sgd, {kind: adam, learning_rate: 0.1}]}\n",
        """\
scene.yaml:4:56: the phases say learning_rate
  4 | compare: {optimizer: [sgd, {kind: adam, learning_rate: 0.1}]}
    |                                                        ^^^
    = remove it, or the phases
""",
    ),
    "weights that would decay twice": (
        f"title: t\n{REST}optimizer: adamw\nweight_decay: 0.1\n",
        """\
scene.yaml:6:15: adamw has a weight_decay of its own: with that of the scene, weights would decay twice
  6 | weight_decay: 0.1
    |               ^^^
    = write optimizer: {kind: adamw, weight_decay: ...} alone, or choose adam
""",
    ),
    "compare one, twice": (
        f"title: t\n{REST}compare: {{seed: [3, 3]}}\nbatch_size: 2\n",
        """\
scene.yaml:5:21: the same value twice makes the same run twice
  5 | compare: {seed: [3, 3]}
    |                     ^
    = remove one
""",
    ),
    "compare what cannot be compared": (
        f"title: t\n{REST}compare: {{theme: [light, dark]}}\n",
        """\
scene.yaml:5:11: compare cannot vary "theme"
  5 | compare: {theme: [light, dark]}
    |           ^^^^^
    = known here: learning_rate, initial, steps, batch_size, seed, model, loss, optimizer, weight_decay, standardize
""",
    ),
    "compare two keys": (
        f"title: t\n{REST}compare: {{seed: [3, 4], steps: [1, 2]}}\n",
        """\
scene.yaml:5:10: compare varies one key, not 2: seed, steps
  5 | compare: {seed: [3, 4], steps: [1, 2]}
    |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = choose one of learning_rate, initial, steps, batch_size, seed, model, loss, optimizer, weight_decay, standardize
""",
    ),
    "compare what is also given": (
        f"title: t\n{REST}compare: {{learning_rate: [0.1, 1]}}\n",
        """\
scene.yaml:3:16: learning_rate and compare.learning_rate cannot both be given
  3 | learning_rate: 0.1
    |                ^^^
    = remove learning_rate; compare says its values
""",
    ),
    "compare what the phases say": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\nphases: [{steps: 10, learning_rate: 0.1}]\n"
        "compare: {steps: [1, 2]}\n",
        """\
scene.yaml:4:10: phases and compare.steps cannot both be given
  4 | compare: {steps: [1, 2]}
    |          ^^^^^^^^^^^^^^^
    = the phases say steps
""",
    ),
    "compared batch too large": (
        f"title: t\n{REST}compare: {{batch_size: [10, 101]}}\n",
        """\
scene.yaml:5:28: a batch of 101 points is larger than the data, which have 100
  5 | compare: {batch_size: [10, 101]}
    |                            ^^^
""",
    ),
    "too many batches": (
        f"title: t\ndata: {{kind: line, w: 0.1, b: 0.5, points: 5000}}\n{REST.splitlines()[1]}\n"
        "steps: 1e6\nbatch_size: 1000\n",
        """\
scene.yaml:5:13: 1,000,000 batches of 1,000 points are too many to be kept
  5 | batch_size: 1000
    |             ^^^^
    = together they may have 100,000,000
""",
    ),
    "columns of one run": (
        f"title: t\n{REST}layout: columns\n",
        """\
scene.yaml:5:9: columns are for runs that are compared
  5 | layout: columns
    |         ^^^^^^^
    = choose row, stack, grid or focus
""",
    ),
    "layout": (
        f"title: t\n{REST}layout: side-by-side\n",
        """\
scene.yaml:5:9: layout cannot be "side-by-side"
  5 | layout: side-by-side
    |         ^^^^^^^^^^^^
    = known here: auto, row, stack, grid, focus, columns
""",
    ),
    "too many panels in a column": (
        f"title: t\n{REST}compare: {{seed: [1, 2]}}\nbatch_size: 5\npanels: [fit, loss, rule]\n",
        """\
scene.yaml:7:9: 3 panels are too many for a column
  7 | panels: [fit, loss, rule]
    |         ^^^^^^^^^^^^^^^^^
    = rule shows one run and gives each a column; choose 2 at most
""",
    ),
    "slow motion of several runs": (
        f"title: t\n{REST}compare: {{seed: [1, 2]}}\nbatch_size: 5\nslow_motion: [0]\n",
        """\
scene.yaml:7:14: slow_motion explains one run, compare shows several
  7 | slow_motion: [0]
    |              ^^^
    = remove one of them
""",
    ),
    "slow motion beyond the last step": (
        f"title: t\n{REST}slow_motion: {{steps: [0, 10]}}\n",
        """\
scene.yaml:5:26: no update follows step 10: the last step is 10
  5 | slow_motion: {steps: [0, 10]}
    |                          ^^
    = choose a step from 0 to 9
""",
    ),
    "captions that overlap": (
        f"title: t\n{REST}captions:\n  - {{at: 0, text: One, seconds: 4, pause: 0}}\n  - {{at: 3, text: Two}}\n",
        """\
scene.yaml:7:5: this caption comes at 3.3 s, while another one is shown
  7 |   - {at: 3, text: Two}
    |     ^^^^^^^^^^^^^^^^^^
    = that one comes at 0.0 s and stays for 4.0 s; give one another step or time
""",
    ),
    "captions that stay until a step": (
        f"title: t\n{REST}captions:\n  - {{at: 3, text: One, until: 3}}\n  - {{at: 4, text: Two, until: 11}}\n"
        "  - {at: 5, text: Three, until: 9}\n  - {at: 8, text: Four}\noutput: {poster: 11}\n",
        """\
scene.yaml:6:31: the caption comes at step 3 and cannot stay until step 3
  6 |   - {at: 3, text: One, until: 3}
    |                               ^
    = choose a later step, or leave out until
scene.yaml:7:31: there is no step 11: the last one is 10
  7 |   - {at: 4, text: Two, until: 11}
    |                               ^^
    = write until: end
scene.yaml:9:5: this caption comes at 5.4 s, while another one is shown
  9 |   - {at: 8, text: Four}
    |     ^^^^^^^^^^^^^^^^^^^
    = that one comes at 4.3 s and stays until step 9; give one another step or time
scene.yaml:10:18: there is no step 11: the last one is 10
  10 | output: {poster: 11}
     |                  ^^
     = write poster: end
""",
    ),
    "captions that stay until a step and for some time": (
        f"title: t\n{REST}captions: [{{at: 3, text: One, until: 5, pause: 2}}]\n",
        """\
scene.yaml:5:41: pause and until cannot both be given
  5 | captions: [{at: 3, text: One, until: 5, pause: 2}]
    |                                         ^^^^^
    = until says how long the caption stays, and the film does not wait for it
""",
    ),
    "captions beyond the end, at no beat": (
        f"title: t\n{REST}captions: [{{at: 11, text: One}}, {{at: 3, text: Two, beat: loss}}]\n",
        """\
scene.yaml:5:17: there is no step 11: the last one is 10
  5 | captions: [{at: 11, text: One}, {at: 3, text: Two, beat: loss}]
    |                 ^^
    = write at: end
scene.yaml:5:58: step 3 has no beats: it is not in slow motion
  5 | captions: [{at: 11, text: One}, {at: 3, text: Two, beat: loss}]
    |                                                          ^^^^
    = add slow_motion: [3], or remove beat
""",
    ),
    "panel options": (
        f"title: t\n{REST}"
        "panels: [{kind: surface, level: 3}, {kind: code, lines: 4}, {kind: loss, steps: lin}]\n",
        """\
scene.yaml:5:26: unknown key "level" in panels
  5 | panels: [{kind: surface, level: 3}, {kind: code, lines: 4}, {kind: loss, steps: lin}]
    |                          ^^^^^
    = did you mean "levels"?
scene.yaml:5:50: unknown key "lines" in panels
  5 | panels: [{kind: surface, level: 3}, {kind: code, lines: 4}, {kind: loss, steps: lin}]
    |                                                  ^^^^^
    = known here: kind
scene.yaml:5:81: panels.steps cannot be "lin"
  5 | panels: [{kind: surface, level: 3}, {kind: code, lines: 4}, {kind: loss, steps: lin}]
    |                                                                                 ^^^
    = did you mean "linear"?
""",
    ),
    "slips within lists and mappings": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\nsteps: 9\ncompare: {learning_rate: 0.1, 0.2}\n"
        "panels: [{kind: fit, trail: yes}, {kind: rule, scale: log}]\ncaptions: [{at: start, text: 42}]\n",
        """\
scene.yaml:4:31: compare cannot vary "0.2"
  4 | compare: {learning_rate: 0.1, 0.2}
    |                               ^^^
    = put the values in brackets: [0.1, 0.2]
scene.yaml:5:29: panels.trail cannot be "yes"
  5 | panels: [{kind: fit, trail: yes}, {kind: rule, scale: log}]
    |                             ^^^
    = write true, without quotes
scene.yaml:5:48: unknown key "scale" in panels
  5 | panels: [{kind: fit, trail: yes}, {kind: rule, scale: log}]
    |                                                ^^^^^
    = known here: kind, weights
scene.yaml:6:17: a caption comes at a step, or the end
  6 | captions: [{at: start, text: 42}]
    |                 ^^^^^
    = write a whole number from 0 on, or end
scene.yaml:6:30: captions.text must be a text, not 42
  6 | captions: [{at: start, text: 42}]
    |                              ^^
    = put it in quotes: "42"
""",
    ),
    "seeds of no batches": (
        f"title: t\n{REST}compare: {{seed: [1, 2]}}\n",
        """\
scene.yaml:5:10: seeds choose batches, and there are none: all runs would be the same
  5 | compare: {seed: [1, 2]}
    |          ^^^^^^^^^^^^^^
    = add batch_size
""",
    ),
    "words of other programs, in the wrong place": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5, steps: 10}\nlr: 0.1\nsteps:\nsize: 1080p\n",
        """\
scene.yaml:2:36: unknown key "steps" in data
  2 | data: {kind: line, w: 0.1, b: 0.5, steps: 10}
    |                                    ^^^^^
    = "steps" belongs at the top, without indentation
scene.yaml:3:1: unknown key "lr"
  3 | lr: 0.1
    | ^^
    = did you mean "learning_rate"?
scene.yaml:4:1: the key "steps" has no value
  4 | steps:
    | ^^^^^
scene.yaml:5:1: unknown key "size"
  5 | size: 1080p
    | ^^^^
    = "size" belongs in output: {size: ...}
""",
    ),
    "a control character in a text": (
        'title: "a\\x07b"\nlearning_rate: 1\nsteps: 2\ndata: {kind: line, w: 1, b: 0, x_name: "\\e[1m"}\n',
        """\
scene.yaml:1:8: the control character U+0007 shows nothing
  1 | title: "a\\x07b"
    |        ^^^^^^^^
    = remove it
scene.yaml:4:40: the control character U+001B shows nothing
  4 | data: {kind: line, w: 1, b: 0, x_name: "\\e[1m"}
    |                                        ^^^^^^^
    = remove it
""",
    ),
    "a control character in the file": (
        "title: t\ndata: {kind: line, w: 1, b: 0\x1b}\n",
        """\
scene.yaml:2:30: the control character U+001B shows nothing
  2 | data: {kind: line, w: 1, b: 0\N{SYMBOL FOR ESCAPE}}
    |                              ^
    = remove it
""",
    ),
    "numbers that float32 cannot hold": (
        "title: t\ndata: {kind: line, w: 1e12, b: 0, x: [0, 1000]}\nlearning_rate: 1\nsteps: 2\n",
        """\
scene.yaml:2:23: y goes to 1e15; 1e12 is the most
  2 | data: {kind: line, w: 1e12, b: 0, x: [0, 1000]}
    |                       ^^^^
    = write it in a larger unit
""",
    ),
    "numbers that float64 hardly tells apart": (
        "title: t\ndata: {kind: points, x: [1, 1.0000000000001], y: [1, 2]}\nlearning_rate: 1\nsteps: 2\n",
        """\
scene.yaml:2:25: the numbers of x differ in their last digits only
  2 | data: {kind: points, x: [1, 1.0000000000001], y: [1, 2]}
    |                         ^^^^^^^^^^^^^^^^^^^^
    = subtract 1 from all of them
""",
    ),
    "numbers of which float32 loses the squares": (
        "title: t\ndata: {kind: points, x: [1, 2], y: [1e-20, 2e-20]}\nlearning_rate: 1\nsteps: 2\n",
        """\
scene.yaml:2:36: the numbers of y differ by 1e-20 only
  2 | data: {kind: points, x: [1, 2], y: [1e-20, 2e-20]}
    |                                    ^^^^^^^^^^^^^^
    = write them in a smaller unit
""",
    ),
    "not quite numbers": (
        "title: t\ndata: points.csv\nlearning_rate: 1/10\nsteps: 10,000\npacing: {seconds: 8s}\n",
        """\
scene.yaml:2:7: data cannot be a file alone
  2 | data: points.csv
    |       ^^^^^^^^^^
    = write {kind: csv, file: points.csv, x: COLUMN, y: COLUMN}
scene.yaml:3:16: learning_rate must be a number, not "1/10"
  3 | learning_rate: 1/10
    |                ^^^^
    = write it with a point: 0.1
scene.yaml:4:8: steps must be a whole number, not "10,000"
  4 | steps: 10,000
    |        ^^^^^^
    = write it without commas: 10000
scene.yaml:5:19: pacing.seconds must be a number, not "8s"
  5 | pacing: {seconds: 8s}
    |                   ^^
    = write the number alone, without quotes: 8
""",
    ),
    "fonts": (
        f"title: t\n{REST}author: ' '\n"
        "fonts: {regular: Inter.ttf, semibold: fnt.ttf, italic: ../a.ttf, mono: a.woff, bold: font.ttf}\n",
        """\
scene.yaml:5:9: author is empty
  5 | author: ' '
    |         ^^^
scene.yaml:6:18: there is no file "Inter.ttf"
  6 | fonts: {regular: Inter.ttf, semibold: fnt.ttf, italic: ../a.ttf, mono: a.woff, bold: font.ttf}
    |                  ^^^^^^^^^
    = did you mean "font.ttf"?
scene.yaml:6:39: there is no file "fnt.ttf"
  6 | fonts: {regular: Inter.ttf, semibold: fnt.ttf, italic: ../a.ttf, mono: a.woff, bold: font.ttf}
    |                                       ^^^^^^^
    = did you mean "font.ttf"?
scene.yaml:6:56: "../a.ttf" lies outside the scene's folder
  6 | fonts: {regular: Inter.ttf, semibold: fnt.ttf, italic: ../a.ttf, mono: a.woff, bold: font.ttf}
    |                                                        ^^^^^^^^
    = copy the file into the scene's folder
scene.yaml:6:72: "a.woff" is not a font file
  6 | fonts: {regular: Inter.ttf, semibold: fnt.ttf, italic: ../a.ttf, mono: a.woff, bold: font.ttf}
    |                                                                        ^^^^^^
    = its name has to end in .ttf or .otf
scene.yaml:6:80: unknown key "bold" in fonts
  6 | fonts: {regular: Inter.ttf, semibold: fnt.ttf, italic: ../a.ttf, mono: a.woff, bold: font.ttf}
    |                                                                                ^^^^
    = did you mean "semibold"?
""",
    ),
    "fonts that are none": (
        f"title: t\n{REST}fonts: {{regular: font.ttf, mono: 3}}\n",
        """\
scene.yaml:5:18: "font.ttf" is not a font, or not a whole one
  5 | fonts: {regular: font.ttf, mono: 3}
    |                  ^^^^^^^^
    = fetch the file again, or choose another one
scene.yaml:5:34: fonts.mono must be a text, not 3
  5 | fonts: {regular: font.ttf, mono: 3}
    |                                  ^
    = put it in quotes: "3"
""",
    ),
    "csv and scene": (
        CSV.replace("FILE", "short.csv") + "theme: lihgt\n",
        """\
scene.yaml:2:25: short.csv has fewer than 2 rows of numbers
  2 | data: {kind: csv, file: short.csv, x: age, y: size}
    |                         ^^^^^^^^^
    = a line needs at least two points
scene.yaml:5:8: theme cannot be "lihgt"
  5 | theme: lihgt
    |        ^^^^^
    = did you mean "light"?
""",
    ),
    "csv with semicolons": (
        CSV.replace("FILE", "semicolons.csv"),
        """\
scene.yaml:2:52: there is no column "size" in semicolons.csv
  2 | data: {kind: csv, file: semicolons.csv, x: age, y: size}
    |                                                    ^^^^
    = known here: age, length
""",
    ),
    "csv with decimal commas": (
        CSV.replace("FILE", "commas.csv"),
        """\
scene.yaml:2:25: line 2 of commas.csv has 3 cells, line 1 names 2
  2 | data: {kind: csv, file: commas.csv, x: age, y: size}
    |                         ^^^^^^^^^^
    = commas.csv:2: 2,88,5
    = numbers with commas in them need quotes, or semicolons between the cells
""",
    ),
    "csv missing": (
        CSV.replace("FILE", "none.csv"),
        """\
scene.yaml:2:25: there is no file "none.csv"
  2 | data: {kind: csv, file: none.csv, x: age, y: size}
    |                         ^^^^^^^^
    = paths are relative to the scene's folder
""",
    ),
    "csv outside": (
        CSV.replace("FILE", "../secret.csv"),
        """\
scene.yaml:2:25: "../secret.csv" lies outside the scene's folder
  2 | data: {kind: csv, file: ../secret.csv, x: age, y: size}
    |                         ^^^^^^^^^^^^^
    = copy the file into the scene's folder
""",
    ),
    "csv column": (
        CSV.replace("FILE", "column.csv"),
        """\
scene.yaml:2:40: there is no column "age" in column.csv
  2 | data: {kind: csv, file: column.csv, x: age, y: size}
    |                                        ^^^
    = did you mean "Age"?
""",
    ),
    "csv rows": (
        CSV.replace("FILE", "rows.csv"),
        """\
scene.yaml:2:38: "4,5" in column "age" is not a number
  2 | data: {kind: csv, file: rows.csv, x: age, y: size}
    |                                      ^^^
    = rows.csv:6: "4,5",1
    = the other numbers are written with a point: write these in the same way
scene.yaml:2:46: 4 values in column "size" are not numbers, such as "x"
  2 | data: {kind: csv, file: rows.csv, x: age, y: size}
    |                                              ^^^^
    = rows.csv:3: 2,x
    = rows.csv:7: 1.5,oops
    = rows.csv:8: 2,y
    = and 1 more row
    = mend the row, or leave its value empty
    = if these are classes, write classes: true
""",
    ),
    "csv columns": (
        CSV.replace("FILE", "none.csv").replace("x: age", "x: [age, size]"),
        """\
scene.yaml:2:44: x and y are both the column "size"
  2 | data: {kind: csv, file: none.csv, x: [age, size], y: size}
    |                                            ^^^^
    = leave it out of x
""",
    ),
    "csv with a column that is named by a number": (
        CSV.replace("FILE", "none.csv").replace("x: age", "x: [age, 3, age]"),
        """\
scene.yaml:2:44: data.x must be a text, not 3
  2 | data: {kind: csv, file: none.csv, x: [age, 3, age], y: size}
    |                                            ^
    = put it in quotes: "3"
""",
    ),
    "csv column in x twice": (
        CSV.replace("FILE", "none.csv").replace("x: age", "x: [age, ' age ']"),
        """\
scene.yaml:2:44: x has the column "age" twice
  2 | data: {kind: csv, file: none.csv, x: [age, ' age '], y: size}
    |                                            ^^^^^^^
    = remove one
""",
    ),
    "csv with no x": (
        CSV.replace("FILE", "none.csv").replace("x: age", "x: []"),
        """\
scene.yaml:2:38: data.x has too few items: 0, not 1 or more
  2 | data: {kind: csv, file: none.csv, x: [], y: size}
    |                                      ^^
""",
    ),
    "csv with one name for two x": (
        CSV.replace("FILE", "none.csv").replace("x: age", "x: [age, height], x_name: Age"),
        """\
scene.yaml:2:61: x_name must have 2 names, not 1
  2 | data: {kind: csv, file: none.csv, x: [age, height], x_name: Age, y: size}
    |                                                             ^^^
    = one for each column in x
""",
    ),
    "csv with one class": (
        CSV.replace("FILE", "none.csv").replace("y: size", "y: size, classes: [yes]"),
        """\
scene.yaml:2:61: data.classes has too few items: 1, not 2 or more
  2 | data: {kind: csv, file: none.csv, x: age, y: size, classes: [yes]}
    |                                                             ^^^^^
""",
    ),
    "csv with a class twice": (
        CSV.replace("FILE", "none.csv").replace("y: size", "y: size, classes: [0, 1, '1']"),
        """\
scene.yaml:2:68: the class "1" is named twice
  2 | data: {kind: csv, file: none.csv, x: age, y: size, classes: [0, 1, '1']}
    |                                                                    ^^^
    = remove one
""",
    ),
    "csv column of several": (
        CSV.replace("FILE", "column.csv").replace("x: age", "x: [Age, heigth]"),
        """\
scene.yaml:2:46: there is no column "heigth" in column.csv
  2 | data: {kind: csv, file: column.csv, x: [Age, heigth], y: size}
    |                                              ^^^^^^
    = known here: Age, size
""",
    ),
    "csv with a class that is in no row": (
        CSV.replace("FILE", "words.csv").replace("size", "kind, classes: [bun, dog, cat]"),
        """\
scene.yaml:2:47: "hot dog" in column "kind" is none of the classes
  2 | data: {kind: csv, file: words.csv, x: age, y: kind, classes: [bun, dog, cat]}
    |                                               ^^^^
    = words.csv:3: 2,hot dog
    = mend the row, or name its class in classes
scene.yaml:2:68: no row has the class "dog" in column "kind"
  2 | data: {kind: csv, file: words.csv, x: age, y: kind, classes: [bun, dog, cat]}
    |                                                                    ^^^
    = known here: hot dog
scene.yaml:2:73: no row has the class "cat" in column "kind"
  2 | data: {kind: csv, file: words.csv, x: age, y: kind, classes: [bun, dog, cat]}
    |                                                                         ^^^
    = known here: hot dog
""",
    ),
    "csv with words in x": (
        CSV.replace("FILE", "kinds.csv").replace("x: age, y: size", "x: kind, y: age"),
        """\
scene.yaml:2:39: 2 values in column "kind" are not numbers, such as "bun"
  2 | data: {kind: csv, file: kinds.csv, x: kind, y: age}
    |                                       ^^^^
    = name another column; those with numbers: size
""",
    ),
    "csv without brackets": (
        CSV.replace("FILE", "three.csv").replace("x: age, y", "x: age, size, y").replace("y: size", "y: price"),
        """\
scene.yaml:2:44: unknown key "size" in data
  2 | data: {kind: csv, file: three.csv, x: age, size, y: price}
    |                                            ^^^^
    = did you mean x: [age, size]?
""",
    ),
    "slides": (
        f"title: t\n{REST}output: {{formats: pptx}}\n",
        """\
scene.yaml:5:19: output.formats cannot be "pptx"
  5 | output: {formats: pptx}
    |                   ^^^^
    = PowerPoint files are made of scenes by render deck
""",
    ),
    "auto for momentum on classes": (
        "title: t\ndata: xor\nmodel: logistic\noptimizer: momentum\nlearning_rate: auto\nsteps: 10\n",
        """\
scene.yaml:5:16: auto is half of the largest stable rate, and of momentum with the loss cross-entropy nobody knows it
  5 | learning_rate: auto
    |                ^^^^
    = write a number: learning_rate: 0.1
""",
    ),
    "csv short": (
        CSV.replace("FILE", "short.csv"),
        """\
scene.yaml:2:25: short.csv has fewer than 2 rows of numbers
  2 | data: {kind: csv, file: short.csv, x: age, y: size}
    |                         ^^^^^^^^^
    = a line needs at least two points
""",
    ),
    "csv encoding": (
        CSV.replace("FILE", "encoding.csv"),
        """\
scene.yaml:2:25: encoding.csv is not UTF-8 text: byte 9 makes no character
  2 | data: {kind: csv, file: encoding.csv, x: age, y: size}
    |                         ^^^^^^^^^^^^
    = save the file as UTF-8
""",
    ),
    "polynomial of too high a degree": (
        f"title: t\n{REST}model: {{kind: polynomial, degree: 21}}\n",
        """\
scene.yaml:5:35: model.degree must be at most 20, not 21
  5 | model: {kind: polynomial, degree: 21}
    |                                   ^^
""",
    ),
    "polynomial of no degree": (
        f"title: t\n{REST}model: {{kind: polynomial, degree: 0}}\n",
        """\
scene.yaml:5:35: model.degree must be at least 1, not 0
  5 | model: {kind: polynomial, degree: 0}
    |                                   ^
""",
    ),
    "weights that a model does not have": (
        f"title: t\n{REST}model: polynomial\ninitial: {{w0: 1, weight1: 2, u: 3}}\ntheme: drak\n",
        """\
scene.yaml:6:18: a polynomial has no weight "weight1"
  6 | initial: {w0: 1, weight1: 2, u: 3}
    |                  ^^^^^^^
    = known here: w0, w1, w2, w3
scene.yaml:6:30: a polynomial has no weight "u"
  6 | initial: {w0: 1, weight1: 2, u: 3}
    |                              ^
    = known here: w0, w1, w2, w3
scene.yaml:7:8: theme cannot be "drak"
  7 | theme: drak
    |        ^^^^
    = did you mean "dark"?
""",
    ),
    "weight in another case": (
        f"title: t\n{REST}initial: {{W: 1}}\n",
        """\
scene.yaml:5:11: a line has no weight "W"
  5 | initial: {W: 1}
    |           ^
    = did you mean "w"?
""",
    ),
    "weights that a model does not have, compared": (
        f"title: t\n{REST}model: polynomial\ncompare: {{initial: [{{W1: 1}}, {{w: 2}}]}}\n",
        """\
scene.yaml:6:22: a polynomial has no weight "W1"
  6 | compare: {initial: [{W1: 1}, {w: 2}]}
    |                      ^^
    = did you mean "w1"?
scene.yaml:6:31: a polynomial has no weight "w"
  6 | compare: {initial: [{W1: 1}, {w: 2}]}
    |                               ^
    = known here: w0, w1, w2, w3
""",
    ),
    "initial values without names": (
        f"title: t\n{REST}initial: [0, -1]\n",
        """\
scene.yaml:5:10: initial must be a mapping such as {key: value}, not a list
  5 | initial: [0, -1]
    |          ^^^^^^^
""",
    ),
    "bowls of weights that are many, or one twice": (
        f"title: t\n{REST}model: polynomial\npanels:\n- bowl\n- {{kind: bowl, along: [w1, w1]}}\n",
        """\
scene.yaml:7:3: bowl cannot show this model: it shows two weights, and the model has 4
  7 | - bowl
    |   ^^^^
    = say which: {kind: bowl, along: [w0, w1]}, or along: principal
scene.yaml:8:23: bowl goes along "w1" twice
  8 | - {kind: bowl, along: [w1, w1]}
    |                       ^^^^^^^^
    = name two weights
""",
    ),
    "sharpness of several runs": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\nsteps: 10\ncompare: {learning_rate: [0.1, 0.2]}\n"
        "panels: [{kind: loss, sharpness: true}]\n",
        """\
scene.yaml:5:34: sharpness is drawn for one run, and there are 2
  5 | panels: [{kind: loss, sharpness: true}]
    |                                  ^^^^
    = leave it out
""",
    ),
    "sharpness where samples are held back": (
        f"title: t\n{REST}validation: 0.2\npanels: [{{kind: loss, sharpness: true}}]\n",
        """\
scene.yaml:6:34: sharpness is drawn beside one loss, and that of the samples held back is another one
  6 | panels: [{kind: loss, sharpness: true}]
    |                                  ^^^^
    = leave it out, or validation
""",
    ),
    "sharpness of a loss with a kink": (
        f"title: t\n{REST}loss: mae\npanels: [{{kind: loss, sharpness: true}}]\n",
        """\
scene.yaml:6:34: sharpness asks how the slope of the loss changes, and that of mae jumps
  6 | panels: [{kind: loss, sharpness: true}]
    |                                  ^^^^
    = choose mse or huber as the loss
""",
    ),
    "a bowl from below": (
        f"title: t\n{REST}panels: [{{kind: bowl, elevation: 5, azimuth: 400}}]\n",
        """\
scene.yaml:5:34: panels.elevation must be at least 10, not 5
  5 | panels: [{kind: bowl, elevation: 5, azimuth: 400}]
    |                                  ^
scene.yaml:5:46: panels.azimuth must be at most 360, not 400
  5 | panels: [{kind: bowl, elevation: 5, azimuth: 400}]
    |                                              ^^^
""",
    ),
    "panels of weights that are many, one, or not there": (
        f"title: t\n{REST}model: polynomial\npanels:\n- {{kind: surface}}\n- {{kind: surface, along: [w1, w1]}}\n"
        "- {kind: surface, along: [w1, q]}\n- {kind: slice, along: q}\n",
        """\
scene.yaml:7:3: surface cannot show this model: it shows two weights, and the model has 4
  7 | - {kind: surface}
    |   ^^^^^^^^^^^^^^^
    = say which: {kind: surface, along: [w0, w1]}, or along: principal
scene.yaml:8:26: surface goes along "w1" twice
  8 | - {kind: surface, along: [w1, w1]}
    |                          ^^^^^^^^
    = name two weights
scene.yaml:9:31: there is no weight "q"
  9 | - {kind: surface, along: [w1, q]}
    |                               ^
    = known here: w0, w1, w2, w3
scene.yaml:10:24: there is no weight "q"
  10 | - {kind: slice, along: q}
     |                        ^
     = known here: w0, w1, w2, w3
""",
    ),
    "metrics of numbers": (
        f"title: t\n{REST}panels: [fit, metrics]\n",
        """\
scene.yaml:5:15: metrics shows accuracy, or validation beside training: these data have neither
  5 | panels: [fit, metrics]
    |               ^^^^^^^
    = add validation: 0.3, or choose loss
""",
    ),
    "surface of several losses": (
        f"title: t\n{REST}compare: {{loss: [mse, mae]}}\npanels: [surface]\n",
        """\
scene.yaml:6:10: surface shows one loss, and that of each run is another one
  6 | panels: [surface]
    |          ^^^^^^^
    = choose slice, or one run
""",
    ),
    "slice of models that share no weight": (
        f"title: t\n{REST}compare: {{model: [line, polynomial]}}\npanels: [slice]\n",
        """\
scene.yaml:6:10: slice goes along one weight, and the runs share none
  6 | panels: [slice]
    |          ^^^^^
    = choose another panel
""",
    ),
    "rule of a weight that is not there": (
        f"title: t\n{REST}panels: [{{kind: rule, weights: [q]}}]\n",
        """\
scene.yaml:5:33: there is no weight "q"
  5 | panels: [{kind: rule, weights: [q]}]
    |                                 ^
    = known here: w, b
""",
    ),
    "a line for classes": (
        "title: t\ndata: moons\nmodel: line\nloss: mse\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:3:8: a line model learns numbers, and y holds classes
  3 | model: line
    |        ^^^^
    = write model: logistic or network
""",
    ),
    "more columns than a model takes": (
        "title: t\ndata: {kind: csv, file: three.csv, x: [age, size], y: price}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:7: a line model takes one input, and the data have 2
  2 | data: {kind: csv, file: three.csv, x: [age, size], y: price}
    |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = name one column: x: NAME
""",
    ),
    "classes for numbers": (
        f"title: t\n{REST}model: logistic\n",
        """\
scene.yaml:5:8: a logistic model learns classes, and y holds numbers
  5 | model: logistic
    |        ^^^^^^^^
    = write model: line or network or polynomial
""",
    ),
    "cross-entropy for numbers": (
        f"title: t\n{REST}loss: cross-entropy\n",
        """\
scene.yaml:5:7: cross-entropy is a loss of classes, and y holds numbers
  5 | loss: cross-entropy
    |       ^^^^^^^^^^^^^
    = write loss: huber or mae or mse
""",
    ),
    "a loss of numbers for classes, compared": (
        "title: t\ndata: moons\ncompare: {loss: [cross-entropy, mae]}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:3:33: mae is a loss of numbers, and y holds classes
  3 | compare: {loss: [cross-entropy, mae]}
    |                                 ^^^
    = write loss: cross-entropy
""",
    ),
    "more names of inputs than there are": (
        "title: t\ndata: {kind: line, w: 1, b: 2, x_name: [a, b]}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:40: x_name names 2 inputs, and the data have 1
  2 | data: {kind: line, w: 1, b: 2, x_name: [a, b]}
    |                                        ^^^^^^
""",
    ),
    "validation that leaves too few": (
        "title: t\ndata: {kind: line, w: 1, b: 2, points: 5}\nvalidation: 0.8\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:3:13: 0.8 of 5 samples leaves 1 to learn from
  3 | validation: 0.8
    |             ^^^
    = there have to be 2 on each side
""",
    ),
    "validation of too few": (
        "title: t\ndata: {kind: line, w: 1, b: 2, points: 5}\nvalidation: {share: 0.1, seed: -1}\n"
        "learning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:3:32: validation.seed must be at least 0, not -1
  3 | validation: {share: 0.1, seed: -1}
    |                                ^^
""",
    ),
    "validation in percent": (
        "title: t\ndata: moons\nvalidation: 30%\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:3:13: validation is a share of all samples, not "30%"
  3 | validation: 30%
    |             ^^^
    = write it as a number: 0.3
""",
    ),
    "validation of all": (
        "title: t\ndata: moons\nvalidation: 1\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:3:13: validation.share must be less than 1, not 1
  3 | validation: 1
    |             ^
""",
    ),
    "weight decay below zero": (
        f"title: t\n{REST}weight_decay: -0.1\n",
        """\
scene.yaml:5:15: weight_decay must be at least 0, not -0.1
  5 | weight_decay: -0.1
    |               ^^^^
""",
    ),
    "an option compared beyond its bounds": (
        "title: t\ndata: curve\nmodel: polynomial\ncompare: {degree: [1, 3, 21]}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:4:26: compare.degree must be at most 20, not 21
  4 | compare: {degree: [1, 3, 21]}
    |                          ^^
""",
    ),
    "an option compared once, twice the same, and of nothing": (
        "title: t\ndata: curve\nmodel: polynomial\ncompare: {degree: [3, 3]}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:4:23: the same value twice makes the same run twice
  4 | compare: {degree: [3, 3]}
    |                       ^
    = remove one
""",
    ),
    "a model beside those that are compared": (
        "title: t\ndata: curve\nmodel: line\ncompare: {model: [line, polynomial]}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:3:8: model and compare.model cannot both be given
  3 | model: line
    |        ^^^^
    = remove model; compare says its values
""",
    ),
    "curve of one point": (
        "title: t\ndata: {kind: curve, points: 1}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:29: data.points must be at least 2, not 1
  2 | data: {kind: curve, points: 1}
    |                             ^
""",
    ),
    "one cluster": (
        "title: t\ndata: {kind: clusters, centres: [[0, 1]]}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:33: data.centres has too few items: 1, not 2 or more
  2 | data: {kind: clusters, centres: [[0, 1]]}
    |                                 ^^^^^^^^
""",
    ),
    "clusters of one input and of two": (
        "title: t\ndata: {kind: clusters, centres: [[0, 1], 2]}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:33: some centres have one number, and some have two
  2 | data: {kind: clusters, centres: [[0, 1], 2]}
    |                                 ^^^^^^^^^^^
    = write one for each class, or two for each
""",
    ),
    "clusters in one place": (
        "title: t\ndata: {kind: clusters, centres: [1, 2, 1]}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:40: two centres are the same
  2 | data: {kind: clusters, centres: [1, 2, 1]}
    |                                        ^
    = each class needs its own
""",
    ),
    "cluster that is no number": (
        "title: t\ndata: {kind: clusters, centres: [1, two]}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:37: data.centres must be a number, not "two"
  2 | data: {kind: clusters, centres: [1, two]}
    |                                     ^^^
""",
    ),
    "clusters in three dimensions": (
        "title: t\ndata: {kind: clusters, centres: [[0, 1, 2], [1, 0]]}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:34: data.centres has too many items: 3, not 2 or fewer
  2 | data: {kind: clusters, centres: [[0, 1, 2], [1, 0]]}
    |                                  ^^^^^^^^^
""",
    ),
    "clusters without a spread": (
        "title: t\ndata: {kind: clusters, spread: 0}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:32: data.spread must be more than 0, not 0
  2 | data: {kind: clusters, spread: 0}
    |                                ^
""",
    ),
    "clusters that float32 cannot tell apart": (
        "title: t\ndata: {kind: clusters, centres: [[0, 1e9], [1, 1e9]], spread: 1e-6}\n"
        "learning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:33: the numbers of x2 differ in their last digits only
  2 | data: {kind: clusters, centres: [[0, 1e9], [1, 1e9]], spread: 1e-6}
    |                                 ^^^^^^^^^^^^^^^^^^^^
    = subtract 1e9 from all of them
""",
    ),
    "spiral of six arms": (
        "title: t\ndata: {kind: spiral, arms: 6}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:28: data.arms must be at most 5, not 6
  2 | data: {kind: spiral, arms: 6}
    |                            ^
""",
    ),
    "spiral of too few points": (
        "title: t\ndata: {kind: spiral, arms: 4, points: 3}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:39: 3 points are too few for 4 classes
  2 | data: {kind: spiral, arms: 4, points: 3}
    |                                       ^
    = write 4 or more
""",
    ),
    "rings of one size": (
        "title: t\ndata: {kind: circles, factor: 1}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:31: data.factor must be less than 1, not 1
  2 | data: {kind: circles, factor: 1}
    |                               ^
""",
    ),
    "class without a name": (
        "title: t\ndata: {kind: spiral, classes: [cat, dog]}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:31: 3 classes need 3 names, not 2
  2 | data: {kind: spiral, classes: [cat, dog]}
    |                               ^^^^^^^^^^
    = write one for each class
""",
    ),
    "two classes of one name": (
        "title: t\ndata: {kind: moons, classes: [cat, cat]}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:36: two classes are named "cat"
  2 | data: {kind: moons, classes: [cat, cat]}
    |                                    ^^^
    = their names have to differ
""",
    ),
    "class whose name is a number": (
        "title: t\ndata: {kind: moons, classes: [cat, 1]}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:36: data.classes must be a text, not 1
  2 | data: {kind: moons, classes: [cat, 1]}
    |                                    ^
    = put it in quotes: "1"
""",
    ),
    "one name of two inputs": (
        "title: t\ndata: {kind: moons, x_name: length}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:29: 2 inputs need 2 names, not 1
  2 | data: {kind: moons, x_name: length}
    |                             ^^^^^^
    = write a list: [x1, x2]
""",
    ),
    "two names of one input": (
        "title: t\ndata: {kind: clusters, centres: [0, 1], x_name: [a, b]}\nlearning_rate: 0.1\nsteps: 10\n",
        """\
scene.yaml:2:49: one input needs one name, not 2
  2 | data: {kind: clusters, centres: [0, 1], x_name: [a, b]}
    |                                                 ^^^^^^
    = write it without brackets
""",
    ),
    "slow motion of an update that is not kept": (
        "title: t\ndata: curve\nmodel: {kind: polynomial, degree: 20}\nlearning_rate: 0.1\nsteps: 10_000_000\n"
        "slow_motion: [100_000, 500_000, 9_999_999]\n",
        """\
scene.yaml:6:24: the update after step 500,000 is not kept: 21 weights at 10,000,000 steps are too many
  6 | slow_motion: [100_000, 500_000, 9_999_999]
    |                        ^^^^^^^
    = choose step 383,862, the nearest one that is
""",
    ),
    "landscape of an unknown function": (
        f"title: t\ndata: {{kind: landscape, function: vally}}\n{RATE}",
        """\
scene.yaml:2:35: data.function cannot be "vally"
  2 | data: {kind: landscape, function: vally}
    |                                   ^^^^^
    = did you mean "valley"?
""",
    ),
    "landscape with what samples have": (
        f"title: t\ndata: {{kind: landscape, function: valley, noise: 0.1}}\n{RATE}",
        """\
scene.yaml:2:43: a landscape has no samples, and so no noise
  2 | data: {kind: landscape, function: valley, noise: 0.1}
    |                                           ^^^^^
    = remove noise
""",
    ),
    "beside a landscape": (
        f"title: t\ndata: {{kind: landscape, function: valley}}\nmodel: line\nloss: mae\nbatch_size: 3\n"
        f"validation: 0.3\nweight_decay: 0.1\nseed: 3\nearly_stopping: 4\n{RATE}",
        """\
scene.yaml:3:1: a landscape predicts nothing, and so takes no model
  3 | model: line
    | ^^^^^
    = remove model
scene.yaml:4:1: a landscape is the loss itself, and takes no other one
  4 | loss: mae
    | ^^^^
    = remove loss
scene.yaml:5:1: a landscape has no samples, and so no batch_size
  5 | batch_size: 3
    | ^^^^^^^^^^
    = remove batch_size
scene.yaml:6:1: a landscape has no samples, and so no validation
  6 | validation: 0.3
    | ^^^^^^^^^^
    = remove validation
scene.yaml:7:1: a landscape has no model, and so no weight_decay
  7 | weight_decay: 0.1
    | ^^^^^^^^^^^^
    = remove weight_decay
scene.yaml:8:1: a landscape has no samples, and so no seed
  8 | seed: 3
    | ^^^^
    = remove seed
scene.yaml:9:1: a landscape has no samples, and so no early_stopping
  9 | early_stopping: 4
    | ^^^^^^^^^^^^^^
    = remove early_stopping
""",
    ),
    "compared on a landscape": (
        f"title: t\ndata: {{kind: landscape, function: valley}}\ncompare: {{batch_size: [1, 2]}}\n{RATE}",
        """\
scene.yaml:3:11: a landscape has no samples, and so no batch_size
  3 | compare: {batch_size: [1, 2]}
    |           ^^^^^^^^^^
    = remove batch_size
""",
    ),
    "panels of samples for a landscape": (
        f"title: t\ndata: {{kind: landscape, function: valley}}\npanels: [fit, metrics, surface]\n{RATE}",
        """\
scene.yaml:3:10: fit shows samples, or what is learned from them, and a landscape has none
  3 | panels: [fit, metrics, surface]
    |          ^^^
    = choose surface, slice, parameters or loss
scene.yaml:3:15: metrics shows samples, or what is learned from them, and a landscape has none
  3 | panels: [fit, metrics, surface]
    |               ^^^^^^^
    = choose surface, slice, parameters or loss
""",
    ),
    "weights that a landscape does not have": (
        f"title: t\ndata: {{kind: landscape, function: valley}}\ninitial: {{w: 1, v: 2}}\n{RATE}",
        """\
scene.yaml:3:11: a valley has no weight "w"
  3 | initial: {w: 1, v: 2}
    |           ^
    = known here: u, v
""",
    ),
    "start too far out on a landscape": (
        f"title: t\ndata: {{kind: landscape, function: beale}}\ninitial: {{u: 1e6, v: 1e6}}\n{RATE}",
        """\
scene.yaml:3:10: the loss of the initial values is too large for float32
  3 | initial: {u: 1e6, v: 1e6}
    |          ^^^^^^^^^^^^^^^^
    = start closer
""",
    ),
    "landscape as a model": (
        f"title: t\ndata: {{kind: line, w: 0.1, b: 0.5}}\nmodel: valley\n{RATE}",
        """\
scene.yaml:3:8: model cannot be "valley"
  3 | model: valley
    |        ^^^^^^
    = known here: line, logistic, network, polynomial
""",
    ),
    "negative warmup": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\n"
        "learning_rate: {kind: cosine, from: 0.1, warmup: -1}\nsteps: 10\n",
        """\
scene.yaml:3:50: learning_rate.warmup must be at least 0, not -1
  3 | learning_rate: {kind: cosine, from: 0.1, warmup: -1}
    |                                                  ^^
""",
    ),
    "warmup as long as its phase": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\n"
        "phases:\n- {steps: 9, learning_rate: 0.1}\n- {steps: 5, learning_rate: {rate: 0.1, warmup: 5}}\n",
        """\
scene.yaml:5:49: a warmup of 5 steps leaves none of the 5 for the rate that it rises to
  5 | - {steps: 5, learning_rate: {rate: 0.1, warmup: 5}}
    |                                                 ^
    = write at most 4
""",
    ),
    "unknown schedule": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\nlearning_rate: {kind: cosin, from: 0.1}\nsteps: 10\n",
        """\
scene.yaml:3:23: learning_rate cannot be "cosin"
  3 | learning_rate: {kind: cosin, from: 0.1}
    |                       ^^^^^
    = did you mean "cosine"?
""",
    ),
    "schedule without its rates": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\nlearning_rate: cosine\nsteps: 10\n",
        """\
scene.yaml:3:16: the key "from" is missing in learning_rate
  3 | learning_rate: cosine
    |                ^^^^^^
""",
    ),
    "option of another schedule": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\n"
        "compare: {learning_rate: [0.1, {kind: linear, from: 0.1, factor: 0.5}]}\nsteps: 10\n",
        """\
scene.yaml:3:58: unknown key "factor" in compare.learning_rate
  3 | compare: {learning_rate: [0.1, {kind: linear, from: 0.1, factor: 0.5}]}
    |                                                          ^^^^^^
    = known here: kind, warmup, from, to
""",
    ),
    "mapping of no schedule": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\nlearning_rate: {from: 0.1, to: 0.01}\nsteps: 10\n",
        """\
scene.yaml:3:16: the key "kind" is missing in learning_rate
  3 | learning_rate: {from: 0.1, to: 0.01}
    |                ^^^^^^^^^^^^^^^^^^^^^
    = known here: constant, cosine, exponential, linear, step
""",
    ),
    "schedule that begins at 0": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\nlearning_rate: {kind: linear, from: 0, to: 0.1}\nsteps: 10\n",
        """\
scene.yaml:3:37: learning_rate.from must be more than 0, not 0
  3 | learning_rate: {kind: linear, from: 0, to: 0.1}
    |                                     ^
""",
    ),
    "exponential that ends at 0": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\n"
        "learning_rate: {kind: exponential, from: 0.1, to: 0}\nsteps: 10\n",
        """\
scene.yaml:3:51: learning_rate.to must be more than 0, not 0
  3 | learning_rate: {kind: exponential, from: 0.1, to: 0}
    |                                                   ^
""",
    ),
    "stairs down to nothing": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\n"
        "learning_rate: {kind: step, from: 0.1, every: 1, factor: 0.1}\nsteps: 1000\n",
        """\
scene.yaml:3:58: after 999 times the factor 0.1, the rate falls to 0, with which nothing moves any more
  3 | learning_rate: {kind: step, from: 0.1, every: 1, factor: 0.1}
    |                                                          ^^^
    = write a larger factor, or more steps for every
""",
    ),
    "same rate in two ways": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\n"
        "compare: {learning_rate: [0.1, {kind: constant, rate: 0.1}]}\nsteps: 10\n",
        """\
scene.yaml:3:32: the same value twice makes the same run twice
  3 | compare: {learning_rate: [0.1, {kind: constant, rate: 0.1}]}
    |                                ^^^^^^^^^^^^^^^^^^^^^^^^^^^
    = remove one
""",
    ),
    "auto for a network": (
        "title: t\ndata: moons\nmodel: network\nlearning_rate: auto\nsteps: 10\n",
        """\
scene.yaml:4:16: auto is half of the largest stable rate, and of a network nobody knows it before
  4 | learning_rate: auto
    |                ^^^^
    = write a number: learning_rate: 0.1
""",
    ),
    "auto for another loss": (
        "title: t\ndata: {kind: line, w: 0.1, b: 0.5}\nloss: mae\ncompare: {learning_rate: [0.1, auto]}\nsteps: 10\n",
        """\
scene.yaml:4:32: auto is half of the largest stable rate, and of the loss mae nobody knows it before
  4 | compare: {learning_rate: [0.1, auto]}
    |                                ^^^^
    = write a number: learning_rate: 0.1
""",
    ),
}
TABLES = {
    "column.csv": b"Age,size\n1,2\n",
    "words.csv": b"age,kind\n1,bun\n2,hot dog\n",
    "kinds.csv": b"age,kind,size\n1,bun,2\n2,hot dog,3\n",
    "rows.csv": b'age,size\n1,2\n2,x\n3,\n\n"4,5",1\n1.5,oops\n2,y\n2,z\n3,4\n',
    "semicolons.csv": b"age;length\n1;2\n2;3\n",
    "commas.csv": b"age,size\n2,88,5\n3,97\n4,98\n",
    "three.csv": b"age,size,price\n1,2,3\n2,3,5\n4,1,2\n",
    "short.csv": b"age,size\n1,2\n",
    "encoding.csv": b"\xef\xbb\xbfage,size\xff\n1,2\n",
    "font.ttf": b"\x00\x01\x00\x00\x00\x01",
}


@pytest.mark.parametrize(("text", "expected"), WRONG.values(), ids=WRONG)
def test_message(text, expected, write, render, tmp_path):
    write(text)
    for name, table in TABLES.items():
        tmp_path.joinpath(name).write_bytes(table)
    before = sorted(tmp_path.rglob("*"))
    assert render("check", "scene.yaml") == (2, "", expected)
    assert render("scene.yaml") == (2, "", expected)
    assert sorted(tmp_path.rglob("*")) == before


def test_problems_of_all_scenes_are_told(write, render):
    write(f"title: a\n{REST}", "good.yaml")
    write("", "empty.yaml")
    code, out, err = render("check", "good.yaml", "empty.yaml", "god.yaml")
    assert code == 2
    assert out == "good.yaml is fine: 100 points, 10 steps\n"
    assert err == (
        "empty.yaml: is empty\n   = start from an example: render new mine.yaml\n"
        "god.yaml: no such file\n   = did you mean good.yaml?\n"
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e-3", 1e-3), ("0.001", 1e-3), (".5", 0.5), ("1", 1), ("5_0.0", 50.0), ("+1E+2", 100)],
)
def test_numbers_as_people_write_them(text, value, write):
    assert scene_of(write(learning_rate=text)).learning_rate == value


def test_titles_and_names_stand_in_one_line(write):
    text = 'title: |\n  Line one\n  line two\nauthor: "A\\tB\\n"\nsteps: 2\nlearning_rate: 1\n'
    scene = scene_of(write(f'{text}data: {{kind: line, w: 1, b: 0, x_name: "size\\nin m", y_name: " price "}}\n'))
    assert (scene.title, scene.author) == ("Line one line two", "A B")
    assert (scene.data.x_name, scene.data.y_name) == ("size in m", "price")


def test_words_that_are_not_numbers_stay_words(write):
    assert scene_of(write(title="No")).title == "No"
    assert scene_of(write(title='"1e3"')).title == "1e3"


NUMBERS = {
    "data: {kind: line, w: 0.1, b: 0.5, points: {}}": "data.points",
    "data: {kind: line, w: {}, b: 0.5}": "data.w",
    "data: {kind: points, x: [0, {}], y: [0, 1]}": "data.x",
    "initial: {w: {}}": "initial.w",
    "learning_rate: {}": "learning_rate",
    "steps: {}": "steps",
    "pacing: {seconds: {}}": "pacing.seconds",
    "theme: {line_width: {}}": "theme.line_width",
    "output: {fps: {}}": "output.fps",
}


@pytest.mark.parametrize("line", NUMBERS)
@pytest.mark.parametrize(
    "text", ["1_", "0_", "1__0", "_1", "1_.5", ".inf", "1e999", "9" * 5000, f"{'9' * 5000}e1", "0x10", "1:30", "\uff11"]
)
def test_what_is_no_number_is_an_error_with_its_place(line, text, write):
    key = line.partition(":")[0]
    written = line.replace("{}", text)
    path = write(**{key: written.partition(": ")[2]})
    with pytest.raises(SceneError) as error:
        takes(path)
    (problem,) = [problem for problem in error.value.problems if NUMBERS[line] in problem.message]
    assert problem.place.text == written
    assert problem.place.column == line.index("{}") + 1 if line.count("{") > 1 else written.index(text) + 1


@posix_only
def test_what_is_no_file_is_refused_at_once(render, tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    os.mkfifo(tmp_path / "course.yaml")
    said = "cannot be read: it is a pipe or a device, not a file\n"
    assert render("check", "pipe.yaml") == (2, "", f"pipe.yaml: {said}")
    assert render("pipe.yaml") == (2, "", f"pipe.yaml: {said}")
    assert render("check", "course.yaml") == (2, "", f"course.yaml: {said}")


@posix_only
def test_no_message_prints_control_characters(render, tmp_path):
    name = "a\x1b[31m\u202eb.yaml"
    for words in (
        ["check", name],
        [name],
        ["code", name],
        ["new", "a\x1b.txt"],
        ["lint", name],
        ["verify", "a\x1b.gif"],
    ):
        code, out, err = render(*words)
        assert code
        assert not set(out + err) & {"\x1b", "\u202e"}
        assert "a\\x1b" in err
    (tmp_path / name).write_text(f"title: t\n{REST}")
    assert render("check", name) == (0, "a\\x1b[31m\\u202eb.yaml is fine: 100 points, 10 steps\n", "")


def test_name_that_is_too_long_for_files(write, render):
    write(name=f"{'x' * 220}.yaml")
    code, _, err = render("check", f"{'x' * 220}.yaml")
    assert code == 2
    assert "that is too long\n   = give the scene a shorter name" in err


def test_sure_letters_are_in_our_fonts():
    fonts = [FT2Font(font_manager.findfont(family)) for family in Typefaces().sans]
    known = {code for font in fonts for code in font.get_charmap()}
    missing = [hex(code) for first, last in SURE for code in range(first, last + 1) if code not in known]
    assert not [code for code in missing if unicodedata.category(chr(int(code, 16))) not in {"Cc", "Cf", "Cn"}]
