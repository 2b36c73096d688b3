// A cover as its platform shows it; layers, safe zone and what lies over it can be switched on and off.

const shown = told.preview;
const SWITCHES = { boxes: "l", safe: "s", over: "p" };
const on = Object.fromEntries(Object.keys(SWITCHES).map((name) => [name, kept.get(`preview-${name}`) !== "off"]));
let full = kept.get("preview-scale") === "full";

const layers = shown ? shown.marks.flatMap((mark) => mark.layers) : [];
layers.forEach((layer, at) => { layer.at = at; });

function flip(name) {
  on[name] = !on[name];
  kept.set(`preview-${name}`, on[name] ? "on" : "off");
  drawTools();
  drawMarks();
}

function setScale(value) {
  full = value;
  kept.set("preview-scale", full ? "full" : "fit");
  drawTools();
  for (const part of document.querySelectorAll(".frame.large")) { size(part); placeNames(part); }
  for (const part of document.querySelectorAll(".scroll")) toMark(part);
}

function drawTools() {
  byId("toggles").replaceChildren(...Object.entries(SWITCHES).map(([name, key]) => make("button",
    { type: "button", class: "chip", "data-switch": name, "aria-pressed": String(on[name]), "aria-keyshortcuts": key.toUpperCase(), onclick: () => press(`[data-switch="${name}"]`, () => flip(name)) },
    make("i", { id: `${name}-key` }), text(name), make("kbd", {}, key.toUpperCase()))));
  byId("scale").replaceChildren(...[false, true].map((value) => make("button",
    { type: "button", "data-scale": value ? "full" : "fit", "aria-pressed": String(full === value), onclick: () => press(`[data-scale="${value ? "full" : "fit"}"]`, () => setScale(value)) },
    text(value ? "scale_full" : "scale_fit"))));
}

// Buttons are drawn anew, and the one that was pressed keeps the focus.
function press(selector, act) {
  act();
  document.querySelector(selector).focus();
}

// A picture that is narrower than the window is not made larger: its frame ends where it ends.
function size(part) {
  const [, , wide, high] = part.box;
  const large = part.classList.contains("large");
  part.style.aspectRatio = `${wide} / ${high}`;
  part.style.width = large ? (full ? `${wide}px` : "100%") : `${Math.round(wide * shown.phone)}px`;
  if (large) Object.assign(part.parentElement.style, full ? { width: "max-content", maxWidth: "100%" } : { width: "auto", maxWidth: `${wide}px` });
}

function frame(view, kind) {
  const image = make("img", { src: kind === "large" ? shown.picture : shown.small, alt: text("picture_of", { name: shown.name }) });
  const made = make("div", { class: `frame ${kind}` }, lay(image, [0, 0, ...shown.size], view.box));
  made.box = view.box;
  return made;
}

const SVG = "http://www.w3.org/2000/svg";
function svg(width, height, parts) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
  drawing.setAttribute("aria-hidden", "true");
  for (const [tag, properties, words] of parts) {
    const part = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(properties)) part.setAttribute(name, value);
    if (words) part.textContent = words;
    drawing.append(part);
  }
  return drawing;
}

function person(x, y, r) {
  return [["circle", { cx: x, cy: y - r * 0.3, r: r * 0.28, class: "person" }], ["path", { d: `M${x - r * 0.56} ${y + r * 0.6}a${r * 0.56} ${r * 0.52} 0 0 1 ${r * 1.12} 0z`, class: "person" }]];
}

// What lies over the cover, as plain shapes: nobody's look, but the place that it takes.
const OVER = {
  avatar(width, height, atEdge) {
    const r = atEdge ? Math.min(width / 2, height) : Math.min(width, height) / 2;
    const y = atEdge ? height : height / 2;
    return [["circle", { cx: width / 2, cy: y, r: r * 0.94, class: "solid" }], ...person(width / 2, atEdge ? y - r * 0.3 : y, r * 0.9)];
  },
  logo(width, height) {
    const side = Math.min(width, height) * 0.86;
    const x = (width - side) / 2;
    const y = (height - side) / 2;
    return [["rect", { x, y, width: side, height: side, rx: side * 0.06, class: "solid" }],
      ["path", { d: `M${x + side * 0.2} ${y + side * 0.78}v${-side * 0.4}l${side * 0.3} ${-side * 0.18}l${side * 0.3} ${side * 0.18}v${side * 0.4}z`, class: "person" }]];
  },
  bar(width, height) {
    const unit = Math.min(height * 0.36, 30);
    const y = (height - unit) / 2;
    const right = width - unit * 1.2;
    return [["rect", { width, height, class: "tint" }],
      ["text", { x: unit * 1.2, y: y + unit * 0.94, "font-size": unit * 1.25, class: "sign" }, "12:00"],
      ["rect", { x: right - unit * 1.8, y, width: unit * 1.8, height: unit, rx: unit * 0.26, class: "line" }], ["rect", { x: right - unit * 1.62, y: y + unit * 0.18, width: unit * 1.1, height: unit * 0.64, rx: unit * 0.12, class: "sign" }],
      ...[0.3, 0.55, 0.8, 1].map((share, at) => ["rect", { x: right - unit * (4.2 - at * 0.42), y: y + unit * (1 - share), width: unit * 0.26, height: unit * share, rx: unit * 0.08, class: "sign" }])];
  },
  buttons(width, height) {
    const high = Math.min(height * 0.7, 60);
    const y = (height - high) / 2;
    return [["rect", { x: width * 0.04, y, width: width * 0.56, height: high, rx: high / 2, class: "solid" }], ["rect", { x: width * 0.66, y, width: width * 0.3, height: high, rx: high / 2, class: "solid" }]];
  },
  block: (width, height) => [["rect", { width, height, rx: 10, class: "tint" }]],
};

function overlays(view) {
  return view.over.map((over) => {
    const [, top, width, height] = over.box;
    const element = make("div", { class: "over", title: over.name[language] });
    element.append(svg(width, height, OVER[over.shape](width, height, top + height >= shown.size[1])));
    return lay(element, over.box, view.box);
  });
}

function figure(layer) {
  if (layer.text) return `${layer.name} · ${number(layer.text.size)}`;
  return layer.qr ? `${layer.name} · ${layer.qr.module}` : layer.name;
}

const verdictOf = (layer) => [...layer.faults, ...layer.notes].map((note) => note[language]).join("; ") || text("fine");

function boxes(view) {
  return layers.map((layer) => {
    const sized = `${number(layer.box[2], 0)} × ${number(layer.box[3], 0)} px`;
    const hint = `${layer.name}, ${named("kind", layer.kind)}, ${sized}: ${verdictOf(layer)}`;
    const made = make("button", { type: "button", class: `box ${layer.kind === "shape" ? "shape" : ""} ${layer.faults.length ? "bad" : ""}`, title: hint, "aria-label": hint, "data-layer": layer.at, tabindex: layer.kind === "shape" ? -1 : 0 }, make("span", {}, figure(layer)));
    for (const [event, lit] of [["mouseenter", true], ["mouseleave", false], ["focus", true], ["blur", false]]) made.addEventListener(event, () => light(layer.at, lit));
    return lay(made, layer.box, view.box);
  });
}

// A name stands where it hides the least: above its box, below it or beside it, off other layers and other names.
function placeNames(part) {
  const edge = part.getBoundingClientRect();
  const within = (element) => { const at = element.getBoundingClientRect(); return [at.left - edge.left, at.top - edge.top, at.width, at.height]; };
  const overlap = (one, other) => Math.max(0, Math.min(one[0] + one[2], other[0] + other[2]) - Math.max(one[0], other[0]))
    * Math.max(0, Math.min(one[1] + one[3], other[1] + other[3]) - Math.max(one[1], other[1]));
  const frames = [...part.querySelectorAll(".box:not(.shape)")].map((element) => [element, within(element)]);
  const taken = [];
  for (const [element, [left, top, width, height]] of frames) {
    const label = element.firstChild;
    const [, , wide, high] = within(label);
    const places = [[left, top - high], [left + width, top], [left, top + height], [left + width - wide, top - high],
      [left + width, top + height - high], [left - wide, top], [left + width - wide, top + height], [left, top]];
    const cost = ([x, y]) => frames.reduce((sum, [other, box]) => sum + (other === element ? 0.4 : 1) * overlap([x, y, wide, high], box), 0)
      + taken.reduce((sum, box) => sum + 3 * overlap([x, y, wide, high], box), 0)
      + 50 * (wide * high - overlap([x, y, wide, high], [0, 0, edge.width, edge.height]));
    const [x, y] = places.reduce((best, place) => (cost(place) < cost(best) - 4 ? place : best));
    taken.push([x, y, wide, high]);
    label.style.left = `${x - left - element.clientLeft}px`;
    label.style.top = `${y - top - element.clientTop}px`;
  }
}

function light(at, lit) {
  for (const element of document.querySelectorAll(`[data-layer="${at}"]`)) element.classList.toggle("lit", lit);
}

function drawMarks() {
  for (const part of document.querySelectorAll(".frame")) {
    const view = shown.views[Number(part.closest(".view").dataset.view)];
    const large = part.classList.contains("large");
    for (const old of part.querySelectorAll(".safe, .box, .over")) old.remove();
    if (large && on.safe) part.append(lay(make("div", { class: "safe" }, make("span", {}, text("safe"))), shown.safe, view.box));
    if (on.over) part.append(...overlays(view));
    if (large && on.boxes) { part.append(...boxes(view)); placeNames(part); }
  }
}

function row(layer) {
  const told_of = [];
  if (layer.text) {
    told_of.push(text("letters_of", { n: number(layer.text.size), phone: number(layer.text.size * shown.phone), lines: layer.text.lines }));
    if (layer.text.contrast !== undefined) told_of.push(text("contrast_of", { n: number(layer.text.contrast) }));
  }
  if (layer.qr) told_of.push(text("module_of", { n: layer.qr.module, phone: number(layer.qr.module * shown.phone), version: layer.qr.version }));
  const made = make("tr", { "data-layer": layer.at },
    make("th", { scope: "row" }, make("span", { class: `dot ${layer.faults.length ? "warn" : ""}` }), layer.name),
    make("td", { class: "kind" }, named("kind", layer.kind)),
    make("td", { class: "number" }, `${number(layer.box[2], 0)} × ${number(layer.box[3], 0)}`),
    make("td", { class: "told" }, layer.text ? make("p", { lang: "ru" }, make("q", {}, layer.text.drawn)) : "",
      told_of.map((line) => make("p", {}, line)),
      layer.faults.map((fault) => make("p", { class: "warn" }, fault[language])),
      layer.notes.map((note) => make("p", { class: "mild" }, note[language])),
      !told_of.length && !layer.faults.length ? make("p", { class: "mild" }, text("fine")) : ""));
  made.addEventListener("mouseenter", () => light(layer.at, true));
  made.addEventListener("mouseleave", () => light(layer.at, false));
  return made;
}

function list(mark) {
  const head = ["layer", "kind", "size", "verdict"].map((name) => make("th", { scope: "col", class: { kind: "kind", size: "number" }[name] }, name === "kind" ? "" : text(name)));
  const [, , width, height] = mark.box;
  const where = [mark.name || text("mark"), named("anchor", mark.anchor), named("tone", mark.tone), `${number(width, 0)} × ${number(height, 0)} px`].join(", ");
  return make("table", { class: "list" }, make("caption", {}, where), make("thead", {}, make("tr", {}, head)), make("tbody", {}, mark.layers.map(row)));
}

const layerLists = () => make("div", { class: "scroll-wide" }, shown.marks.map(list));

function drawViews() {
  if (!shown) { byId("views").replaceChildren(); return; }
  byId("views").classList.toggle("stale", told.faults.length > 0);
  byId("views").replaceChildren(...shown.views.map((view, at) => {
    const [, , width, height] = view.box;
    const name = make("header", {}, make("h2", {}, view.name[language]), make("span", {}, text("full_size", { width: number(width, 0), height: number(height, 0) })));
    const small = make("figure", {}, make("figcaption", {}, text("phone_size", { n: number(shown.phone * 100, 0) })), make("div", { class: "phone", tabindex: 0 }, frame(view, "small")));
    const lists = shown.views.length > 1 ? "" : layerLists();
    return make("section", { class: "view", "data-view": at }, name, make("div", { class: "scroll", tabindex: 0, "aria-label": view.name[language], role: "region" }, frame(view, "large")), make("div", { class: "below" }, small, lists));
  }), shown.views.length > 1 ? make("section", { class: "view-lists" }, make("h2", {}, text("layers")), layerLists()) : "", make("p", { class: "source" }, [text("about_platform", { platform: shown.platform.name[language], date: shown.platform.date }), make("span", { lang: "en" }, shown.platform.source)].flatMap((part, at) => (at ? [". ", part] : [part])), shown.platform.confirmed ? "" : ` (${text("unconfirmed")})`));
  document.querySelectorAll(".frame").forEach(size);
  drawMarks();
  document.querySelectorAll(".scroll, .phone").forEach(toMark);
}

function toMark(part) {
  const inner = part.firstChild;
  const [x, , wide] = inner.box;
  const [left, , width] = shown.marks[0].box;
  part.scrollLeft = ((left + width / 2 - x) / wide) * inner.offsetWidth - part.clientWidth / 2;
}

function drawNews() {
  const news = [];
  if (told.faults.length) {
    news.push(make("div", { class: "banner", id: "faults" }, make("b", {}, text(shown ? "broken" : "broken_first")),
      make("ul", {}, told.faults.map((fault) => make("li", {}, fault.text[language])))));
  }
  if (shown && shown.warnings.length) news.push(make("div", { class: "banner warn", id: "warnings" }, shown.warnings.map((warning) => make("p", {}, warning[language]))));
  byId("news").replaceChildren(...news);
}

function draw() {
  document.title = [text("title"), shown && shown.name].filter(Boolean).join(" · ");
  byId("about").replaceChildren(...(shown ? [shown.name, text("template", { name: shown.template }), shown.platform.name[language], `${shown.size[0]} × ${shown.size[1]} px`] : []).filter(Boolean).map((part) => make("span", {}, part)));
  drawTools();
  drawNews();
  drawViews();
}

onKey({
  l: () => flip("boxes"), KeyL: () => flip("boxes"), s: () => flip("safe"), KeyS: () => flip("safe"),
  p: () => flip("over"), KeyP: () => flip("over"), 1: () => setScale(false), 2: () => setScale(true),
});
start(draw);
window.addEventListener("resize", () => document.querySelectorAll(".frame.large").forEach(placeNames));

// While the page is served, it asks whether there is a newer one, and takes its place at the same height.
async function follow() {
  try {
    const answer = await fetch("/version", { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    if (Number(await answer.text()) !== told.version) { location.reload(); return; }
    if (byId("stopped")) byId("stopped").remove();
  } catch {
    if (!byId("stopped")) byId("news").prepend(make("div", { class: "banner warn", id: "stopped" }, text("stopped")));
  }
  setTimeout(follow, 300);
}
if (told.version) follow();
