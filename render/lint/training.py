"""Will anything be seen to happen, and will the training get there?"""

from collections.abc import Iterator

from render.lint import Finding, Showing
from render.scene.outlook import concerns


def training(showing: Showing) -> Iterator[Finding]:
    """Say of a training that leaves, stands still or takes for ever, which learning rate makes a good film."""
    samples = showing.recordings[0].run.samples
    for concern in concerns(showing.scene, samples.moments, lambda: samples):
        yield Finding(concern.message, concern.hint, concern.measured, concern.bound, concern.at)
