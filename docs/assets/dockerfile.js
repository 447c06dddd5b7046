// A line of a Dockerfile and the layer that it made light up together, by pointer and by keyboard.
"use strict";

for (const dockerfile of document.querySelectorAll(".tare-dockerfile")) {
  const parts = [...dockerfile.querySelectorAll("[data-tare-layer]")];
  const layers = new Set(parts.filter((part) => part.matches(".tare-slab")).map((part) => part.dataset.tareLayer));

  const light = (layer) => {
    for (const part of parts) part.classList.toggle("tare-lit", part.dataset.tareLayer === layer);
  };
  const layerOf = (event) => event.target.closest("[data-tare-layer]")?.dataset.tareLayer;

  // One stop for Tab at each instruction, on its first line.
  for (const line of dockerfile.querySelectorAll(".tare-line[data-tare-layer]:has(> b)")) {
    if (layers.has(line.dataset.tareLayer)) line.tabIndex = 0;
  }
  for (const kind of ["pointerover", "focusin"]) dockerfile.addEventListener(kind, (event) => light(layerOf(event)));
  for (const kind of ["pointerleave", "focusout"]) dockerfile.addEventListener(kind, () => light(undefined));
}
