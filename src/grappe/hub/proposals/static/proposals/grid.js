// The budget grid: sums while typing, arrow keys, blocks pasted from a spreadsheet. Without this file
// the same form saves, and the server sums.

const french = document.documentElement.lang.startsWith("fr");
const words = document.getElementById("grid-words")?.dataset ?? {};

// Cents of an amount written in English or French; 0 for an empty cell, null for anything else.
export function cents(text) {
  let raw = text.replace(/CAD|CA\$|[$\s\u00a0\u202f']/g, "");
  if (raw === "" || /^[-–—]$/.test(raw)) return 0n;
  if (raw.includes(",") && raw.includes(".")) {
    raw = raw.lastIndexOf(".") > raw.lastIndexOf(",") ? raw.replaceAll(",", "") : raw.replaceAll(".", "").replace(",", ".");
  } else if (raw.includes(",")) {
    const at = raw.lastIndexOf(",");
    const head = raw.slice(0, at), tail = raw.slice(at + 1);
    raw = tail.length === 3 && head !== "" && head !== "0" ? raw.replaceAll(",", "") : `${head}.${tail}`;
  }
  const found = /^(\d{1,13})(?:\.(\d{1,2}))?$/.exec(raw) ?? /^()\.(\d{1,2})$/.exec(raw);
  return found ? BigInt(found[1] || 0) * 100n + BigInt((found[2] ?? "").padEnd(2, "0")) : null;
}

const money = (sum) => {
  const whole = sum % 100n === 0n;
  const parts = new Intl.NumberFormat(french ? "fr-CA" : "en-CA", {
    style: "currency", currency: "CAD", currencyDisplay: "narrowSymbol",
    minimumFractionDigits: whole ? 0 : 2, maximumFractionDigits: whole ? 0 : 2,
  });
  return parts.format(Number(sum) / 100);
};

const rowsOf = (table) => [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("input.cell")]);

function sum(table) {
  const rows = rowsOf(table);
  const columns = rows[0]?.map(() => 0n) ?? [];
  let total = 0n;
  rows.forEach((cells, line) => {
    let across = 0n;
    cells.forEach((cell, column) => {
      const amount = cents(cell.value);
      if (amount === null) cell.setAttribute("aria-invalid", "true");
      else cell.removeAttribute("aria-invalid");
      across += amount ?? 0n;
      columns[column] += amount ?? 0n;
    });
    total += across;
    table.tBodies[0].rows[line].querySelector("[data-row-total]").textContent = money(across);
  });
  table.querySelectorAll("[data-column-total]").forEach((cell, at) => (cell.textContent = money(columns[at])));
  const foot = table.querySelector("[data-total]");
  foot.textContent = money(total);
  foot.dataset.cents = String(total);
  const grand = document.querySelector("[data-grand-total]");
  const all = [...document.querySelectorAll("[data-total]")];
  if (grand && all.every((one) => one.dataset.cents)) {
    grand.textContent = money(all.reduce((one, cell) => one + BigInt(cell.dataset.cents), 0n));
  }
}

function tell(form, text) {
  const status = form.querySelector("[data-grid-status]");
  if (status) status.textContent = text;
}

function move(table, cell, key) {
  const rows = rowsOf(table);
  const line = rows.findIndex((cells) => cells.includes(cell));
  const column = rows[line].indexOf(cell);
  const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
  const next = rows[line + down]?.[column + right];
  next?.focus();
  next?.select();
  return Boolean(next);
}

function paste(table, cell, text) {
  const rows = rowsOf(table);
  const top = rows.findIndex((cells) => cells.includes(cell));
  const left = rows[top].indexOf(cell);
  let pasted = 0, unread = 0;
  text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => {
    line.split("\t").forEach((value, right) => {
      const target = rows[top + down]?.[left + right];
      const amount = cents(value.trim());
      if (!target || amount === null) unread += 1;
      else {
        target.value = amount === 0n ? "" : `${amount / 100n}${amount % 100n ? `.${String(amount % 100n).padStart(2, "0")}` : ""}`;
        pasted += 1;
      }
    });
  });
  sum(table);
  const said = [words.pasted?.replace("%s", pasted)];
  if (unread) said.push(words.unread?.replace("%s", unread));
  tell(table.closest("form"), said.filter(Boolean).join(" "));
}

for (const form of document.querySelectorAll("form[data-grid]")) {
  const table = form.querySelector("table");
  if (!table.querySelector("input.cell")) continue;
  sum(table);
  table.addEventListener("input", () => {
    sum(table);
    tell(form, words.unsaved ?? "");
  });
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("input.cell");
    if (!cell || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const inside = cell.selectionStart !== cell.selectionEnd ? false : true;
    const atStart = cell.selectionEnd === 0, atEnd = cell.selectionStart === cell.value.length;
    if (event.key === "ArrowLeft" && inside && !atStart) return;
    if (event.key === "ArrowRight" && inside && !atEnd) return;
    if (["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Enter"].includes(event.key)) {
      if (move(table, cell, event.key) || event.key === "Enter") event.preventDefault();
    }
  });
  table.addEventListener("paste", (event) => {
    const cell = event.target.closest("input.cell");
    const text = event.clipboardData.getData("text/plain");
    if (!cell || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    paste(table, cell, text);
  });
}
