// Two images side by side: which two is chosen in two lists, and kept in the page's address.
"use strict";

for (const compare of document.querySelectorAll("[data-tare-compare]")) {
  const panels = new Map([...compare.querySelectorAll("[data-tare-image]")].map((panel) => [panel.dataset.tareImage, panel]));
  const names = [...panels.keys()].sort();
  const place = compare.querySelector(".tare-compare__panels");
  const shown = [...panels.values()].filter((panel) => !panel.hidden).map((panel) => panel.dataset.tareImage);
  const asked = new URLSearchParams(location.search);
  const chosen = ["one", "other"].map((side, index) => (panels.has(asked.get(side)) ? asked.get(side) : shown[index]));

  const stranger = ["one", "other"].map((side) => asked.get(side)).find((name) => name && !panels.has(name));

  const told = Object.assign(document.createElement("p"), { className: "tare-compare__told" });
  told.setAttribute("role", "status");

  const show = () => {
    for (const panel of panels.values()) panel.hidden = true;
    const both = chosen.map((name) => panels.get(name));
    place.prepend(...both);
    for (const panel of both) panel.hidden = false;
    compare.style.setProperty("--tare-whole", Math.max(1, ...both.map((panel) => Number(panel.dataset.tareBytes))));

    const layers = both.map((panel) => [...panel.querySelectorAll("[data-tare-diff-id]")]);
    const ids = layers.map((each) => new Set(each.map((layer) => layer.dataset.tareDiffId)));
    const same = both[0] === both[1];
    layers.forEach((each, index) => {
      for (const layer of each) {
        const isShared = !same && ids[1 - index].has(layer.dataset.tareDiffId);
        layer.classList.toggle("tare-compare__layer--shared", isShared);
      }
    });
    const absent = both.find((panel) => "tareAbsent" in panel.dataset);
    const alike = both[0].dataset.tareJob === both[1].dataset.tareJob;
    told.textContent = same
      ? "This is one image: choose another beside it."
      : absent
        ? `${absent.dataset.tareImage} was not measured: there is nothing to compare.`
        : alike
        ? "Both pass the same smoke tests: they do one job."
        : "These two do not do the same job: they pass different smoke tests, so that their sizes say nothing of each other.";
  };

  const controls = Object.assign(document.createElement("div"), { className: "tare-controls" });
  ["one", "other"].forEach((side, index) => {
    const select = document.createElement("select");
    for (const name of names) select.append(new Option(name, name, false, name === chosen[index]));
    select.addEventListener("change", () => {
      chosen[index] = select.value;
      const address = new URL(location.href);
      address.searchParams.set("one", chosen[0]);
      address.searchParams.set("other", chosen[1]);
      history.replaceState(history.state, "", address);
      show();
    });
    const label = Object.assign(document.createElement("label"), { className: "tare-control" });
    label.append(index ? "Beside it" : "An image", select);
    controls.append(label);
  });
  controls.append(told);
  compare.prepend(controls);
  show();
  if (stranger) told.textContent = `There is no image ${stranger}: this is another. ${told.textContent}`;
}
