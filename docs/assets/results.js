// The table of all images: sorts by a column, and shows the rows that hold some words or have a base.
"use strict";

for (const results of document.querySelectorAll("[data-tare-results]")) {
  const table = results.querySelector("table");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];

  // A figure sorts by its value in bytes, a moment by its date, anything else by its text; what has none comes last.
  const valueOf = (row, column) => {
    const cell = row.cells[column];
    if (!cell || row.querySelector(".tare-table__reason")) return column ? undefined : row.cells[0].textContent;
    const value = cell.querySelector("data")?.value ?? cell.querySelector("time")?.dateTime;
    return value === undefined ? cell.querySelector("code")?.textContent : /^[0-9.]+$/.test(value) ? Number(value) : value;
  };

  const sort = (column, descending) => {
    const sorted = rows
      .map((row) => ({ row, value: valueOf(row, column) }))
      .sort((one, other) => {
        if (one.value === undefined || other.value === undefined) return (one.value === undefined) - (other.value === undefined);
        const order = one.value < other.value ? -1 : one.value > other.value ? 1 : 0;
        return descending ? -order : order;
      });
    body.append(...sorted.map(({ row }) => row));
    heads.forEach((head, index) => {
      if (index === column) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "tare-results__sort";
    button.textContent = head.textContent;
    // Sizes are looked at from the largest, names from the first.
    const isFigure = head.classList.contains("tare-table__number");
    button.addEventListener("click", () => {
      const was = head.getAttribute("aria-sort");
      sort(column, was === null ? isFigure : was === "ascending");
    });
    head.replaceChildren(button);
  });

  // On a phone the heads are read aloud and not seen: what sorts there is the list, and Tab stops at nothing unseen.
  const narrow = matchMedia("(max-width: 44.9em)");
  const reach = () => heads.forEach((head) => (head.querySelector("button").tabIndex = narrow.matches ? -1 : 0));
  narrow.addEventListener("change", reach);
  reach();

  const order = document.createElement("select");
  order.append(new Option("As measured", ""));
  heads.forEach((head, column) => order.append(new Option(head.textContent, String(column))));
  order.addEventListener("change", () => {
    if (order.value === "") body.append(...rows);
    else sort(Number(order.value), heads[Number(order.value)].classList.contains("tare-table__number"));
  });

  const words = Object.assign(document.createElement("input"), { type: "search", autocomplete: "off" });
  const bases = document.createElement("select");
  const told = Object.assign(document.createElement("p"), { className: "tare-results__told" });
  told.setAttribute("role", "status");
  const baseOf = (row) => row.querySelector('[data-tare-label="base"] code')?.textContent ?? "";
  for (const base of ["", ...[...new Set(rows.map(baseOf))].sort()]) bases.append(new Option(base || "All", base));

  const filter = () => {
    const wanted = words.value.trim().toLowerCase().split(/\s+/);
    for (const row of rows) {
      const text = row.cells[0].textContent.toLowerCase();
      row.hidden = !wanted.every((word) => text.includes(word)) || (bases.value !== "" && baseOf(row) !== bases.value);
    }
    told.textContent = `${rows.filter((row) => !row.hidden).length} of ${rows.length} images`;
  };
  words.addEventListener("input", filter);
  bases.addEventListener("change", filter);

  const labelled = (name, control) => {
    const label = Object.assign(document.createElement("label"), { className: "tare-control" });
    label.append(name, control);
    return label;
  };
  const controls = Object.assign(document.createElement("div"), { className: "tare-controls" });
  const ordered = labelled("Sort by", order);
  ordered.classList.add("tare-results__order");
  controls.append(labelled("Words", words), labelled("Base", bases), ordered, told);
  results.prepend(controls);
  filter();
}
