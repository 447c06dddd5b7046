// A tile and its row light up together, and a line says what the tile is too small to say; by pointer and by keyboard.
"use strict";

for (const treemap of document.querySelectorAll(".tare-treemap")) {
  const tiles = [...treemap.querySelectorAll(".tare-tile[data-tare-tile]")];
  const parts = treemap.querySelectorAll("[data-tare-tile]");
  const rows = treemap.querySelectorAll("tr[data-tare-tile]");
  const detail = treemap.querySelector(".tare-treemap__detail");
  const hint = detail.textContent;

  const light = (part) => {
    const number = part?.dataset.tareTile;
    for (const each of parts) each.classList.toggle("tare-lit", each.dataset.tareTile === number);
    detail.textContent = part ? [...rows[number].cells].map((cell) => cell.textContent).join(", ") : hint;
  };
  const partOf = (event) => event.target.closest("[data-tare-tile]");

  // One stop for Tab; the arrows go from tile to tile.
  const go = (to) => {
    for (const tile of tiles) tile.tabIndex = tile === to ? 0 : -1;
  };
  go(tiles[0]);

  for (const kind of ["pointerover", "focusin"]) treemap.addEventListener(kind, (event) => light(partOf(event)));
  for (const kind of ["pointerleave", "focusout"]) treemap.addEventListener(kind, () => light(null));
  treemap.addEventListener("keydown", (event) => {
    const at = tiles.indexOf(event.target);
    const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -at, End: tiles.length - 1 - at };
    const next = at + steps[event.key];
    if (at < 0 || !tiles[next]) return;
    event.preventDefault();
    go(tiles[next]);
    tiles[next].focus();
  });
}
