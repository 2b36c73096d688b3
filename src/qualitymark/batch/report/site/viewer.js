// One cover in full, with everything that is known of it.

const viewer = byId("viewer");
const stage = byId("stage");
const MODES = ["after", "before", "both", "mark"];
let mode = "after";
let opened = null;

function look(row) {
  opened = row;
  current = Math.max(0, list.indexOf(row));
  if (!viewer.open) viewer.showModal();
  document.documentElement.classList.add("viewing");
  drawViewer();
  stage.focus();
}

function drawViewer() {
  if (!opened) return;
  const modes = opened.status === "failed" ? ["before"] : MODES;
  const chosen = modes.includes(mode) ? mode : modes[0];
  byId("where").textContent = text("of", { n: number(list.indexOf(opened) + 1), all: number(list.length) });
  byId("modes").hidden = modes.length < 2;
  byId("modes").replaceChildren(...modes.map((name) => make("button",
    { type: "button", "data-mode": name, "aria-pressed": String(name === chosen), onclick: () => setMode(name) }, text(`view_${name}`))));
  byId("previous").disabled = list.indexOf(opened) <= 0;
  byId("next").disabled = list.indexOf(opened) >= list.length - 1;
  drawStage(chosen);
  byId("verdicts").replaceChildren(...verdicts(opened));
  byId("verdicts").scrollTop = 0;
}

function drawStage(chosen) {
  stage.className = `stage ${chosen}`;
  const kinds = chosen === "both" ? ["before", "after"] : chosen === "before" ? ["before"] : ["after"];
  stage.replaceChildren(...kinds.map((kind) => {
    const frame = picture(opened[kind], "full");
    const image = frame.firstChild;
    if (image) {
      image.alt = `${text(`view_${kind}`)}: ${opened.title}`;
      image.loading = "eager";
      image.addEventListener("click", () => setMode(chosen === "mark" ? "after" : "mark"));
      if (chosen === "mark") image.addEventListener("load", toMark);
      image.addEventListener("error", () => frame.append(lost(kind)));
    } else frame.append(lost(kind));
    return make("figure", {}, frame, kinds.length > 1 ? make("figcaption", {}, text(`view_${kind}`)) : "");
  }));
}

const lost = (kind) => make("span", { class: "lost" }, text(opened[kind] ? `no_${kind}` : "none"));

function toMark() {
  const mark = (opened.marks || [])[0];
  if (!mark) return;
  const [left, top, right, bottom] = mark.artboard;
  stage.scrollTo((left + right - stage.clientWidth) / 2, (top + bottom - stage.clientHeight) / 2);
}

function setMode(name) {
  if (opened.status === "failed") return;
  const pressed = byId("modes").contains(document.activeElement);
  mode = name;
  drawViewer();
  if (pressed) byId("modes").querySelector('[aria-pressed="true"]').focus();
}

function step(by) {
  const next = list[list.indexOf(opened) + by];
  if (next) {
    opened = next;
    current = list.indexOf(next);
    drawViewer();
  }
}

function section(title, ...children) {
  const inside = children.flat().filter(Boolean);
  return inside.length ? make("section", {}, make("h3", {}, title), ...inside) : "";
}

function verdicts(row) {
  const pair = (name, value) => (value === undefined || value === "" ? [] : [make("dt", {}, name), make("dd", {}, value)]);
  const link = (href, name) => (href ? make("a", { href, target: "_blank", rel: "noopener" }, name || href) : "");
  const message = (content, kind) => make("p", { class: `message ${kind}` }, content);
  const place = (fault) => (fault.field ? ` (${text("field")}: ${fieldName(fault.field)})` : "");
  return [
    make("h2", { id: "viewer-name", lang: "ru" }, row.title),
    make("p", { class: "line" }, make("span", { class: `state ${row.status}` }, text(row.status)), make("span", {}, text("row_hint", { n: row.row }))),
    ...(row.faults || []).map((fault) => message(fault.text[language] + place(fault), "bad")),
    ...(row.warnings || []).map((warning) => message(warning[language], "warn")),
    section(text("shortening"), row.changed.map((each) => make("p", { class: "change", lang: "ru" },
      each.shortened_from ? make("del", {}, each.shortened_from) : "", make("ins", {}, each.text)))),
    ...(row.marks || []).map((mark) => ofMark(mark, pair)),
    section(text("values"), row.fields && make("dl", {}, Object.entries(row.fields).flatMap(([name, value]) => pair(fieldName(name), value)))),
    section(text("files"), (row.after || row.before) && make("dl", {},
      pair(text("output"), link(row.after, row.key)),
      pair(text("cover"), link(row.before, row.cover)),
      pair(text("untouched"), row.untouched && untouchedName(row.untouched)),
      pair(text("seconds"), row.seconds ? number(row.seconds, 3) : ""))),
  ].filter(Boolean);
}

function ofMark(mark, pair) {
  const [left, top, right, bottom] = mark.artboard;
  const low = (value, limit) => (value !== undefined && value < limit ? "low" : "");
  const lines = (mark.texts || []).map((each) => make("tr", {},
    make("th", { scope: "row" }, each.layer),
    make("td", { lang: "ru" }, each.text),
    make("td", { class: low(each.size, told.limits.letters) }, number(each.size)),
    make("td", {}, number(each.lines)),
    make("td", { class: isPale(each) ? "low" : "" }, each.contrast === undefined ? "" : `${number(each.contrast)}:1`)));
  const heads = ["layer", "drawn", "px", "lines", lines.length && mark.texts.some((each) => each.contrast !== undefined) ? "contrast" : ""];
  const code = mark.qr;
  return section(mark.name ? `${text("mark")} ${mark.name}` : text("mark"),
    make("dl", {},
      pair(text("place"), `${anchorName(mark.anchor)}, ${toneName(mark.tone)}, ${number(right - left)}\u00a0×\u00a0${number(bottom - top)}\u00a0px`),
      pair(text("contrast"), mark.contrast === undefined ? "" : `${number(mark.contrast)}:1`),
      (mark.strengthened || []).flatMap((each) => pair(text("strengthened"), `${each.layer}, ${number(each.from * 100)}\u00a0% → ${number(each.to * 100)}\u00a0%`)),
      code ? pair("QR", make("span", { class: low(code.module, told.limits.module) },
        text("code", { module: code.module, side: number(code.side), version: `${code.version}-${code.level}` }))) : [],
      code ? pair(text("payload"), code.payload) : []),
    lines.length ? make("table", {}, make("thead", {}, make("tr", {}, heads.map((name) => make("th", { scope: "col" }, name && text(name))))), make("tbody", {}, lines)) : "");
}

byId("previous").addEventListener("click", () => step(-1));
byId("next").addEventListener("click", () => step(1));
byId("close").addEventListener("click", () => viewer.close());
viewer.addEventListener("close", () => {
  const at = Math.max(0, list.indexOf(opened)); // the browser gives focus back to the card that opened it, not to this one
  document.documentElement.classList.remove("viewing");
  opened = null;
  stage.replaceChildren();
  focusCard(at);
});
document.addEventListener("keydown", (event) => {
  if (!viewer.open || event.ctrlKey || event.altKey || event.metaKey) return;
  const steps = { ArrowLeft: -1, ArrowRight: 1 };
  if (event.key in steps) {
    event.preventDefault();
    step(steps[event.key]);
  } else if (/^[1-4]$/.test(event.key)) setMode(MODES[Number(event.key) - 1]);
});
