// What every page of the program has, once its data are there as “told”: languages, what the browser keeps, elements.

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

// Text goes in as text, so that no value can become markup.
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

// Says all in a language; “draw” makes anew what depends on it.
function speak(chosen, draw) {
  language = chosen;
  root.lang = chosen;
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = text(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", text(element.dataset.label));
  for (const element of document.querySelectorAll("[data-hint]")) element.placeholder = text(element.dataset.hint);
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
