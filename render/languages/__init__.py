"""Languages: every text that a film shows or is told in, but for its author's. A member is one file with one model.

A member gives each text in its language; `{step}` and the like in it are its placeholders. Numbers are written with a
decimal point and commas between thousands in every language, as in the program that the film shows.
"""

from string import Formatter
from typing import Annotated, Any
from unicodedata import east_asian_width

from pydantic import ConfigDict, Field, StringConstraints, ValidationInfo, field_validator

from render.family import Options, wrong

Text = Annotated[str, StringConstraints(min_length=1, max_length=400)]
Joint = Annotated[str, StringConstraints(max_length=10)]
Code = Annotated[str, StringConstraints(pattern="^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$", max_length=35)]


class Texts(Options):
    """Texts by name. An author who changes one keeps its placeholders."""

    # What validates a member is built once, after its fields have got their descriptions.
    model_config = ConfigDict(defer_build=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """Say in each member where its texts stand: that is written once, in the contract."""
        contract = cls.__base__.model_fields if cls.__base__ and issubclass(cls.__base__, Texts) else {}
        for name in cls.model_fields.keys() & contract.keys():
            cls.model_fields[name].description = contract[name].description

    @field_validator("*")
    @classmethod
    def _keeps_placeholders(cls, value: object, info: ValidationInfo) -> object:
        usual = cls.model_fields[info.field_name or ""].default
        if not isinstance(value, str) or not isinstance(usual, str):
            return value
        if not value.replace("\n", "").isprintable() or ("\n" in value and "\n" not in usual):
            raise wrong("this text must be one line", "remove what cannot be seen from it")
        names = _placeholders(usual)
        known = f"its placeholders are {' '.join(names)}" if names else "this text has no placeholders"
        try:
            written = _placeholders(value)
        except ValueError:
            raise wrong(f'a brace is alone in "{value}"', known) from None
        if unknown := [name for name in written if name not in names]:
            raise wrong(f"unknown placeholder {unknown[0]}", known)
        if missing := [name for name in names if name not in written]:
            raise wrong(f"the placeholder {missing[0]} is missing", known)
        return value


class Telling(Texts):
    """The sentences of a film's description, for those who cannot see it."""

    between_sentences: Annotated[Joint, Field(description="what stands between two sentences")]
    between_items: Annotated[Joint, Field(description="what stands between the items of a list")]

    flat: Annotated[Text, Field(description="where a horizontal line starts, in `short_start`")]
    sloped: Annotated[Text, Field(description="where any other line starts, in `short_start`")]
    short_start: Annotated[Text, Field(description="in short: how a run starts, where it gets, what is right")]
    short_loss: Annotated[Text, Field(description="in short: what becomes of the loss; `ending` is said on screen")]
    short_compared: Annotated[Text, Field(description="in short: the runs of a comparison, an item for each")]
    short_run: Annotated[Text, Field(description="in short: an item of a comparison; `ends` is said on screen")]
    short_slow: Annotated[Text, Field(description="in short: the steps in slow motion, an item for each")]
    slow_step: Annotated[Text, Field(description="in short: such an item")]

    truth: Annotated[Text, Field(description="the line that the data were made from")]
    least_squares: Annotated[Text, Field(description="the line of least squares, where no truth is known")]
    known: Annotated[Text, Field(description="data around a line that is known")]
    unknown: Annotated[Text, Field(description="data with no such line")]
    axes: Annotated[Text, Field(description="the range of the data")]
    model: Annotated[Text, Field(description="the model's formula, where numbers are counted from an origin")]
    model_of_days: Annotated[Text, Field(description="the same, where x are dates")]
    panels: Annotated[Text, Field(description="the panels, an item or more for each")]
    fit: Annotated[Text, Field(description="what the panel `fit` shows")]
    trail: Annotated[Text, Field(description="what it shows with a trail")]
    bars: Annotated[Text, Field(description="what it shows with bars")]
    squares: Annotated[Text, Field(description="what it shows with squares")]
    loss: Annotated[Text, Field(description="what the panel `loss` shows")]
    parameters: Annotated[Text, Field(description="what the panel `parameters` shows")]
    surface: Annotated[Text, Field(description="what the panel `surface` shows")]
    slice: Annotated[Text, Field(description="what the panel `slice` shows")]
    rule: Annotated[Text, Field(description="what the panel `rule` shows")]
    code: Annotated[Text, Field(description="what the panel `code` shows")]
    status: Annotated[Text, Field(description="what the panel `status` shows")]

    compared: Annotated[Text, Field(description="that the film compares runs, an item for each")]
    run: Annotated[Text, Field(description="the title as a sentence, and the name of one of several runs")]
    starts: Annotated[Text, Field(description="where a run starts")]
    rate: Annotated[Text, Field(description="the learning rate of a phase")]
    batches: Annotated[Text, Field(description="mini-batches")]
    slow: Annotated[Text, Field(description="a step in slow motion")]
    slow_batch: Annotated[Text, Field(description="the same, with mini-batches")]
    slow_update: Annotated[Text, Field(description="its update")]
    at: Annotated[Text, Field(description="the numbers at a step")]
    half: Annotated[Text, Field(description="when half of the first loss is left")]
    ends: Annotated[Text, Field(description="how a run ends, as it is said on screen")]
    captions: Annotated[Text, Field(description="the captions, an item for each")]
    caption: Annotated[Text, Field(description="a caption, and when it comes")]
    author: Annotated[Text, Field(description="the author's line")]


class Notes(Texts):
    """The lines of the speaker's notes."""

    begins: Annotated[Text, Field(description="before anything else")]
    slow: Annotated[Text, Field(description="where a line of a step in slow motion begins")]
    step: Annotated[Text, Field(description="where any other line begins")]
    new_rate: Annotated[Text, Field(description="a new phase")]
    more_steps: Annotated[Text, Field(description="a new phase with the learning rate of the one before")]
    ends: Annotated[Text, Field(description="the last step; `ending` is said on screen")]


class Player(Texts):
    """The words of the player, the page of the format `html`; what is read aloud is for those who cannot see it."""

    about: Annotated[Text, Field(description="a button: what the film shows, and the keys")]
    again: Annotated[Text, Field(description="the button `play` at the end")]
    full: Annotated[Text, Field(description="a button")]
    loop: Annotated[Text, Field(description="a button")]
    pause: Annotated[Text, Field(description="the button `play` while the film plays")]
    play: Annotated[Text, Field(description="a button")]
    speed: Annotated[Text, Field(description="a list of speeds")]
    controls: Annotated[Text, Field(description="all buttons together")]
    slider: Annotated[Text, Field(description="the slider")]
    keyboard: Annotated[Text, Field(description="above the keys")]
    key_space: Annotated[Text, Field(description="a key")]
    key_shift: Annotated[Text, Field(description="a key")]
    key_ends: Annotated[Text, Field(description="two keys")]
    does_play: Annotated[Text, Field(description="what the key does")]
    does_step: Annotated[Text, Field(description="what the keys ← and → do")]
    does_ten: Annotated[Text, Field(description="what they do with Shift")]
    does_ends: Annotated[Text, Field(description="what the keys do")]
    does_full: Annotated[Text, Field(description="what the key F does")]
    does_back: Annotated[Text, Field(description="what the key Esc does")]
    here: Annotated[Text, Field(description="a step with its numbers, as read aloud")]
    numbers: Annotated[Text, Field(description="the numbers of a step")]
    numbers_of_run: Annotated[Text, Field(description="those of one of several runs")]
    playing: Annotated[Text, Field(description="read aloud when the film begins to play")]
    paused: Annotated[Text, Field(description="read aloud when it stops")]
    ended: Annotated[Text, Field(description="read aloud when it has ended")]
    no_script: Annotated[Text, Field(description="below the picture where scripts do not run")]
    too_old: Annotated[Text, Field(description="below the picture in a browser that cannot play it")]


class Language(Texts):
    """The texts on the picture, and beside it those of its description, the speaker's notes and the player."""

    kind: str
    code: Annotated[Code, Field(description="the language's tag for web pages, BCP 47: en, pt-BR")]

    step: Annotated[Text, Field(description="above the step counter, at the step axis, in the printout")]
    of_steps: Annotated[Text, Field(description="beside the step counter")]
    loss: Annotated[Text, Field(description="above or beside the loss, in the printout")]
    run_ends: Annotated[Text, Field(description="above the loss of a run that has ended; `ending` is one of runs_")]
    truth: Annotated[Text, Field(description="beside the true line")]
    true_value: Annotated[Text, Field(description="beside w and b above the picture")]
    least_squares: Annotated[Text, Field(description="beside the line of least squares; may be two lines")]
    least_squares_value: Annotated[Text, Field(description="beside w and b where no truth is known")]
    guess: Annotated[Text, Field(description="beside the model's line")]

    learning_rate: Annotated[Text, Field(description="at the right of the title")]
    rate_and_batches: Annotated[Text, Field(description="at the right of the title, with mini-batches")]
    stable_below: Annotated[Text, Field(description="at the right of the title when compared rates have ended")]
    run_rate: Annotated[Text, Field(description="the name of a compared run, and of a phase")]
    run_steps: Annotated[Text, Field(description="the name of a compared run")]
    run_step: Annotated[Text, Field(description="the name of a compared run of one step")]
    run_batches: Annotated[Text, Field(description="the name of a compared run")]
    run_seed: Annotated[Text, Field(description="the name of a compared run")]
    run_then: Annotated[Text, Field(description="the comment above the program of compared runs")]
    more_steps: Annotated[Text, Field(description="the name of a phase with the same learning rate")]

    log_scale: Annotated[Text, Field(description="the name of a logarithmic axis")]
    mean_squared_error: Annotated[Text, Field(description="the loss axis")]
    squares: Annotated[Text, Field(description="panel fit: the loss in slow motion")]
    squares_short: Annotated[Text, Field(description="panel fit: the same where there is less room")]
    squares_all: Annotated[Text, Field(description="panel fit: the loss in slow motion, of many points")]
    squares_all_short: Annotated[Text, Field(description="panel fit: the same where there is less room")]
    parameters: Annotated[Text, Field(description="panel parameters: above it")]
    true_parameter: Annotated[Text, Field(description="panel parameters: beside a dashed line")]
    best_parameter: Annotated[Text, Field(description="panel parameters: the same where no truth is known")]
    surface: Annotated[Text, Field(description="panel surface: above it")]
    minimum: Annotated[Text, Field(description="panel surface: beside the minimum")]
    downhill: Annotated[Text, Field(description="panel surface: beside the arrow")]
    held: Annotated[Text, Field(description="panel slice: above it")]
    slope_rise: Annotated[Text, Field(description="panel slice: what a negative slope says")]
    slope_fall: Annotated[Text, Field(description="panel slice: what a positive slope says")]
    batch_slope_rise: Annotated[Text, Field(description="panel slice: what a negative slope says, with mini-batches")]
    batch_slope_fall: Annotated[Text, Field(description="panel slice: what a positive slope says, with mini-batches")]
    new: Annotated[Text, Field(description="panel rule: the parameter after the update")]
    old: Annotated[Text, Field(description="panel rule: the parameter before the update")]
    rate: Annotated[Text, Field(description="panel rule: the learning rate")]
    slope: Annotated[Text, Field(description="panel rule: the gradient")]
    printed: Annotated[Text, Field(description="panel status: above it")]
    printed_always: Annotated[Text, Field(description="panel status: above it, if each step is printed")]

    beat_predict: Annotated[Text, Field(description="a caption of slow motion: the prediction")]
    beat_predict_line: Annotated[Text, Field(description="the same where the line is shown")]
    beat_predict_batch: Annotated[Text, Field(description="the same, with mini-batches")]
    beat_loss: Annotated[Text, Field(description="a caption of slow motion: the loss")]
    beat_loss_batch: Annotated[Text, Field(description="the same, with mini-batches")]
    beat_gradient_arrow: Annotated[
        Text, Field(description="a caption of slow motion: the gradient, where an arrow is drawn")
    ]
    beat_gradient_arrow_batch: Annotated[Text, Field(description="the same, with mini-batches")]
    beat_gradient_rise: Annotated[Text, Field(description="the same, no arrow is drawn: what a negative gradient says")]
    beat_gradient_fall: Annotated[Text, Field(description="the same, what a positive one says")]
    beat_gradient_rise_batch: Annotated[Text, Field(description="what a negative gradient says, with mini-batches")]
    beat_gradient_fall_batch: Annotated[Text, Field(description="what a positive one says, with mini-batches")]
    beat_update: Annotated[Text, Field(description="a caption of slow motion: the update")]

    ends_converged: Annotated[Text, Field(description="at the right of the title, in the end")]
    ends_off_truth: Annotated[Text, Field(description="the same, of noisy data whose least squares are off the truth")]
    ends_almost: Annotated[Text, Field(description="the same, of a run that is close to the minimum")]
    ends_there: Annotated[Text, Field(description="the same, of a line that is right, while a weight has far to go")]
    ends_underway: Annotated[Text, Field(description="the same, of a run that has some way to go")]
    ends_crawling: Annotated[Text, Field(description="the same, of a run that has hardly moved")]
    ends_jumping: Annotated[Text, Field(description="the same, of mini-batches that come no closer")]
    ends_oscillating: Annotated[Text, Field(description="the same, of a run that changes sides; `rate` is the limit")]
    ends_leaving: Annotated[Text, Field(description="the same, of a run that leaves; `rate` is the limit")]
    ends_diverged: Annotated[Text, Field(description="the same, of numbers that overflow")]
    ends_diverged_above: Annotated[Text, Field(description="the same, with the limit `rate` of the learning rate")]
    runs_converged: Annotated[Text, Field(description="after the name of a compared run, in the end")]
    runs_almost: Annotated[Text, Field(description="the same, of a run that is close to the minimum")]
    runs_there: Annotated[Text, Field(description="the same, of a line that is right, while a weight has far to go")]
    runs_underway: Annotated[Text, Field(description="the same, of a run that has some way to go")]
    runs_crawling: Annotated[Text, Field(description="the same, of a run that has hardly moved")]
    runs_jumping: Annotated[Text, Field(description="the same, of mini-batches that come no closer")]
    runs_oscillating: Annotated[Text, Field(description="the same, of a run that changes sides")]
    runs_leaving: Annotated[Text, Field(description="the same, of a run that leaves")]
    runs_diverged: Annotated[Text, Field(description="the same, of numbers that overflow")]

    description: Telling
    notes: Notes
    player: Player

    @property
    def drawn(self) -> list[str]:
        """All texts that may stand on the picture."""
        return [text for name, text in self if isinstance(text, str) and name not in {"kind", "code"}]


def cells(text: str) -> int:
    """Return how many characters of a fixed-width font `text` is wide: Chinese ones count twice (UAX #11)."""
    return sum(1 + (east_asian_width(character) in "WF") for character in text)


def _placeholders(text: str) -> list[str]:
    """Return the placeholders in `text`, in braces. Raises ValueError for a brace that is alone.

    What else Python would read in the braces, a format or an attribute, makes it one that nobody knows.
    """
    found = []
    for _, name, spec, conversion in Formatter().parse(text):
        if name is not None:
            found.append(f"{{{name}{f'!{conversion}' if conversion else ''}{f':{spec}' if spec else ''}}}")
    return list(dict.fromkeys(found))
