// What every page here has: its data, its languages, light and dark, and elements made of text alone.

const told = JSON.parse(document.getElementById("data").textContent);
const root = document.documentElement;
const byId = (id) => document.getElementById(id);
const kept = {
  get(name) { try { return localStorage.getItem(`qualitymark-${name}`); } catch { return null; } },
  set(name, value) { try { localStorage.setItem(`qualitymark-${name}`, value); } catch { /* not kept then */ } },
};
let language = kept.get("language") || (navigator.languages || [navigator.language]).map((code) => code.slice(0, 2)).find((code) => code in told.texts) || "en";

function text(key, values = {}) {
  return told.texts[language][key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function number(value, digits = 1) {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

// What has no text of its own, such as a field of somebody's own template, is shown by its name.
const named = (kind, name) => told.texts[language][`${kind}_${name}`] || name;

function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== undefined && child !== null && child !== "" && child !== false));
  return element;
}

const pair = (name, value) => (value === undefined || value === "" ? [] : [make("dt", {}, name), make("dd", {}, value)]);

// Lays an element over a picture: boxes are left, top, width and height in pixels of the cover.
function lay(element, [left, top, width, height], [x, y, wide, high]) {
  const share = (value, whole) => `${(100 * value) / whole}%`;
  Object.assign(element.style, { left: share(left - x, wide), top: share(top - y, high), width: share(width, wide), height: share(height, high) });
  return element;
}

function speak(chosen, draw) {
  language = chosen;
  root.lang = chosen;
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = text(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", text(element.dataset.label));
  for (const element of document.querySelectorAll("[data-language]")) element.setAttribute("aria-pressed", String(element.dataset.language === chosen));
  draw();
}

function start(draw) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  if (kept.get("theme")) root.dataset.theme = kept.get("theme");
  byId("theme").addEventListener("click", () => {
    const now = root.dataset.theme || (dark.matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    kept.set("theme", root.dataset.theme);
  });
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => { kept.set("language", button.dataset.language); speak(button.dataset.language, draw); });
  }
  speak(language, draw);
}

// A key counts where nobody types, and by its place too, so that it works on a Russian keyboard.
function onKey(keys) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const act = keys[event.key.toLowerCase()] || keys[event.code];
    if (act) { event.preventDefault(); act(event); }
  });
}
