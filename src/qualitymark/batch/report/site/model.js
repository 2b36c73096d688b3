// The rows of the campaign: what they are, which are asked for, in which order.

const told = JSON.parse(document.querySelector(".page-data").textContent);
const rows = [...document.querySelectorAll(".page-rows")].flatMap((part) => {
  const list = JSON.parse(part.textContent);
  part.remove();
  return list;
});

const NONE = 1e9;
const MOST_CHOICES = 60;
const asked = { words: [], row: null, status: new Set(), flags: new Set(), fields: {}, sort: "risk" };

for (const row of rows) {
  row.texts = (row.marks || []).flatMap((mark) => mark.texts || []);
  row.changed = row.texts.filter((text) => text.shortened_from || text.ellipsized);
  row.title = row.title || row.key || "";
}

const isPale = (text) => text.contrast !== undefined && text.contrast < text.contrast_asked;
const FLAGS = {
  warnings: (row) => Boolean(row.warnings),
  shortened: (row) => row.changed.length > 0,
  small_letters: (row) => row.letters !== undefined && row.letters < told.limits.letters,
  small_module: (row) => row.module !== undefined && row.module < told.limits.module,
  low_contrast: (row) => row.texts.some(isPale),
};

const collator = new Intl.Collator("ru", { numeric: true });
const by = (value) => (one, other) => value(one) - value(other) || byRisk(one, other);
const ORDERS = {
  risk: byRisk,
  row: (one, other) => one.row - other.row,
  name: (one, other) => collator.compare(one.title, other.title) || one.row - other.row,
  letters: by((row) => row.letters ?? NONE),
  module: by((row) => row.module ?? NONE),
  contrast: by((row) => row.contrast ?? NONE),
};

function byRisk(one, other) {
  const failed = (one.status !== "failed") - (other.status !== "failed");
  if (failed) return failed;
  for (let at = 0; at < one.risk.length; at += 1) {
    const difference = one.risk[at] - other.risk[at];
    if (difference) return difference;
  }
  return one.row - other.row;
}

// Letters as people type them: without case, ё as е, any dash and quotation mark alike.
function plain(text) {
  return text.normalize("NFC").toLowerCase().replace(/ё/g, "е").replace(/[‐-―−]/g, "-")
    .replace(/[«»„“”"]/g, "").replace(/\s+/g, " ");
}

function haystack(row) {
  if (row.haystack === undefined) {
    const file = (row.cover || "").split(/[\\/]/).pop();
    const parts = [row.title, row.key, file, ...Object.values(row.fields || {}), ...row.texts.map((text) => text.text)];
    row.haystack = plain(parts.filter(Boolean).join("\n"));
  }
  return row.haystack;
}

function ask(query) {
  const words = plain(query).split(" ").filter(Boolean);
  const numbered = words.find((word) => /^#\d+$/.test(word));
  asked.row = numbered ? Number(numbered.slice(1)) : null;
  asked.words = words.filter((word) => word !== numbered);
}

function matches(row) {
  if (asked.row !== null && row.row !== asked.row) return false;
  if (asked.status.size && !asked.status.has(row.status)) return false;
  for (const flag of asked.flags) if (!FLAGS[flag](row)) return false;
  for (const [name, value] of Object.entries(asked.fields)) if ((row.fields || {})[name] !== value) return false;
  if (!asked.words.length) return true;
  const text = haystack(row);
  return asked.words.every((word) => text.includes(word));
}

const sorted = {};
function found() {
  sorted[asked.sort] ??= [...rows].sort(ORDERS[asked.sort]);
  return sorted[asked.sort].filter(matches);
}

// Fields whose values repeat are worth a filter: the nomination, the district, the year.
function choices() {
  const seen = new Map();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row.fields || {})) {
      if (!seen.has(name)) seen.set(name, new Map());
      const values = seen.get(name);
      if (values.size <= MOST_CHOICES) values.set(value, (values.get(value) || 0) + 1);
    }
  }
  const link = (values) => [...values.keys()].some((value) => value.includes("://"));
  return [...seen].filter(([name, values]) => name !== "name" && values.size > 1
    && values.size <= MOST_CHOICES && values.size * 2 <= rows.length && !link(values));
}
