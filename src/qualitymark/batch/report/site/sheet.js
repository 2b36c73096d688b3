// The contact sheet: only the cards in sight are in the page, so that its length does not matter.

const sheet = byId("sheet");
const tools = document.querySelector(".tools");
const GAP = 12;
const NARROWEST = 272;
const BODY = 120;
const PICTURE = 0.4;
const SPARE = 3;

let list = [];
let current = 0;
let layout = { columns: 1, width: NARROWEST, height: 1 };
const shown = new Map();

function measure() {
  const space = sheet.clientWidth;
  const columns = Math.max(1, Math.floor((space + GAP) / (NARROWEST + GAP)));
  const width = (space - GAP * (columns - 1)) / columns;
  layout = { columns, width, height: Math.round(width * PICTURE) + BODY };
  document.documentElement.style.setProperty("--tools", `${tools.offsetHeight}px`);
  sheet.style.height = `${Math.ceil(list.length / columns) * (layout.height + GAP)}px`;
}

function inSight() {
  const top = -sheet.getBoundingClientRect().top;
  const line = layout.height + GAP;
  const first = Math.max(0, Math.floor(top / line) - SPARE);
  const last = Math.ceil((top + window.innerHeight) / line) + SPARE;
  return [first * layout.columns, Math.min(list.length, last * layout.columns)];
}

// Cards that stay in sight stay the same elements: their pictures are not loaded again and focus is not lost.
function paint() {
  const [first, last] = inSight();
  const wanted = new Map();
  for (let at = first; at < last; at += 1) wanted.set(list[at], at);
  if (current < list.length) wanted.set(list[current], current);
  for (const [row, cell] of shown) {
    if (!wanted.has(row)) {
      cell.remove();
      shown.delete(row);
    }
  }
  let before = null;
  for (const [row, at] of [...wanted].sort((one, other) => one[1] - other[1])) {
    const cell = shown.get(row) || card(row);
    put(cell, at);
    const next = before ? before.nextSibling : sheet.firstChild;
    if (cell !== next) sheet.insertBefore(cell, next);
    shown.set(row, cell);
    before = cell;
  }
}

function put(cell, at) {
  const { columns, width, height } = layout;
  cell.style.transform = `translate(${(at % columns) * (width + GAP)}px, ${Math.floor(at / columns) * (height + GAP)}px)`;
  cell.style.width = `${width}px`;
  cell.style.height = `${height}px`;
  cell.setAttribute("aria-posinset", at + 1);
  cell.setAttribute("aria-setsize", list.length);
  cell.firstChild.tabIndex = at === current ? 0 : -1;
}

function show(fresh) {
  const kept = list[current];
  list = fresh;
  current = Math.max(0, list.indexOf(kept));
  measure();
  paint();
}

function repaint() {
  for (const cell of shown.values()) cell.remove();
  shown.clear();
  measure();
  paint();
}

function picture(src, kind) {
  const frame = make("span", { class: kind });
  if (!src) {
    frame.classList.add("gone");
    return frame;
  }
  const lost = () => { frame.classList.add("gone"); frame.replaceChildren(); };
  frame.append(make("img", { src, alt: "", loading: "lazy", decoding: "async", onerror: lost }));
  return frame;
}

function thumbnail(row, kind, full) {
  const name = (row.thumbs || "").slice(0, 16);
  return (row.thumbs || "").slice(16).includes(kind) ? `thumbs/${name}${kind}.jpg` : full;
}

function card(row) {
  const failed = row.status === "failed";
  const after = failed ? row.before : thumbnail(row, "a", row.after);
  const small = failed ? "" : picture(thumbnail(row, "b", row.before), "before");
  const wrong = (row.faults || [])[0];
  const button = make("button", { type: "button", class: `card ${row.status}`, "data-row": row.row, onclick: () => look(row) },
    picture(after, "after"),
    row.status === "done" ? "" : make("span", { class: "badge" }, text(row.status)),
    make("span", { class: "title", lang: "ru" }, row.title),
    wrong ? make("span", { class: "fault" }, wrong.message[language]) : "",
    make("span", { class: "foot" }, make("span", { class: "facts" }, ...facts(row)), small));
  return make("li", { class: "cell" }, button);
}

function facts(row) {
  const fact = (content, hint, kind) => make("span", { class: kind || "", title: hint }, content);
  const low = (flag) => (FLAGS[flag](row) ? "low" : "");
  return [
    fact(`#${row.row}`, text("row_hint", { n: row.row }), "number"),
    row.letters === undefined ? "" : fact(`Aa ${number(row.letters, 1)}`, text("letters_hint", { n: number(row.letters) }), low("small_letters")),
    row.module === undefined ? "" : fact(`QR ${row.module}`, text("module_hint", { n: row.module }), low("small_module")),
    FLAGS.low_contrast(row) ? fact(`${number(row.contrast, 1)}:1`, text("contrast_hint", { n: number(row.contrast) }), "low") : "",
    row.changed.length ? fact(text("shortened_short"), text("shortened_hint"), "mild") : "",
    row.warnings ? fact(`! ${row.warnings.length}`, row.warnings.map((warning) => warning[language]).join("\n"), "low") : "",
  ];
}

function focusCard(at) {
  current = Math.min(Math.max(at, 0), list.length - 1);
  if (current < 0) return;
  paint();
  const button = shown.get(list[current]).firstChild;
  button.focus({ preventScroll: true });
  button.scrollIntoView({ block: "nearest" });
  paint();
}

sheet.addEventListener("focusin", (event) => {
  const cell = event.target.closest(".cell");
  const at = cell ? Number(cell.getAttribute("aria-posinset")) - 1 : current;
  if (at !== current) {
    current = at;
    paint();
  }
});

sheet.addEventListener("keydown", (event) => {
  const page = layout.columns * Math.max(1, Math.floor(window.innerHeight / (layout.height + GAP)));
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -layout.columns, ArrowDown: layout.columns, PageUp: -page, PageDown: page };
  const far = { Home: 0, End: list.length - 1 };
  if (event.ctrlKey || event.altKey || event.metaKey || !(event.key in steps || event.key in far)) return;
  event.preventDefault();
  focusCard(event.key in far ? far[event.key] : current + steps[event.key]);
});

let painting = 0;
const soon = (work) => () => { cancelAnimationFrame(painting); painting = requestAnimationFrame(work); };
window.addEventListener("scroll", soon(paint), { passive: true });
new ResizeObserver(soon(() => { measure(); paint(); })).observe(sheet);
