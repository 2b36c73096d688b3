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

// A key counts where nobody types, and by its place too, so that it works on a Russian keyboard.
function onKey(keys) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const act = keys[event.key.toLowerCase()] || keys[event.code];
    if (act) { event.preventDefault(); act(event); }
  });
}
