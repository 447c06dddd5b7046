// Cards on paper: every answer is printed, also those that are closed.
"use strict";

const closed = new Map();

addEventListener("beforeprint", () => {
  for (const each of document.querySelectorAll(".tare-card details")) {
    closed.set(each, { name: each.name, open: each.open });
    each.name = ""; // of those with one name only one can be open
    each.open = true;
  }
});

addEventListener("afterprint", () => {
  for (const [each, before] of closed) {
    each.open = before.open;
    each.name = before.name;
  }
  closed.clear();
});
