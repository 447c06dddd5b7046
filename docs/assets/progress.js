// What a reader has read: a button at the end of a lesson, a mark in the list of lessons, export, import and clearing.
"use strict";

{
  const KEY = "tare-lessons";
  const KEPT = [KEY, "tare-guesses", "tare-cards"];
  const LESSON = /\/lessons\/([\w-]+)\/(?:index\.html)?$/;

  const read = () => {
    try {
      const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return new Set(Array.isArray(found) ? found.filter((name) => typeof name === "string") : []);
    } catch {
      return new Set(); // the browser keeps nothing, or something else
    }
  };
  const done = read();
  const keep = () => {
    try {
      if (done.size) localStorage.setItem(KEY, JSON.stringify([...done].sort()));
      else localStorage.removeItem(KEY);
    } catch {
      // then it holds until the page is left
    }
  };
  const make = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const button = (text, act) => {
    const made = make("button", { type: "button", className: "tare-button", textContent: text });
    made.addEventListener("click", act);
    return made;
  };

  const markLinks = () => {
    for (const link of document.querySelectorAll(".md-nav__link[href]")) {
      const address = new URL(link.href);
      const lesson = address.hash ? undefined : LESSON.exec(address.pathname)?.[1];
      const mark = link.querySelector(".tare-read");
      if (lesson && done.has(lesson) && !mark) {
        const tick = make("span", { className: "tare-read", textContent: "\u2713" });
        tick.setAttribute("role", "img");
        tick.setAttribute("aria-label", "read");
        link.append(tick);
      } else if (mark && !done.has(lesson)) mark.remove();
    }
  };

  // Another tab of the same browser marks too.
  const redrawn = [markLinks];
  const readAgain = () => {
    done.clear();
    for (const lesson of read()) done.add(lesson);
    for (const redraw of redrawn) redraw();
  };
  addEventListener("storage", readAgain);
  addEventListener("pageshow", (event) => event.persisted && readAgain());

  const set = (lesson, isRead) => {
    if (isRead) done.add(lesson);
    else done.delete(lesson);
    keep();
    markLinks();
  };

  const here = LESSON.exec(location.pathname)?.[1];
  const article = document.querySelector("article.md-content__inner");
  if (here && article) {
    const mark = button("", () => {
      set(here, !done.has(here));
      tell();
    });
    const tell = () => {
      mark.textContent = done.has(here) ? "Read \u2713" : "Mark as read";
      mark.setAttribute("aria-pressed", String(done.has(here)));
    };
    tell();
    redrawn.push(tell);
    article.append(make("div", { className: "tare-controls tare-progress" }, mark));
  }

  const course = document.querySelector("[data-tare-course]");
  if (course) {
    const items = [...course.querySelectorAll("[data-tare-lesson]")];
    const told = make("p", { className: "tare-progress__told" });
    told.setAttribute("role", "status");
    const boxes = new Map();
    const show = () => {
      for (const [lesson, box] of boxes) box.checked = done.has(lesson);
      told.textContent = `${[...boxes.keys()].filter((lesson) => done.has(lesson)).length} of ${boxes.size} lessons read`;
    };
    for (const item of items) {
      const lesson = item.dataset.tareLesson;
      const box = make("input", { type: "checkbox" });
      box.setAttribute("aria-label", `Read: ${item.querySelector("a").textContent}`);
      box.addEventListener("change", () => {
        set(lesson, box.checked);
        show();
      });
      boxes.set(lesson, box);
      item.prepend(box);
    }

    const kept = (key) => {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch {
        return null; // what is not ours is left out
      }
    };
    const isOurs = (key, value) =>
      key === KEY
        ? Array.isArray(value) && value.every((name) => typeof name === "string")
        : typeof value === "object" && value !== null && !Array.isArray(value);
    const save = () => {
      const text = JSON.stringify(Object.fromEntries(KEPT.map((key) => [key, kept(key)]).filter(([, value]) => value)), null, 2);
      const link = make("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: "tare-progress.json" });
      link.click();
      URL.revokeObjectURL(link.href);
    };
    const load = async (file) => {
      let given;
      try {
        given = JSON.parse(await file.text());
      } catch {
        // then it is none of ours
      }
      const known = KEPT.filter((key) => Object.hasOwn(given ?? {}, key));
      if (!known.length || !known.every((key) => isOurs(key, given[key]))) {
        told.textContent = `${file.name} is no progress that was exported here; nothing was changed`;
        return;
      }
      try {
        const before = known.map((key) => [key, localStorage.getItem(key)]);
        try {
          for (const key of known) localStorage.setItem(key, JSON.stringify(given[key]));
        } catch (full) {
          for (const [key] of before) localStorage.removeItem(key);
          for (const [key, value] of before) if (value !== null) localStorage.setItem(key, value);
          throw full;
        }
        location.reload();
      } catch {
        told.textContent = `this browser has no room for what is in ${file.name}; nothing was changed`;
      }
    };
    const clear = () => {
      if (!confirm("Forget which lessons were read, what was guessed, and which cards are known?")) return;
      for (const key of KEPT) localStorage.removeItem(key);
      done.clear();
      markLinks();
      show();
    };
    const chosen = make("input", { type: "file", accept: "application/json" });
    chosen.addEventListener("change", () => chosen.files[0] && load(chosen.files[0]));
    course.prepend(
      make("div", { className: "tare-controls" }, told, make("label", { className: "tare-control" }, "Import", chosen), button("Export", save), button("Clear", clear)),
    );
    redrawn.push(show);
    show();
  }
  markLinks();
}
