"""Spanish."""

from typing import Literal

from render.languages import Code, Joint, Language, Notes, Player, Telling, Text


class SpanishTelling(Telling):
    """Sentences in Spanish."""

    between_sentences: Joint = " "
    between_items: Joint = "; "

    flat: Text = "horizontal en {b}"
    sloped: Text = "en w = {w}, b = {b}"
    short_start: Text = (
        "Una recta empieza {start} y aprende por descenso del gradiente; "
        "en el paso {step} tiene w = {w}, b = {b} ({reference})."
    )
    short_loss: Text = "La pérdida pasa de {first} a {last}: «{ending}»."
    short_compared: Text = "{count} descensos de gradiente en paralelo, hasta el paso {step}: {runs}."
    short_run: Text = "{ends}, pérdida {loss}"
    short_slow: Text = "A cámara lenta: {steps}."
    slow_step: Text = "paso {step}"

    truth: Text = "valores reales: w = {w}, b = {b}"
    least_squares: Text = "mínimos cuadrados: w = {w}, b = {b}"
    known: Text = "Los datos son {points} puntos en torno a una recta conocida, la real: w = {w}, b = {b}."
    unknown: Text = (
        "Los datos son {points} puntos. La recta real no se conoce; "
        "en su lugar está la de mínimos cuadrados: w = {w}, b = {b}."
    )
    axes: Text = "{x} va de {x_low} a {x_high}; {y}, de {y_low} a {y_high}."
    model: Text = "El modelo es {formula}."
    model_of_days: Text = "El modelo es {formula}, con x en días."
    panels: Text = "La imagen muestra: {panels}."
    fit: Text = "los puntos, el modelo y, discontinua, la recta que debe alcanzar"
    trail: Text = "las rectas anteriores del modelo, que se desvanecen"
    bars: Text = "los residuos como barras"
    squares: Text = "los cuadrados de los residuos"
    loss: Text = "la pérdida en cada paso"
    parameters: Text = "w y b en cada paso"
    surface: Text = "las curvas de nivel de la pérdida sobre w y b, y el camino por ellas"
    slice: Text = "la pérdida a lo largo de {parameter}, con su pendiente"
    rule: Text = "la regla de actualización con los números actuales"
    code: Text = "el programa de TensorFlow, con la línea en curso resaltada"
    status: Text = "la salida impresa de paso, pérdida, w y b"

    compared: Text = "Se comparan en paralelo: {runs}."
    run: Text = "{run}:"
    starts: Text = "El modelo empieza en w = {w}, b = {b}; allí la pérdida es {loss}."
    rate: Text = "Del paso {first} al paso {last}, la tasa de aprendizaje es {rate}."
    batches: Text = "Cada paso ve {size} de los {points} puntos."
    slow: Text = (
        "El paso {step} a cámara lenta: la recta predice una y para cada x; la pérdida es {loss}; "
        "el gradiente es {w_slope} para w y {b_slope} para b."
    )
    slow_batch: Text = (
        "El paso {step} a cámara lenta: la recta predice una y para cada x del lote; "
        "la pérdida de todos los puntos es {loss}; "
        "el gradiente del lote es {w_slope} para w y {b_slope} para b."
    )
    slow_update: Text = (
        "La actualización resta {rate} veces el gradiente: w pasa de {w} a {new_w} y b de {b} a {new_b}."
    )
    at: Text = "En el paso {step}: w = {w}, b = {b}, pérdida {loss}."
    half: Text = "En el paso {step} la pérdida es menos de la mitad de la inicial."
    ends: Text = "Al final la película dice: «{ending}»."
    captions: Text = "Rótulos: {captions}."
    caption: Text = "«{text}» en el paso {step}"
    author: Text = "Al pie: {author}."


class SpanishNotes(Notes):
    """The speaker's notes in Spanish."""

    begins: Text = "empieza la película"
    slow: Text = "paso {step} a cámara lenta"
    step: Text = "paso {step}"
    new_rate: Text = "desde aquí, la tasa de aprendizaje es {rate}"
    more_steps: Text = "{steps} pasos más, con la misma tasa de aprendizaje"
    ends: Text = "termina la película: {ending}"


class SpanishPlayer(Player):
    """The player's words in Spanish."""

    about: Text = "Acerca de esta película"
    again: Text = "Reproducir de nuevo"
    full: Text = "Pantalla completa"
    loop: Text = "Repetir sin fin"
    pause: Text = "Pausa"
    play: Text = "Reproducir"
    speed: Text = "Velocidad"
    controls: Text = "Reproductor"
    slider: Text = "Paso"
    keyboard: Text = "Teclado"
    key_space: Text = "Espacio"
    key_shift: Text = "Mayús"
    key_ends: Text = "Inicio Fin"
    does_play: Text = "reproducir o pausar"
    does_step: Text = "un paso"
    does_ten: Text = "diez pasos"
    does_ends: Text = "primer y último paso"
    does_full: Text = "pantalla completa"
    does_back: Text = "volver a la página que la contiene"
    here: Text = "paso {step}: {numbers}"
    numbers: Text = "w = {w}, b = {b}, pérdida = {loss}"
    numbers_of_run: Text = "{run}: pérdida = {loss}"
    playing: Text = "Reproduciendo"
    paused: Text = "En pausa, {here}"
    ended: Text = "La película ha terminado, {here}"
    no_script: Text = "Sin JavaScript, esta es una imagen fija de la película."
    too_old: Text = "Este navegador es demasiado antiguo para reproducir la película; esta es una imagen fija de ella."


class Spanish(Language):
    """Español."""

    kind: Literal["es"] = "es"
    code: Code = "es"

    step: Text = "paso"
    of_steps: Text = "de {steps}"
    loss: Text = "pérdida"
    run_ends: Text = "{run} {ending}"
    truth: Text = "real"
    true_value: Text = "real {value}"
    least_squares: Text = "mínimos\ncuadrados"
    least_squares_value: Text = "óptimo {value}"
    guess: Text = "modelo"

    learning_rate: Text = "tasa de aprendizaje {rate}"
    rate_and_batches: Text = "tasa {rate},  lotes de {size}"
    stable_below: Text = "estable con una tasa menor que {rate}"
    run_rate: Text = "tasa {rate}"
    run_steps: Text = "{steps} pasos"
    run_step: Text = "{steps} paso"
    run_batches: Text = "lote de {size}"
    run_seed: Text = "semilla {seed}"
    run_then: Text = "{first}; luego {others}"
    more_steps: Text = "{steps} pasos más"

    log_scale: Text = "{name}, escala log"
    mean_squared_error: Text = "error cuadrático medio"
    squares: Text = "suma de {count} cuadrados ÷ {points} = {mean}"
    squares_short: Text = "{count} cuadrados ÷ {points} = {mean}"
    squares_all: Text = "suma de los {points} cuadrados ÷ {points} = {mean} (se ven {count})"
    squares_all_short: Text = "media de los {points} cuadrados = {mean} (se ven {count})"
    parameters: Text = "w y b"
    true_parameter: Text = "{parameter} real"
    best_parameter: Text = "mejor {parameter}"
    surface: Text = "pérdida para cada w y b"
    minimum: Text = "mínimo"
    downhill: Text = "−gradiente"
    held: Text = "{loss}, {parameter} fijo"
    slope_rise: Text = "pendiente {slope}: {parameter} debe subir"
    slope_fall: Text = "pendiente {slope}: {parameter} debe bajar"
    batch_slope_rise: Text = "pendiente del lote {slope}: {parameter} debe subir"
    batch_slope_fall: Text = "pendiente del lote {slope}: {parameter} debe bajar"
    new: Text = "nuevo"
    old: Text = "actual"
    rate: Text = "tasa"
    slope: Text = "pendiente"
    printed: Text = "se imprime cada {steps} pasos"
    printed_always: Text = "se imprime en cada paso"

    beat_predict: Text = "Predicción: y = w x + b para cada x"
    beat_predict_line: Text = "Predicción: una y para cada x"
    beat_predict_batch: Text = "Predicción: una y por cada x del lote"
    beat_loss: Text = "Pérdida: la media de los errores al cuadrado"
    beat_loss_batch: Text = "Pérdida: la media de los cuadrados del lote"
    beat_gradient_arrow: Text = "Gradiente: la flecha va cuesta abajo"
    beat_gradient_arrow_batch: Text = "Gradiente: cuesta abajo en este lote"
    beat_gradient_rise: Text = "Gradiente {slope}: {parameter} debe subir"
    beat_gradient_fall: Text = "Gradiente {slope}: {parameter} debe bajar"
    beat_gradient_rise_batch: Text = "Lote: gradiente {slope}, {parameter} debe subir"
    beat_gradient_fall_batch: Text = "Lote: gradiente {slope}, {parameter} debe bajar"
    beat_update: Text = "Actualización: tasa por gradiente"

    ends_converged: Text = "ha convergido"
    ends_off_truth: Text = "ha convergido a mínimos cuadrados"
    ends_almost: Text = "casi ha llegado"
    ends_there: Text = "la recta ya está; {parameter} aún se mueve"
    ends_underway: Text = "aún en camino"
    ends_crawling: Text = "apenas se ha movido"
    ends_jumping: Text = "salta alrededor del mínimo"
    ends_oscillating: Text = "oscila: la tasa está cerca de {rate}"
    ends_leaving: Text = "diverge: la tasa supera {rate}"
    ends_diverged: Text = "se desborda en el paso {step}"
    ends_diverged_above: Text = "se desborda en el paso {step}: la tasa supera {rate}"
    runs_converged: Text = "llega"
    runs_almost: Text = "está cerca"
    runs_there: Text = "ya está"
    runs_underway: Text = "desciende"
    runs_crawling: Text = "apenas avanza"
    runs_jumping: Text = "salta"
    runs_oscillating: Text = "oscila"
    runs_leaving: Text = "diverge"
    runs_diverged: Text = "se desborda"

    description: SpanishTelling = SpanishTelling()
    notes: SpanishNotes = SpanishNotes()
    player: SpanishPlayer = SpanishPlayer()
