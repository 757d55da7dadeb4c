"use strict";
const one = id => document.getElementById(id);
const films = new Map(), rows = new Map();
const WORDS = { ready: "Up to date", waiting: "Waiting", training: "Training", drawing: "Drawing", error: "Error" };
const SIGNS = { ready: "✓", waiting: "○", training: "…", drawing: "…", error: "✕" };
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let names = [], chosen = fromAddress(), saves = -1, told = "";

function fromAddress() {
  // An address that somebody typed may have a % that stands for nothing.
  try { return decodeURIComponent(location.hash.slice(1)); } catch { return ""; }
}

function element(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  return node;
}

// The board: all names, and the films that changed since the last one.
function receive({ saved, saves: count, names: all, films: changed }) {
  names = all;
  for (const film of changed) films.set(film.name, film);
  for (const name of [...films.keys()]) if (!names.includes(name)) films.delete(name);
  const isNew = count !== saves && (saves >= 0 || !films.has(chosen));
  saves = count;
  const follows = isNew && one("follow").checked && films.get(chosen)?.scene !== saved;
  if (follows || !films.has(chosen)) chosen = names.find(name => films.get(name).scene === saved) ?? names[0] ?? "";
  list();
  show();
  look();
  if (follows) rows.get(chosen)?.scrollIntoView({ block: "nearest" });
}

function list() {
  for (const [name, row] of rows) if (!films.has(name)) { row.parentNode.remove(); rows.delete(name); }
  names.forEach((name, index) => {
    const row = rows.get(name) ?? newRow(name), film = films.get(name);
    const item = row.parentNode, there = one("films").children[index];
    if (there !== item) one("films").insertBefore(item, there ?? null);
    // Names have the room; what a symbol tells is there to be heard, too.
    const word = film.state === "error" ? WORDS.error : film.percent === null ? "" : `${film.percent} %`;
    mark(row, film, word);
    row.lastChild.textContent = word === WORDS[film.state] ? "" : WORDS[film.state];
    row.title = film.title;
    if (name === chosen) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  });
  const wrong = names.filter(name => films.get(name).state === "error").length;
  const [total, what] = wrong ? [wrong, "error"] : [names.length, "film"];
  one("count").textContent = `${total} ${what}${total === 1 ? "" : "s"}`;
  one("count").classList.toggle("wrong", wrong > 0);
}

function newRow(name) {
  const row = element("button", "film");
  row.type = "button";
  row.append(...["symbol", "name", "word", "unseen"].map(part => element("span", part)));
  row.children[1].textContent = name;
  row.addEventListener("click", () => choose(name));
  element("li").append(row);
  rows.set(name, row);
  return row;
}

// What tells a state, in the list and above the picture.
function mark(node, film, word) {
  node.dataset.state = film.state;
  node.style.setProperty("--done", film.percent ?? 25);
  node.querySelector(".word").textContent = word;
}

function choose(name) {
  chosen = name;
  history.replaceState(null, "", `#${encodeURIComponent(name)}`);
  list();
  show();
  look();
}

// What is looked at is drawn first.
let looked = "";
function look() {
  if (chosen === looked) return;
  looked = chosen;
  fetch(`/look/${encodeURIComponent(chosen)}`, { method: "POST" }).catch(() => { looked = ""; });
}

function show() {
  const film = films.get(chosen);
  document.title = film ? `${SIGNS[film.state]} ${film.name}` : "Watch";
  one("name").textContent = film ? film.name : "No scenes";
  one("scene").textContent = film ? film.scene : "";
  one("state").hidden = !film;
  if (film) mark(one("state"), film, WORDS[film.state] + (film.percent === null ? "" : ` ${film.percent} %`));
  const busy = film && (film.state === "drawing" || film.state === "training");
  one("progress").hidden = !busy;
  if (busy && film.percent !== null) one("progress").value = film.percent;
  else one("progress").removeAttribute("value");
  const older = Boolean(film?.picture && !film.current);
  one("frame").classList.toggle("older", older);
  one("frame").classList.toggle("error", film?.state === "error");
  one("mark").hidden = !older;
  one("mark").textContent = film?.state === "error" ? "Last good picture" : "Before the last change";
  facts(film);
  faults(film?.faults ?? []);
  picture(film);
  const says = film ? [film.name, WORDS[film.state], ...film.faults.map(fault => fault.message)].join(": ") : "No scenes";
  if (says !== told) one("live").textContent = told = says;
}

function facts(film) {
  const { name, facts: said, ending, still, key } = film?.picture ?? {};
  one("facts").replaceChildren();
  const comes = film?.current && !["ready", "error"].includes(film.state);
  if (still) one("facts").textContent = comes ? "Last frame; the film is on its way" : "Last frame";
  else if (name) {
    const link = element("a", "", name);
    link.href = `/picture/${key}`;
    link.target = "_blank";
    one("facts").append(link, `  ${said}`);
  }
  one("ending").textContent = ending ?? "";
  one("notes").replaceChildren(...(film?.notes ?? []).map(note => element("li", "", note)));
}

function faults(all) {
  one("errors").hidden = !all.length;
  one("errors").replaceChildren(...all.map(({ message, where, quoted, hint }) => {
    const fault = element("div", "fault");
    if (where) fault.append(element("p", "where", where));
    fault.append(element("p", "message", message));
    if (quoted.length) {
      const lines = element("pre", "", quoted[0]);
      for (const line of quoted.slice(1)) {
        lines.append("\n", line.replaceAll("^", ""), element("span", "carets", line.replace(/[^^]/g, "")));
      }
      fault.append(lines);
    }
    if (hint) fault.appendChild(element("p", "hint", hint)).prepend(element("b", "", "Hint: "));
    return fault;
  }));
}

// The old picture stays until the new one can be seen.
let wanted = "";
async function picture(film) {
  const key = film?.picture?.key ?? "";
  if (!key) {
    const comes = film ? "The first picture is on its way" : "Scenes that are saved in the folder come here";
    place(element("div", "none", film?.state === "error" ? "No picture yet" : comes), 1280, 720, "");
  }
  if (key === wanted || !key) return describe(film);
  wanted = key;
  const moves = /\.(mp4|webm)$/.test(key), node = moves ? video() : new Image();
  node.src = `/picture/${key}`;
  try {
    if (moves) await new Promise((come, fail) => { node.onloadeddata = come; node.onerror = fail; });
    else await node.decode();
  } catch {
    if (wanted === key) wanted = "";
    return undefined;
  }
  if (wanted !== key) return undefined;
  const [width, height] = moves ? [node.videoWidth, node.videoHeight] : [node.naturalWidth, node.naturalHeight];
  place(node, width, height, key);
  return describe(films.get(chosen));
}

function place(node, width, height, key) {
  wanted = key;
  document.documentElement.style.setProperty("--ratio", width / height);
  document.documentElement.style.setProperty("--most", width * 1.5);
  one("frame").classList.toggle("empty", !key);
  one("picture").replaceChildren(node);
  one("picture").dataset.key = key;
}

function describe(film) {
  const node = one("picture").firstElementChild;
  if (!film?.picture || film.picture.key !== one("picture").dataset.key) return;
  const text = `${film.title}${film.current ? "" : ", before the last change"}${film.picture.still ? ", a still" : ""}`;
  if (node.tagName === "IMG") node.alt = text;
  else node.setAttribute("aria-label", text);
}

// Controls would hide a part of the film; they show where the pointer or the focus is.
function video() {
  const node = element("video");
  Object.assign(node, { muted: true, loop: true, playsInline: true, tabIndex: 0 });
  Object.assign(node, { autoplay: !calm.matches, controls: calm.matches });
  if (!calm.matches) {
    for (const come of ["pointerenter", "focus"]) node.addEventListener(come, () => { node.controls = true; });
    for (const go of ["pointerleave", "blur"]) node.addEventListener(go, () => { node.controls = false; });
  }
  return node;
}

document.addEventListener("keydown", event => {
  const by = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (!by || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("video, #errors")) return;
  event.preventDefault();
  const name = names[names.indexOf(chosen) + by];
  if (name === undefined) return;
  choose(name);
  rows.get(name).focus();
});

// A stream that ends is opened again by the browser, except when something else answers in its place.
let stream;
function connect() {
  stream = new EventSource("/events");
  let first = true;
  stream.onmessage = ({ data }) => {
    one("lost").textContent = "";
    if (first) films.clear();
    first = false;
    receive(JSON.parse(data));
  };
  stream.onerror = ({ target }) => {
    first = true;
    one("lost").textContent = "Connection lost. Is “render watch” still running? Trying again …";
    if (target === stream && target.readyState === EventSource.CLOSED) setTimeout(connect, 1000);
  };
}
// A page that one can go back to would keep its connection, and a browser has six of them for a server.
addEventListener("pagehide", () => stream.close());
addEventListener("pageshow", connect);
