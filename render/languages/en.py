"""English."""

from typing import Literal

from render.languages import Code, Joint, Language, Notes, Player, Telling, Text


class EnglishTelling(Telling):
    """Sentences in English."""

    between_sentences: Joint = " "
    between_items: Joint = "; "

    flat: Text = "flat at {b}"
    sloped: Text = "at w = {w}, b = {b}"
    short_start: Text = (
        "A line starts {start} and learns by gradient descent; at step {step} it has w = {w}, b = {b} ({reference})."
    )
    short_loss: Text = "The loss goes from {first} to {last}: “{ending}”."
    short_compared: Text = "{count} runs of gradient descent on one clock, to step {step}: {runs}."
    short_run: Text = "{ends}, loss {loss}"
    short_slow: Text = "In slow motion: {steps}."
    slow_step: Text = "step {step}"

    truth: Text = "truth: w = {w}, b = {b}"
    least_squares: Text = "least squares: w = {w}, b = {b}"
    known: Text = "The data are {points} points around a known line, the truth: w = {w}, b = {b}."
    unknown: Text = (
        "The data are {points} points. No truth is known; the line of least squares stands for it: w = {w}, b = {b}."
    )
    axes: Text = "{x} goes from {x_low} to {x_high}, {y} from {y_low} to {y_high}."
    model: Text = "The model is {formula}."
    model_of_days: Text = "The model is {formula}, with x in days."
    panels: Text = "The picture shows {panels}."
    fit: Text = "the points, the guess and, dashed, the line that it should reach"
    trail: Text = "earlier guesses, fading"
    bars: Text = "the residuals as bars"
    squares: Text = "the squares of the residuals"
    loss: Text = "the loss at each step"
    parameters: Text = "w and b at each step"
    surface: Text = "contours of the loss over w and b, and the path across them"
    slice: Text = "the loss along {parameter}, and its slope"
    rule: Text = "the update rule with its present numbers"
    code: Text = "the TensorFlow program, the running line lit"
    status: Text = "a printout of step, loss, w and b"

    compared: Text = "Compared on one clock: {runs}."
    run: Text = "{run}:"
    starts: Text = "The guess starts at w = {w}, b = {b}; the loss there is {loss}."
    rate: Text = "From step {first} to step {last} the learning rate is {rate}."
    batches: Text = "Each step sees {size} of the {points} points."
    slow: Text = (
        "Step {step} in slow motion: the line predicts a y for every x; the loss is {loss}; "
        "the gradient is {w_slope} for w and {b_slope} for b."
    )
    slow_batch: Text = (
        "Step {step} in slow motion: the line predicts a y for every x of the batch; "
        "the loss of all points is {loss}; "
        "the gradient of the batch is {w_slope} for w and {b_slope} for b."
    )
    slow_update: Text = (
        "The update subtracts {rate} times the gradient: w goes from {w} to {new_w}, b from {b} to {new_b}."
    )
    at: Text = "At step {step}: w = {w}, b = {b}, loss {loss}."
    half: Text = "At step {step} the loss is below half of its first value."
    ends: Text = "In the end the film says: “{ending}”."
    captions: Text = "Captions: {captions}."
    caption: Text = "“{text}” at step {step}"
    author: Text = "At the foot: {author}."


class EnglishNotes(Notes):
    """The speaker's notes in English."""

    begins: Text = "the film begins"
    slow: Text = "step {step} in slow motion"
    step: Text = "step {step}"
    new_rate: Text = "the learning rate is {rate} from here on"
    more_steps: Text = "{steps} steps more, with the same learning rate"
    ends: Text = "the film ends: {ending}"


class EnglishPlayer(Player):
    """The player's words in English."""

    about: Text = "About this film"
    again: Text = "Play again"
    full: Text = "Full screen"
    loop: Text = "Play again and again"
    pause: Text = "Pause"
    play: Text = "Play"
    speed: Text = "Speed"
    controls: Text = "Player"
    slider: Text = "Step"
    keyboard: Text = "Keyboard"
    key_space: Text = "Space"
    key_shift: Text = "Shift"
    key_ends: Text = "Home End"
    does_play: Text = "play or pause"
    does_step: Text = "a step"
    does_ten: Text = "ten steps"
    does_ends: Text = "first and last step"
    does_full: Text = "full screen"
    does_back: Text = "back to the page around this one"
    here: Text = "step {step}: {numbers}"
    numbers: Text = "w = {w}, b = {b}, loss = {loss}"
    numbers_of_run: Text = "{run}: loss = {loss}"
    playing: Text = "Playing"
    paused: Text = "Paused at {here}"
    ended: Text = "The film has ended, {here}"
    no_script: Text = "Without JavaScript, this is a still of the film."
    too_old: Text = "This browser is too old to play the film; this is a still of it."


class English(Language):
    """English."""

    kind: Literal["en"] = "en"
    code: Code = "en"

    step: Text = "step"
    of_steps: Text = "of {steps}"
    loss: Text = "loss"
    run_ends: Text = "{run} {ending}"
    truth: Text = "truth"
    true_value: Text = "truth {value}"
    least_squares: Text = "least\nsquares"
    least_squares_value: Text = "least squares {value}"
    guess: Text = "guess"

    learning_rate: Text = "learning rate {rate}"
    rate_and_batches: Text = "rate {rate},  batches of {size}"
    stable_below: Text = "stable below a rate of {rate}"
    run_rate: Text = "rate {rate}"
    run_steps: Text = "{steps} steps"
    run_step: Text = "{steps} step"
    run_batches: Text = "batch of {size}"
    run_seed: Text = "seed {seed}"
    run_then: Text = "{first}; then {others}"
    more_steps: Text = "{steps} more steps"

    log_scale: Text = "{name}, log scale"
    mean_squared_error: Text = "mean squared error"
    squares: Text = "sum of {count} squares ÷ {points} = {mean}"
    squares_short: Text = "{count} squares ÷ {points} = {mean}"
    squares_all: Text = "sum of all {points} squares ÷ {points} = {mean} ({count} drawn)"
    squares_all_short: Text = "mean of all {points} squares = {mean} ({count} drawn)"
    parameters: Text = "w and b"
    true_parameter: Text = "true {parameter}"
    best_parameter: Text = "best {parameter}"
    surface: Text = "loss for each w and b"
    minimum: Text = "minimum"
    downhill: Text = "−gradient"
    held: Text = "{loss}, {parameter} held"
    slope_rise: Text = "slope {slope}: {parameter} has to rise"
    slope_fall: Text = "slope {slope}: {parameter} has to fall"
    batch_slope_rise: Text = "slope in this batch {slope}: {parameter} has to rise"
    batch_slope_fall: Text = "slope in this batch {slope}: {parameter} has to fall"
    new: Text = "new"
    old: Text = "old"
    rate: Text = "rate"
    slope: Text = "slope"
    printed: Text = "printed every {steps} steps"
    printed_always: Text = "printed at every step"

    beat_predict: Text = "Predict: y = w x + b for each x"
    beat_predict_line: Text = "Predict: the line gives each x a y"
    beat_predict_batch: Text = "Predict: a y for each x of the batch"
    beat_loss: Text = "Loss: how wrong is it? The mean of the squared errors"
    beat_loss_batch: Text = "Loss: the mean of the batch's squared errors"
    beat_gradient_arrow: Text = "Gradient: the arrow points downhill"
    beat_gradient_arrow_batch: Text = "Gradient: downhill for this batch"
    beat_gradient_rise: Text = "Gradient {slope}: {parameter} has to rise"
    beat_gradient_fall: Text = "Gradient {slope}: {parameter} has to fall"
    beat_gradient_rise_batch: Text = "Batch gradient {slope}: {parameter} has to rise"
    beat_gradient_fall_batch: Text = "Batch gradient {slope}: {parameter} has to fall"
    beat_update: Text = "Update: learning rate times gradient"

    ends_converged: Text = "converged"
    ends_off_truth: Text = "converged to least squares"
    ends_almost: Text = "almost there"
    ends_there: Text = "the line is there; {parameter} still moves"
    ends_underway: Text = "still on the way"
    ends_crawling: Text = "has barely moved"
    ends_jumping: Text = "jumps around the minimum"
    ends_oscillating: Text = "swings: the rate is close to {rate}"
    ends_leaving: Text = "leaves: the rate is above {rate}"
    ends_diverged: Text = "overflows at step {step}"
    ends_diverged_above: Text = "overflows at step {step}: the rate is above {rate}"
    runs_converged: Text = "arrives"
    runs_almost: Text = "is close"
    runs_there: Text = "is there"
    runs_underway: Text = "descends"
    runs_crawling: Text = "crawls"
    runs_jumping: Text = "jumps"
    runs_oscillating: Text = "swings"
    runs_leaving: Text = "leaves"
    runs_diverged: Text = "overflows"

    description: EnglishTelling = EnglishTelling()
    notes: EnglishNotes = EnglishNotes()
    player: EnglishPlayer = EnglishPlayer()
