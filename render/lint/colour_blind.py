"""Are colours that tell things apart still different to people who see fewer of them?"""

from collections.abc import Iterator
from itertools import combinations

from coloraide.everything import ColorAll as Color

from render.drawing.classes import color_of
from render.drawing.layout import in_columns
from render.lint import Finding, Showing
from render.numbers import short

APART = 10.0
"""Between two runs that are drawn over one another, in CAM16-UCS. Petroff ("Accessible Color Sequences for Data
Visualization", 2021, arXiv:2107.02270) asks for 20 of six colours that nothing else tells apart; here each line also
has its name beside it and dots of its own shape."""
SAME = 5.0
"""Between a guess and the truth, of which one is solid and one is dashed: below it, one that covers the other cannot
be seen to do so."""
EYES = {None: "everybody", "protan": "people with protanopia", "deutan": "people with deuteranopia"} | {
    "tritan": "people with tritanopia"
}


def colour_blind(showing: Showing) -> Iterator[Finding]:
    """Say which two colours merge, and to whom: those of lines that are drawn over one another, and of classes.

    How they are seen is the model of Machado, Oliveira and Fernandes ("A Physiologically-based Model for Simulation of
    Color Vision Deficiency", 2009), without the cones of one kind; for tritanopia, which that model only approaches,
    the one of Brettel, Viénot and Mollon (1997).
    """
    scene, recordings = showing.scene, showing.recordings
    theme = scene.theme
    names = [recording.run.name for recording in recordings]
    colors = theme.runs[: len(names)]
    if len(names) == 1:
        names, colors = ["the guess"], (theme.guess,)
    key = "runs" if len(names) > 1 else "guess"
    pairs: list[tuple[str, tuple[str, str], tuple[str, str], float]] = []
    mixed = len({recording.run.standardize for recording in recordings}) > 1
    if not in_columns(scene.panels, scene.layout, len(names), mixed=mixed) and any(
        panel.overlays for panel in scene.panels
    ):
        pairs += [(key, *pair, APART) for pair in combinations(zip(names, colors, strict=True), 2)]
    run = recordings[0].run
    if any(panel.kind == "fit" for panel in scene.panels) and not run.samples.classes:
        best = "least squares" if run.objective.is_least_squares else "the best fit"
        line = "the truth" if run.samples.truth else best
        pairs += [(key, (line, theme.truth), guess, SAME) for guess in zip(names, colors, strict=True)]
    classes = [(f'samples of "{name}"', color_of(theme, index)) for index, name in enumerate(run.samples.classes)]
    pairs += [("classes", *pair, APART) for pair in combinations(classes[: len(theme.classes)], 2)]
    for key, (one, color), (other, its_color), least in pairs:
        seen = {who: _distance(color, its_color, eye) for eye, who in EYES.items()}
        who = next((who for who, distance in seen.items() if distance < least), "")
        if who:
            yield Finding(
                f"{one} and {other} look alike to {who}: {color} and {its_color} are {seen[who]:.1f} apart in "
                f"CAM16-UCS; {short(least)} is the least",
                f"theme: {{{key}: ...}}: make one of them lighter and one darker, which all eyes see",
                seen[who],
                least,
                ("theme", key),
            )


def seen(color: Color, eye: str | None) -> Color:
    """Return a `color` as people of EYES see it."""
    method = "brettel" if eye == "tritan" else "machado"
    return color.filter(eye, 1, method=method).clip() if eye else color


def _distance(one: str, other: str, eye: str | None) -> float:
    return float(seen(Color(one), eye).delta_e(seen(Color(other), eye), method="cam16"))
