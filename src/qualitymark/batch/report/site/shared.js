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
