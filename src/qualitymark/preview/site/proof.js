// Whether a template is finished: every case with its picture, those with faults first to be found.

const STATUSES = ["good", "warned", "failed"];
const wanted = new Set();
let list = [];
let opened = null;

const isWanted = (each) => !wanted.size || wanted.has(each.status);
const onlyFaults = () => wanted.size === 2 && !wanted.has("good");

function choose(statuses) {
  wanted.clear();
  for (const status of statuses) wanted.add(status);
  drawTools();
  drawSections();
}

function toggle(status) {
  if (!wanted.delete(status)) wanted.add(status);
  choose([...wanted]);
}

// Buttons are drawn anew, and the one that was pressed keeps the focus.
function press(selector, act) {
  act();
  document.querySelector(selector).focus();
}

function drawTools() {
  const tile = (status) => make("button",
    { type: "button", class: `tile ${status}`, "data-status": status, "aria-pressed": String(wanted.has(status)), disabled: !told.counts[status] && !wanted.has(status), onclick: () => press(`[data-status="${status}"]`, () => toggle(status)) },
    make("b", {}, number(told.counts[status])), make("span", {}, text(status)));
  byId("tiles").replaceChildren(make("div", { class: "tile" }, make("b", {}, number(told.cases.length)), make("span", {}, text("cases"))), ...STATUSES.map(tile));
  const faults = told.counts.warned + told.counts.failed;
  byId("filters").replaceChildren(make("button",
    { type: "button", class: "chip", id: "only", "aria-pressed": String(onlyFaults()), "aria-keyshortcuts": "F", onclick: () => press("#only", flipOnly) }, text("only"), make("b", {}, number(faults)), make("kbd", {}, "F")));
}

function flipOnly() {
  choose(onlyFaults() ? [] : ["warned", "failed"]);
}

function toneOf(each) {
  return each.tone ? named("tone", each.tone) : text("tone_auto");
}

function how(each) {
  const parts = { values: [toneOf(each)], fields: [], grounds: [toneOf(each)], platforms: [each.platform[language], each.size.join(" × ")] }[each.section];
  return [...parts, each.row ? text("row_hint", { n: each.row }) : ""].filter(Boolean).join(", ");
}

const low = (value, limit) => (value !== null && value !== undefined && value < limit ? "low" : "");
const texts = (each) => each.marks.flatMap((mark) => mark.texts || []);
const isShort = (each) => texts(each).some((one) => one.shortened_from || one.ellipsized);

function facts(each) {
  const fact = (content, hint, kind) => make("span", { class: kind, title: hint }, content);
  return [
    each.letters === null ? "" : fact(`Aa ${number(each.letters)}`, text("letters_hint", { n: number(each.letters) }), low(each.letters, told.limits.letters)),
    each.module === null ? "" : fact(`QR ${each.module}`, text("module_hint", { n: each.module }), low(each.module, told.limits.module)),
    each.contrast === null ? "" : fact(`${number(each.contrast)}:1`, text("contrast_hint", { n: number(each.contrast) }), ""),
    isShort(each) ? fact(text("shortened_short"), text("shortened_hint"), "mild") : "",
    each.warnings.length + each.notes.length ? fact(`! ${each.warnings.length + each.notes.length}`, [...each.warnings, ...each.notes].map((one) => one[language]).join("\n"), "low") : "",
  ];
}

const upper = (words) => words.charAt(0).toUpperCase() + words.slice(1);
const dot = (status) => make("span", { class: `dot ${{ warned: "warn", failed: "bad" }[status] || ""}` });

function card(each) {
  const button = make("button", { type: "button", class: `card ${each.status}`, "data-case": told.cases.indexOf(each), onclick: () => look(each) },
    each.mark ? make("span", { class: "shot" }, make("img", { src: each.section === "platforms" ? each.whole : each.mark, alt: "" })) : make("span", { class: "shot gone" }, text("none_drawn")),
    make("span", { class: "why" }, dot(each.status), make("span", {}, upper(each.why[language]))),
    how(each) ? make("span", { class: "how" }, how(each)) : "",
    each.section === "values" || each.faults.length ? make("span", { class: "title", lang: "ru" }, Object.values(each.values)[0]) : "",
    each.faults.length ? make("span", { class: "fault" }, each.faults[0].text[language]) : "",
    each.mark ? make("span", { class: "foot" }, make("span", { class: "facts" }, facts(each))) : "");
  return make("li", { class: "case" }, button);
}

function drawSections() {
  list = told.sections.flatMap((name) => told.cases.filter((each) => each.section === name && isWanted(each)));
  byId("count").textContent = text("case_of", { n: number(list.length), all: number(told.cases.length) });
  byId("nothing").hidden = list.length > 0;
  byId("sections").replaceChildren(...told.sections.filter((name) => list.some((each) => each.section === name)).map((name) => make("section", { class: "part", "data-section": name },
    make("header", {}, make("h2", {}, text(`section_${name}`)), make("p", { class: "lead" }, text(`about_${name}`))),
    make("ul", { class: "cases" }, list.filter((each) => each.section === name).map(card)))));
}

const viewer = byId("viewer");

function look(each) {
  opened = each;
  if (!viewer.open) viewer.showModal();
  root.classList.add("viewing");
  drawViewer();
  byId("stage").focus();
}

function drawViewer() {
  if (!opened) return;
  const at = list.indexOf(opened);
  byId("where").textContent = text("case_of", { n: number(at + 1), all: number(list.length) });
  byId("previous").disabled = at <= 0;
  byId("next").disabled = at >= list.length - 1;
  const shot = (name, src) => (src ? make("figure", { class: name }, make("figcaption", {}, text(name)), make("img", { src, alt: `${text(name)}: ${opened.why[language]}` })) : "");
  byId("stage").replaceChildren(...[shot("mark_full", opened.mark), shot("cover_whole", opened.whole), opened.mark ? "" : make("p", { class: "lost" }, text("none_drawn"))].filter(Boolean));
  byId("stage").scrollTop = 0;
  byId("verdicts").replaceChildren(...verdicts(opened).filter(Boolean));
  byId("verdicts").scrollTop = 0;
}

function verdicts(each) {
  const message = (content, kind) => make("p", { class: `message ${kind}` }, content);
  const changed = texts(each).filter((one) => one.shortened_from);
  return [
    make("h2", { id: "viewer-name" }, upper(each.why[language])),
    make("p", { class: "line" }, dot(each.status), text(each.status), make("span", {}, text(`section_${each.section}`))),
    ...each.faults.map((fault) => message(fault.text[language], "bad")),
    ...each.notes.map((one) => message(`${one.layer}: ${one[language]}`, "warn")),
    ...each.warnings.map((one) => message(one[language], "warn")),
    make("section", {}, make("dl", {},
      pair(text("platform"), `${each.platform[language]}, ${each.size.join(" × ")} px`),
      pair(text("ground"), named("ground", each.ground)),
      each.marks.map((mark) => pair(mark.name ? `${text("mark")} ${mark.name}` : text("mark"), `${named("anchor", mark.anchor)}, ${named("tone", mark.tone)}`)))),
    changed.length ? make("section", {}, make("h3", {}, text("shortening")), changed.map((one) => make("p", { class: "change", lang: "ru" }, make("del", {}, one.shortened_from), make("ins", {}, one.text)))) : "",
    ...each.marks.map(ofMark),
    make("section", {}, make("h3", {}, each.row ? `${text("values")}, ${text("row_hint", { n: each.row })}` : text("values")), make("dl", { lang: "ru" }, Object.entries(each.values).map(([name, value]) => pair(named("field", name), value)))),
  ];
}

function ofMark(mark) {
  const lines = (mark.texts || []).map((one) => make("tr", {},
    make("th", { scope: "row" }, one.layer), make("td", { lang: "ru" }, one.text),
    make("td", { class: low(one.size, told.limits.letters) }, number(one.size)), make("td", {}, number(one.lines)),
    one.contrast === undefined || one.contrast === null ? "" : make("td", {}, `${number(one.contrast)}:1`)));
  const heads = ["layer", "drawn", "px", "lines", ...(lines.some((line) => line.children.length > 4) ? ["contrast"] : [])];
  return make("section", {},
    lines.length ? make("table", {}, make("thead", {}, make("tr", {}, heads.map((name) => make("th", { scope: "col" }, text(name))))), make("tbody", {}, lines)) : "",
    mark.qr ? make("dl", {}, pair("QR", make("span", { class: low(mark.qr.module, told.limits.module) }, text("code", { module: mark.qr.module, side: number(mark.qr.side), version: `${mark.qr.version}-${mark.qr.level}` }))), pair(text("payload"), mark.qr.payload)) : "");
}

function step(by) {
  const next = list[list.indexOf(opened) + by];
  if (next) { opened = next; drawViewer(); }
}

function draw() {
  document.title = [text("title"), told.template].join(" · ");
  byId("about").replaceChildren(...[text("template", { name: told.template }), told.title, told.source || text("built_in")].filter(Boolean).map((part) => make("span", {}, part)));
  const state = told.counts.failed ? ["unfinished", ""] : told.counts.warned ? ["drawable", "warn"] : ["finished", "good"];
  byId("news").replaceChildren(make("p", { class: `banner ${state[1]}`, id: "verdict" }, make("b", {}, text(state[0]))));
  drawTools();
  drawSections();
  drawViewer();
}

byId("reset").addEventListener("click", () => { choose([]); byId("only").focus(); });
byId("previous").addEventListener("click", () => step(-1));
byId("next").addEventListener("click", () => step(1));
byId("close").addEventListener("click", () => viewer.close());
viewer.addEventListener("close", () => {
  const from = document.querySelector(`[data-case="${told.cases.indexOf(opened)}"]`);
  root.classList.remove("viewing");
  opened = null;
  if (from) from.focus();
});
onKey({
  f: () => !viewer.open && flipOnly(), KeyF: () => !viewer.open && flipOnly(),
});
viewer.addEventListener("keydown", (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by && !event.ctrlKey && !event.altKey && !event.metaKey) { event.preventDefault(); step(by); }
});
start(draw);
