const one = selector => document.querySelector(selector);
const root = document.documentElement, slider = one("#step"), live = one("#live"), about = one("#about");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const upright = matchMedia("(max-width: 599.98px) and (orientation: portrait)");

async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), character => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}

// A sheet shares its beginning and its end with the sheet before.
function whole(changes) {
  let before = "";
  return changes.map(([head, tail, own]) => before = before.slice(0, head) + own + before.slice(before.length - tail));
}

// A sheet with its shapes written out, moved to where they have come: d="=name SX SY X Y".
function written(sheet, shapes) {
  return sheet.replace(/d="=(\w+)((?: [-+.\de]+)*)"/g, (_, name, by) => {
    if (!by) return `d="${shapes[name]}"`;
    const [wide, high, right, down] = by.trim().split(" ").map(Number);
    const at = (_, x, y) => `${+(wide * x + right).toFixed(2)} ${+(high * y + down).toFixed(2)}`;
    return `d="${shapes[name].replace(/(-?[.\d]+) (-?[.\d]+)/g, at)}"`;
  });
}

// A text with its placeholders filled.
function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// The index of the last of `values`, which rise, that is not above `value`.
function lastUpTo(values, value) {
  let low = 0, high = values.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (values[middle] <= value) low = middle; else high = middle - 1;
  }
  return low;
}

function start(film) {
  const picture = one("#picture"), caption = one("#caption");
  let cels = [...picture.querySelectorAll(".cel")];
  const still = [...picture.children].filter(part => !cels.includes(part)).map(part => part.outerHTML).join("");
  const usual = { size: [picture.viewBox.baseVal.width, picture.viewBox.baseVal.height], still, ...film };
  const layouts = [usual, film.phone].map(each => each && { ...each, sheets: each.sheets.map(whole) });
  const { steps, said, positions } = film, moments = positions.length, last = steps.length - 1;
  const begins = [0];
  for (const seconds of film.seconds) begins.push(begins.at(-1) + seconds);
  const duration = begins.pop();
  let layout = layouts[0], lying = cels.map(() => -1), drawn = 0;
  // `time` is the film's, in seconds; `index` is the step that is shown, and `between` whether it is a moment after it.
  let time = 0, index = 0, between = false, playing = false, plays = film.plays, before, spoken;

  // Show a picture: a moment of the film, or, counted on from there, a step.
  function draw(shown) {
    drawn = shown;
    layout.chosen.forEach((chosen, part) => {
      const sheet = chosen[shown];
      if (sheet !== lying[part]) cels[part].innerHTML = written(layout.sheets[part][lying[part] = sheet], layout.shapes);
    });
    const [said, opacity] = film.captioned[shown];
    caption.firstChild.textContent = film.captions[said];
    caption.style.opacity = opacity;
  }

  // The other layout, at the same moment.
  function lay(upright) {
    const other = layouts[Number(upright && layouts[1] !== null)];
    if (other === layout) return;
    layout = other;
    picture.setAttribute("viewBox", `0 0 ${layout.size.join(" ")}`);
    picture.innerHTML = layout.still + '<g class="cel"></g>'.repeat(layout.chosen.length);
    cels = [...picture.querySelectorAll(".cel")];
    lying = cels.map(() => -1);
    root.style.setProperty("--ratio", layout.size[0] / layout.size[1]);
    root.classList.toggle("upright", layout === layouts[1]);
    draw(drawn);
  }

  function tell() {
    const shown = steps[index].toLocaleString("en"), end = steps[last].toLocaleString("en");
    slider.value = index;
    slider.style.setProperty("--done", `${100 * index / (last || 1)}%`);
    slider.setAttribute("aria-valuetext", filled(WORDS.here, { step: shown, numbers: said[index] }));
    one("#where b").textContent = shown;
    one("#where .of").textContent = filled(WORDS.of_steps, { steps: end });
  }

  function lookAt(step) {
    index = Math.max(0, Math.min(last, step));
    time = begins[Math.min(moments - 1, lastUpTo(positions, steps[index] - 1e-9) + (index > 0))];
    between = false;
    draw(moments + index);
    tell();
  }

  function showTime() {
    const moment = lastUpTo(begins, time), now = lastUpTo(steps, positions[moment]), changed = now !== index;
    index = now;
    between = positions[moment] > steps[now];
    // Who does not want to see things move sees each step, and nothing on the way.
    draw(calm.matches && between ? moments + now : moment);
    if (changed) tell();
  }

  function say(text) {
    clearTimeout(spoken);
    spoken = setTimeout(() => { live.textContent = text; }, 300);
  }
  const here = () => slider.getAttribute("aria-valuetext");

  function play(on, quietly) {
    if (on && time >= duration) { time = 0; plays = film.plays; }
    playing = on;
    before = undefined;
    root.classList.toggle("playing", on);
    const button = one("#play"), word = on ? WORDS.pause : time >= duration ? WORDS.again : WORDS.play;
    button.title = word;
    button.setAttribute("aria-label", word);
    if (!quietly) say(on ? WORDS.playing : filled(WORDS.paused, { here: here() }));
    if (on) requestAnimationFrame(tick);
  }

  function tick(now) {
    if (!playing) return;
    if (before !== undefined) time += (now - before) / 1000 * one("#speed").value;
    before = now;
    if (time >= duration) {
      const again = one("#loop").getAttribute("aria-pressed") === "true" || --plays > 0;
      time = again ? time % duration : duration;
      if (!again) {
        showTime();
        play(false, true);
        say(filled(WORDS.ended, { here: here() }));
        return;
      }
    }
    showTime();
    requestAnimationFrame(tick);
  }

  // Steps by hand: the film stops there.
  function go(step) {
    if (playing) play(false, true);
    lookAt(step);
    play(false, true);
    if (document.activeElement !== slider) say(here());
  }

  function loop(on) { one("#loop").setAttribute("aria-pressed", on); }

  function full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (document.fullscreenEnabled) root.requestFullscreen();
  }

  function fromAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    if (asked.has("step")) go(lastUpTo(steps, Number(asked.get("step")) || 0));
    if (asked.has("autoplay") && !calm.matches) play(true, true);
  }

  const keys = {
    ArrowLeft: far => go(far ? index - 10 : index - !between),
    ArrowRight: far => go(index + (far ? 10 : 1)),
    Home: () => go(0),
    End: () => go(last),
    " ": () => play(!playing),
    f: full,
  };
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (event.key === "Escape") {
      // First what is open closes; then the keys go back to the page around this one, if there is one.
      if (about.open) { about.open = false; one("summary").focus(); }
      else if (parent !== window) { document.activeElement.blur(); parent.focus(); }
      return;
    }
    const action = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key], on = event.target;
    if (!action || on.closest("select, .card") || (event.key === " " && on.closest("button, summary"))) return;
    event.preventDefault();
    action(event.shiftKey);
  });
  slider.addEventListener("input", () => go(Number(slider.value)));
  one("#play").addEventListener("click", () => play(!playing));
  picture.addEventListener("click", () => { if (getSelection().isCollapsed) play(!playing); });
  one("#loop").addEventListener("click", event => loop(event.currentTarget.getAttribute("aria-pressed") !== "true"));
  one("#full").addEventListener("click", full);
  one("#full").hidden = !document.fullscreenEnabled;
  document.addEventListener("click", event => { if (!event.target.closest("#about")) about.open = false; });
  document.addEventListener("visibilitychange", () => { before = undefined; });
  addEventListener("hashchange", fromAddress);
  upright.addEventListener("change", () => lay(upright.matches));
  let seen;
  addEventListener("beforeprint", () => { seen = drawn; lay(false); draw(moments + film.poster); });
  addEventListener("afterprint", () => { lay(upright.matches); draw(seen); });

  // The numbers must not push the slider to and fro.
  const longest = steps[last].toLocaleString("en");
  const widest = `${one("#where span").textContent} ${longest} ${filled(WORDS.of_steps, { steps: longest })}`;
  // A Chinese character is as wide as two digits.
  const cells = [...widest].reduce((sum, character) => sum + (character > "\u2e7f" ? 2 : 1), 0);
  one("#where").style.setProperty("--widest", `${cells - 1}ch`);
  loop(plays === null);
  if (film.captions.some(said => said)) caption.classList.add("said");
  slider.value = 0;
  lookAt(0);
  lay(upright.matches);
  root.classList.remove("loading");
  fromAddress();
}

unpacked(one("#film").textContent).then(start).catch(error => {
  root.classList.remove("loading");
  one(".bar").hidden = true;
  one("#notice").hidden = false;
  throw error;
});
