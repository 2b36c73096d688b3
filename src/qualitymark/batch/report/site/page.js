// Head and filters; and the start.

function number(value, digits = 2) {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

// What has no text of its own, such as a field of somebody's own template, is shown by its name.
const named = (kind) => (name) => told.texts[language][`${kind}_${name}`] || name;
const fieldName = named("field");
const anchorName = named("anchor");
const toneName = named("tone");
const untouchedName = named("untouched");

function duration(seconds) {
  if (seconds < 60) return text("seconds_short", { n: number(seconds, 1) });
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
  const shown = parts[0] ? parts : parts.slice(1);
  return shown.map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
}

function when(date) {
  const time = new Date(date);
  if (!date || Number.isNaN(time.getTime())) return date;
  const days = { year: "numeric", month: "long", day: "numeric" };
  return new Intl.DateTimeFormat(language, date.length > 10 ? { ...days, hour: "2-digit", minute: "2-digit" } : { ...days, timeZone: "UTC" }).format(time);
}

function toggle(set, value) {
  if (!set.delete(value)) set.add(value);
  drawTools();
  refresh();
}

function drawHead() {
  const { summary } = told;
  document.title = [text("title"), summary.manifest].filter(Boolean).join(" · ");
  byId("about").replaceChildren(...[summary.manifest, summary.template && text("template", { name: summary.template }), when(summary.date)]
    .filter(Boolean).map((part) => make("span", {}, part)));
  byId("limited").hidden = summary.covers <= rows.length;
  byId("limited").textContent = text("limited", { n: number(rows.length), all: number(summary.covers) });
  byId("notes").hidden = !summary.notes.length;
  byId("notes").querySelector("summary").textContent = text("notes", { n: number(summary.notes.length) });
  byId("notes").querySelector("ul").replaceChildren(...summary.notes.map((note) => make("li", {}, note[language])));
}

function drawTools() {
  const { summary } = told;
  const tile = (value, name, kind) => make("div", { class: `tile ${kind || ""}` }, make("b", {}, value), make("span", {}, name));
  const status = (name) => make("button",
    { type: "button", class: `tile ${name}`, "data-status": name, "aria-pressed": String(asked.status.has(name)), disabled: !summary[name] && !asked.status.has(name), onclick: () => toggle(asked.status, name) },
    make("b", {}, number(summary[name])), make("span", {}, text(name)));
  byId("tiles").replaceChildren(status("done"), status("skipped"), status("failed"),
    tile(summary.rate === null ? "—" : number(summary.rate, 1), text("rate")), tile(summary.seconds ? duration(summary.seconds) : "—", text("time")));
  const flag = ([name, test]) => {
    const count = rows.filter(test).length;
    return count ? make("button", { type: "button", class: "chip", "data-flag": name, title: text(`${name}_hint`, { n: told.limits[name.replace("small_", "")] }), "aria-pressed": String(asked.flags.has(name)), onclick: () => toggle(asked.flags, name) },
      text(name), make("b", {}, number(count))) : "";
  };
  const facet = ([name, values]) => {
    const options = [...values.keys()].sort(collator.compare).map((value) => make("option", { value, selected: asked.fields[name] === value }, `${value} (${number(values.get(value))})`));
    return make("select", { "aria-label": fieldName(name), "data-field": name, class: name in asked.fields ? "set" : "", onchange: (event) => { pick(name, event.target); } },
      make("option", { value: "" }, `${fieldName(name)}: ${text("all")}`), options);
  };
  const focused = document.activeElement?.dataset;
  byId("filters").replaceChildren(...[...Object.entries(FLAGS).map(flag), ...facets.map(facet)].filter(Boolean));
  byId("sort").replaceChildren(...Object.keys(ORDERS).map((name) => make("option", { value: name, selected: name === asked.sort }, text(`by_${name}`))));
  for (const name of ["status", "flag", "field"]) if (focused?.[name]) document.querySelector(`[data-${name}="${CSS.escape(focused[name])}"]`)?.focus();
}

function pick(name, select) {
  if (select.selectedIndex === 0) delete asked.fields[name];
  else asked.fields[name] = select.value;
  select.classList.toggle("set", select.selectedIndex > 0);
  refresh();
}

function refresh() {
  show(found());
  const above = sheet.getBoundingClientRect().top - tools.offsetHeight;
  if (above < 0) window.scrollBy(0, above);
  byId("nothing").hidden = list.length > 0;
  byId("count").textContent = list.length === rows.length ? text("count_all", { all: number(rows.length) }) : text("count", { n: number(list.length), all: number(rows.length) });
}

function draw() {
  drawHead();
  drawTools();
  refresh();
  repaint();
  drawViewer();
}

const facets = choices();
byId("query").addEventListener("input", (event) => { ask(event.target.value); refresh(); });
byId("query").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "Enter") { event.preventDefault(); focusCard(0); }
});
byId("sort").addEventListener("change", (event) => { asked.sort = event.target.value; current = 0; refresh(); });
byId("reset").addEventListener("click", () => {
  Object.assign(asked, { words: [], row: null, fields: {} });
  asked.status.clear();
  asked.flags.clear();
  byId("query").value = "";
  drawTools();
  refresh();
  byId("query").focus();
});
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|SELECT)$/.test(event.target.tagName);
  if (event.key === "/" && !typing && !viewer.open) {
    event.preventDefault();
    byId("query").focus();
  }
});

// The texts that are searched are made ready in the pauses, so that the first letter is as quick as the others.
function prepare(from) {
  const to = Math.min(from + 400, rows.length);
  for (let at = from; at < to; at += 1) haystack(rows[at]);
  if (to < rows.length) setTimeout(prepare, 0, to);
}

start(draw);
setTimeout(prepare, 0, 0);
