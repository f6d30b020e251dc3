// Helps with a form that works without it: sums the weights, and hides what a kind does not use.

const LIMITS = { words_at_most: ["short", "long"], least: ["number", "money"], most: ["number", "money"] };
const LISTED = ["choice", "choices"];

function sum(form) {
  for (const total of form.querySelectorAll("[data-total]")) {
    const parts = form.querySelectorAll(`[data-sum="${total.dataset.total}"]`);
    total.value = [...parts].reduce((all, input) => all + (parseInt(input.value, 10) || 0), 0);
  }
}

function fit(form) {
  const kind = form.elements.kind;
  if (!kind) return;
  for (const [name, kinds] of Object.entries(LIMITS)) {
    const field = form.elements[name]?.closest(".field");
    if (field) field.hidden = !kinds.includes(kind.value);
  }
  const rows = form.querySelector('[data-rows="choice"]');
  if (rows) rows.hidden = !LISTED.includes(kind.value);
  for (const which of ["shown", "needed"]) {
    const on = form.elements[`${which}_question`]?.value;
    const test = form.elements[`${which}_test`];
    if (!test) continue;
    test.closest(".field").hidden = !on;
    form.elements[`${which}_value`].closest(".field").hidden = !on || test.value === "answered";
  }
}

for (const form of document.querySelectorAll("form[data-editor]")) {
  const update = () => { sum(form); fit(form); };
  form.addEventListener("input", update);
  form.addEventListener("change", update);
  update();
}
