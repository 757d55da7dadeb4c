"""German."""

from typing import Literal

from render.languages import Code, Joint, Language, Notes, Player, Telling, Text


class GermanTelling(Telling):
    """Sentences in German."""

    between_sentences: Joint = " "
    between_items: Joint = "; "

    flat: Text = "waagerecht bei {b}"
    sloped: Text = "bei w = {w}, b = {b}"
    short_start: Text = (
        "Eine Gerade beginnt {start} und lernt durch Gradientenabstieg; "
        "bei Schritt {step} hat sie w = {w}, b = {b} ({reference})."
    )
    short_loss: Text = "Der Verlust ist anfangs {first}, am Ende {last}: „{ending}“."
    short_compared: Text = "{count} Läufe des Gradientenabstiegs im selben Takt, bis Schritt {step}: {runs}."
    short_run: Text = "{ends}, Verlust {loss}"
    short_slow: Text = "In Zeitlupe: {steps}."
    slow_step: Text = "Schritt {step}"

    truth: Text = "Wahrheit: w = {w}, b = {b}"
    least_squares: Text = "kleinste Quadrate: w = {w}, b = {b}"
    known: Text = "Die Daten sind {points} Punkte um eine bekannte Gerade, die Wahrheit: w = {w}, b = {b}."
    unknown: Text = (
        "Die Daten sind {points} Punkte. Die Wahrheit ist nicht bekannt; "
        "an ihrer Stelle steht die Gerade der kleinsten Quadrate: w = {w}, b = {b}."
    )
    axes: Text = "{x} reicht von {x_low} bis {x_high}, {y} von {y_low} bis {y_high}."
    model: Text = "Das Modell ist {formula}."
    model_of_days: Text = "Das Modell ist {formula} mit x in Tagen."
    panels: Text = "Das Bild zeigt: {panels}."
    fit: Text = "die Punkte, das Modell und gestrichelt die Gerade, die es erreichen soll"
    trail: Text = "verblassend die früheren Geraden des Modells"
    bars: Text = "die Residuen als Balken"
    squares: Text = "die Quadrate der Residuen"
    loss: Text = "den Verlust bei jedem Schritt"
    parameters: Text = "w und b bei jedem Schritt"
    surface: Text = "Höhenlinien des Verlusts über w und b und den Weg darauf"
    slice: Text = "den Verlust entlang von {parameter} mit seiner Steigung"
    rule: Text = "die Update-Regel mit den aktuellen Zahlen"
    code: Text = "das TensorFlow-Programm, die laufende Zeile hervorgehoben"
    status: Text = "die Ausgabe von Schritt, Verlust, w und b"

    compared: Text = "Im selben Takt verglichen: {runs}."
    run: Text = "{run}:"
    starts: Text = "Das Modell beginnt bei w = {w}, b = {b}; der Verlust ist dort {loss}."
    rate: Text = "Von Schritt {first} bis Schritt {last} ist die Lernrate {rate}."
    batches: Text = "Jeder Schritt sieht {size} der {points} Punkte."
    slow: Text = (
        "Schritt {step} in Zeitlupe: Die Gerade sagt zu jedem x ein y vorher; der Verlust ist {loss}; "
        "der Gradient ist {w_slope} für w und {b_slope} für b."
    )
    slow_batch: Text = (
        "Schritt {step} in Zeitlupe: Die Gerade sagt zu jedem x des Batches ein y vorher; "
        "der Verlust aller Punkte ist {loss}; "
        "der Gradient des Batches ist {w_slope} für w und {b_slope} für b."
    )
    slow_update: Text = (
        "Das Update zieht das {rate}-Fache des Gradienten ab: w geht von {w} auf {new_w}, b von {b} auf {new_b}."
    )
    at: Text = "Bei Schritt {step}: w = {w}, b = {b}, Verlust {loss}."
    half: Text = "Bei Schritt {step} liegt der Verlust unter der Hälfte seines Anfangswerts."
    ends: Text = "Am Ende sagt der Film: „{ending}“."
    captions: Text = "Einblendungen: {captions}."
    caption: Text = "„{text}“ bei Schritt {step}"
    author: Text = "Am unteren Rand: {author}."


class GermanNotes(Notes):
    """The speaker's notes in German."""

    begins: Text = "der Film beginnt"
    slow: Text = "Schritt {step} in Zeitlupe"
    step: Text = "Schritt {step}"
    new_rate: Text = "von hier an ist die Lernrate {rate}"
    more_steps: Text = "{steps} weitere Schritte mit derselben Lernrate"
    ends: Text = "der Film endet: {ending}"


class GermanPlayer(Player):
    """The player's words in German."""

    about: Text = "Über diesen Film"
    again: Text = "Noch einmal abspielen"
    full: Text = "Vollbild"
    loop: Text = "Endlos wiederholen"
    pause: Text = "Pause"
    play: Text = "Abspielen"
    speed: Text = "Tempo"
    controls: Text = "Steuerung"
    slider: Text = "Schritt"
    keyboard: Text = "Tastatur"
    key_space: Text = "Leertaste"
    key_shift: Text = "Umschalt"
    key_ends: Text = "Pos1 Ende"
    does_play: Text = "abspielen oder anhalten"
    does_step: Text = "ein Schritt"
    does_ten: Text = "zehn Schritte"
    does_ends: Text = "erster und letzter Schritt"
    does_full: Text = "Vollbild"
    does_back: Text = "zurück zur umgebenden Seite"
    here: Text = "Schritt {step}: {numbers}"
    numbers: Text = "w = {w}, b = {b}, Verlust = {loss}"
    numbers_of_run: Text = "{run}: Verlust = {loss}"
    playing: Text = "Der Film läuft"
    paused: Text = "Angehalten bei {here}"
    ended: Text = "Der Film ist zu Ende, {here}"
    no_script: Text = "Ohne JavaScript ist dies ein Standbild des Films."
    too_old: Text = "Dieser Browser ist zu alt, um den Film abzuspielen; dies ist ein Standbild daraus."


class German(Language):
    """Deutsch."""

    kind: Literal["de"] = "de"
    code: Code = "de"

    step: Text = "Schritt"
    of_steps: Text = "von {steps}"
    loss: Text = "Verlust"
    run_ends: Text = "{run} {ending}"
    truth: Text = "Wahrheit"
    true_value: Text = "wahr {value}"
    least_squares: Text = "kleinste\nQuadrate"
    least_squares_value: Text = "Optimum {value}"
    guess: Text = "Modell"

    learning_rate: Text = "Lernrate {rate}"
    rate_and_batches: Text = "Lernrate {rate},  Batches von {size}"
    stable_below: Text = "stabil unter einer Rate von {rate}"
    run_rate: Text = "Rate {rate}"
    run_steps: Text = "{steps} Schritte"
    run_step: Text = "{steps} Schritt"
    run_batches: Text = "Batch von {size}"
    run_seed: Text = "Seed {seed}"
    run_then: Text = "{first}; dann {others}"
    more_steps: Text = "{steps} weitere Schritte"

    log_scale: Text = "{name} (log)"
    mean_squared_error: Text = "mittlerer quadratischer Fehler"
    squares: Text = "Summe von {count} Quadraten ÷ {points} = {mean}"
    squares_short: Text = "{count} Quadrate ÷ {points} = {mean}"
    squares_all: Text = "Summe aller {points} Quadrate ÷ {points} = {mean} ({count} gezeigt)"
    squares_all_short: Text = "Mittel aller {points} Quadrate = {mean} ({count} gezeigt)"
    parameters: Text = "w und b"
    true_parameter: Text = "wahres {parameter}"
    best_parameter: Text = "bestes {parameter}"
    surface: Text = "Verlust für jedes w und b"
    minimum: Text = "Minimum"
    downhill: Text = "−Gradient"
    held: Text = "{loss}, {parameter} fest"
    slope_rise: Text = "Steigung {slope}: {parameter} muss wachsen"
    slope_fall: Text = "Steigung {slope}: {parameter} muss sinken"
    batch_slope_rise: Text = "Batch-Steigung {slope}: {parameter} muss wachsen"
    batch_slope_fall: Text = "Batch-Steigung {slope}: {parameter} muss sinken"
    new: Text = "neu"
    old: Text = "alt"
    rate: Text = "Rate"
    slope: Text = "Steigung"
    printed: Text = "Ausgabe alle {steps} Schritte"
    printed_always: Text = "Ausgabe bei jedem Schritt"

    beat_predict: Text = "Vorhersage: y = w x + b für jedes x"
    beat_predict_line: Text = "Vorhersage: zu jedem x ein y"
    beat_predict_batch: Text = "Vorhersage: ein y je x des Batches"
    beat_loss: Text = "Verlust: das Mittel der quadrierten Fehler"
    beat_loss_batch: Text = "Verlust: Mittel der quadrierten Fehler im Batch"
    beat_gradient_arrow: Text = "Gradient: Der Pfeil zeigt bergab"
    beat_gradient_arrow_batch: Text = "Gradient: bergab für diesen Batch"
    beat_gradient_rise: Text = "Gradient {slope}: {parameter} muss wachsen"
    beat_gradient_fall: Text = "Gradient {slope}: {parameter} muss sinken"
    beat_gradient_rise_batch: Text = "Batch-Gradient {slope}: {parameter} muss wachsen"
    beat_gradient_fall_batch: Text = "Batch-Gradient {slope}: {parameter} muss sinken"
    beat_update: Text = "Update: Lernrate mal Gradient"

    ends_converged: Text = "konvergiert"
    ends_off_truth: Text = "konvergiert zur Ausgleichsgeraden"
    ends_almost: Text = "fast am Ziel"
    ends_there: Text = "die Gerade liegt richtig; {parameter} wandert noch"
    ends_underway: Text = "noch unterwegs"
    ends_crawling: Text = "hat sich kaum bewegt"
    ends_jumping: Text = "springt um das Minimum herum"
    ends_oscillating: Text = "schwingt: die Rate ist nahe bei {rate}"
    ends_leaving: Text = "divergiert: die Rate liegt über {rate}"
    ends_diverged: Text = "Überlauf bei Schritt {step}"
    ends_diverged_above: Text = "Überlauf bei Schritt {step}: die Rate liegt über {rate}"
    runs_converged: Text = "kommt an"
    runs_almost: Text = "ist nah dran"
    runs_there: Text = "liegt richtig"
    runs_underway: Text = "steigt ab"
    runs_crawling: Text = "kriecht"
    runs_jumping: Text = "springt"
    runs_oscillating: Text = "schwingt"
    runs_leaving: Text = "divergiert"
    runs_diverged: Text = "läuft über"

    description: GermanTelling = GermanTelling()
    notes: GermanNotes = GermanNotes()
    player: GermanPlayer = GermanPlayer()
