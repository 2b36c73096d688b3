// What a preview and a proof have in common.

const told = JSON.parse(document.getElementById("data").textContent);
function number(value, digits = 1) {
  return new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
}

// What has no text of its own, such as a field of somebody's own template, is shown by its name.
const named = (kind, name) => told.texts[language][`${kind}_${name}`] || name;

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
