"""The network as it is drawn on the board: units, and the lines between them."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from render.drawing.panels import Moving, Panel, Refusal, Runs, Sample, Subject, no_sample
from render.family import word
from render.languages import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

    from render.drawing.themes import Theme
    from render.languages import Language
    from render.training.recording import Recording


class NetworkTexts(Texts, speaker="network"):
    """Above the panel, below the layers, at the units; the captions of the beats."""

    above = "sample {sample} of {samples}"
    above_one = "one sample"
    inputs = "inputs"
    hidden = "hidden"
    outputs = "answer"
    many_inputs = "{count} inputs"
    many_hidden = "{count} hidden"
    many_outputs = "{count} answers"
    should_be = "should be {value}"
    loss = "loss"
    error = "error"
    single = "on the lines: the gradient"
    mean = "gradient: mean of {count} samples"
    mean_decayed = "gradient: mean of {count} samples, and decay"
    decayed = "gradient: with decay"
    beat_loss_answer = "How wrong is the answer? Its loss says it"
    beat_loss_answer_one = "How wrong is the answer to sample {sample}?"
    beat_gradient_back = "Back, layer by layer: whose fault is it?"
    beat_gradient_back_mean = "Back, layer by layer: mean of {count}"
    beat_update_lines = "Each weight: minus {rate} · gradient"
    told = (
        "the network as a diagram, for sample {sample}: units filled by what they hand on, weights as lines, the "
        "larger the wider, negative ones dashed"
    )


class Network(Panel):
    """Layers of units from left to right, filled by what they make of one sample; lines are weights.

    How wide a line is says how large its weight is; its colour and dashes say its sign. Of few units, all have their
    numbers. In slow motion values go forward, layer by layer, the loss comes at the end, gradients go back along the
    same lines, and the weights change.
    """

    kind: Literal["network"] = "network"
    of_samples: ClassVar[bool] = True
    sample: Annotated[
        Sample, Field(description="the one that is sent through: they are counted from 0, held-back ones left out")
    ] = 0
    width: ClassVar[float] = 1.3
    height: ClassVar[float] = 1.2
    left: ClassVar[float] = 8.0
    right: ClassVar[float] = 8.0
    bottom: ClassVar[float] = 12.0
    height_on_phone: ClassVar[float] = 300.0
    least: ClassVar[tuple[float, float]] = (260.0, 170.0)

    @property
    def singled_out(self) -> int:
        """The sample that is sent through."""
        return self.sample

    def refuses(self, subject: Subject) -> "Iterator[Refusal]":
        """Yield that the model has no layers, or that there is no such sample."""
        if subject.model.architecture(subject.task) is None:
            said = f"network shows layers of units, and a {word(subject.model)} has none"
            yield Refusal(said, "choose fit or parameters")
            return
        yield from no_sample(self.sample, subject)

    def told(self, words: "Language", subject: Subject) -> list[str]:
        """Return what is to be seen."""
        return [words.of(NetworkTexts).told.format(sample=self.sample)]

    def says(self, beat: str, recording: "Recording", step: int, words: "Language") -> str:
        """Return what the numbers on the diagram are."""
        from render.training.decimals import rate_text

        said, seen = words.of(NetworkTexts), recording.run.batch_size or len(recording.run.samples.y)
        if beat == "loss":
            alone = len(recording.run.samples.y) == 1
            return said.beat_loss_answer if alone else said.beat_loss_answer_one.format(sample=f"{self.sample:,}")
        if beat == "gradient":
            back = said.beat_gradient_back if seen == 1 else said.beat_gradient_back_mean
            return back.format(count=f"{seen:,}")
        if beat == "update" and recording.run.optimizer.plain:
            return said.beat_update_lines.format(rate=rate_text(recording, step))
        return ""

    def draw(self, axes: "Axes", runs: Runs, theme: "Theme") -> Moving:
        """Draw the names; fills, lines and numbers move."""
        from render.drawing.board import Names
        from render.drawing.network import network
        from render.training.units import weight_said

        said, samples = runs.words.of(NetworkTexts), runs.alone.run.samples
        count = len(samples.y)
        above = said.above if count > 1 else said.above_one
        above = above.format(sample=f"{self.sample:,}", samples=f"{count:,}")
        axes.set_ylabel(weight_said(above, runs.alone.run, runs.words))
        seen, decay = runs.alone.run.batch_size or count, runs.alone.run.weight_decay
        mean = {
            (False, False): said.single,
            (False, True): said.decayed,
            (True, False): said.mean,
            (True, True): said.mean_decayed,
        }
        names = Names(
            layers=(said.inputs, said.hidden, said.outputs),
            many=(said.many_inputs, said.many_hidden, said.many_outputs),
            should_be=said.should_be,
            loss=said.loss,
            error=said.error,
            gradient=mean[seen > 1, bool(decay)].format(count=f"{seen:,}"),
        )
        return network(axes, runs, theme, self.sample, names)
