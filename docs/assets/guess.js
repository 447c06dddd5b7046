// What a reader is asked to guess: a slider before the answer, and how far off he was beside it.
"use strict";

const guesses = document.querySelectorAll("[data-tare-guess]");
if (guesses.length) askGuesses(guesses);

function askGuesses(answers) {
  const KEY = "tare-guesses";
  const STEPS = 400;
  const RANGES = { bytes: [10, 3e9], number: [1, 1e4] };
  const kept = read();

  function read() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY) ?? "{}");
      return Object.fromEntries(Object.entries(found).filter(([, value]) => Number.isFinite(value) && value > 0));
    } catch {
      return {}; // the browser keeps nothing, or something else
    }
  }

  function keep(question, value) {
    kept[question] = value;
    try {
      localStorage.setItem(KEY, JSON.stringify({ ...read(), [question]: value }));
    } catch {
      // then it holds until the page is left
    }
  }

  const rounded = (value) => Number(value.toPrecision(value >= 100 ? 3 : 2));
  const worded = (value, unit) => {
    if (unit !== "bytes") return rounded(value).toLocaleString("en", { maximumFractionDigits: 1 });
    const [divisor, name] = [[1e9, "GB"], [1e6, "MB"], [1e3, "kB"]].find(([size]) => value >= size * 0.9995) ?? [1, "B"];
    return `${rounded(value / divisor)}\u202f${name}`;
  };
  const distance = (guess, measured) => {
    const factor = guess / measured;
    if (Math.abs(factor - 1) < 0.1) return "less than a tenth off";
    const times = Math.max(factor, 1 / factor);
    const told = times < 2 ? `${Math.round((times - 1) * 100)} per cent` : `${rounded(times)} times`;
    if (times < 2) return factor > 1 ? `${told} more than was measured` : `what was measured is ${told} more`;
    return factor > 1 ? `${told} what was measured` : `what was measured is ${told} that`;
  };

  for (const answer of answers) {
    if (!(Number(answer.dataset.tareValue) > 0)) continue; // nothing has no size to be off from
    const { tareGuess: unit, tareValue } = answer.dataset;
    const measured = Number(tareValue);
    const guess = answer.closest(".tare-guess");
    const question = guess.querySelector("p").textContent.trim();
    const fold = guess.querySelector("details");
    const [least, most] = RANGES[unit];
    const valueAt = (step) => least * (most / least) ** (step / STEPS);
    const stepOf = (value) => Math.round((Math.log(value / least) / Math.log(most / least)) * STEPS);

    const slider = Object.assign(document.createElement("input"), { type: "range", min: 0, max: STEPS, value: STEPS / 2 });
    const shown = document.createElement("output");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "tare-button", textContent: "Weigh it" });
    const told = Object.assign(document.createElement("p"), { className: "tare-guess__told" });
    told.setAttribute("role", "status");
    slider.setAttribute("aria-label", question);

    const move = () => {
      shown.value = worded(valueAt(slider.valueAsNumber), unit);
      slider.setAttribute("aria-valuetext", shown.value);
    };
    const compare = (value) => {
      told.textContent = `Your guess: ${worded(value, unit)}, ${distance(value, measured)}.`;
    };
    slider.addEventListener("input", move);
    button.addEventListener("click", () => {
      const value = valueAt(slider.valueAsNumber);
      keep(question, value);
      compare(value);
      fold.open = true;
    });

    if (kept[question]) {
      slider.value = stepOf(kept[question]);
      compare(kept[question]);
    }
    move();
    const control = Object.assign(document.createElement("div"), { className: "tare-guess__control" });
    control.append(slider, shown, button);
    fold.before(control, told);
  }
}
