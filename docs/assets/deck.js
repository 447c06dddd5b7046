// The deck of all cards: filters, shuffles, remembers what is known, and holds a mock interview.
"use strict";

const deck = document.querySelector(".tare-deck");
if (deck) runDeck(deck);

function runDeck(deck) {
  const KEY = "tare-cards";
  const QUESTIONS = 10;
  const cards = [...deck.querySelectorAll(".tare-card")];
  const topics = [...deck.querySelectorAll(".tare-deck__topic")];
  const inOrder = [...deck.children];
  const known = read();
  let interview;

  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
      return new Map(Object.entries(kept).filter(([, mark]) => mark === "known" || mark === "again"));
    } catch {
      return new Map(); // the browser keeps nothing, or something else
    }
  }

  function readAgain() {
    known.clear();
    for (const [name, mark] of read()) known.set(name, mark);
    show();
  }

  function keep() {
    try {
      if (known.size) localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(known)));
      else localStorage.removeItem(KEY);
    } catch {
      // then it holds until the page is left
    }
  }

  function make(tag, properties, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  const button = (text, act) => {
    const made = make("button", { type: "button", className: "tare-button", textContent: text });
    made.addEventListener("click", act);
    return made;
  };
  const labelled = (text, control) => make("label", { className: "tare-control" }, text, control);
  const option = (value, text) => make("option", { value, textContent: text });
  const textOf = (heading) =>
    [...heading.childNodes].filter((node) => !node.matches?.(".headerlink")).map((node) => node.textContent).join("").trim();
  const textsOf = (card) => [...card.querySelectorAll("[data-tare-part]")].map((part) => part.textContent).join(" ").toLowerCase();

  const topic = make("select", {}, option("", "All"), ...topics.map((each) => option(each.dataset.tareTopic, textOf(each))));
  const words = make("input", { type: "search", autocomplete: "off" });
  const mark = make("select", {}, option("", "All"), option("open", "Not yet known"), option("again", "Again"), option("known", "Known"));
  const shuffled = button("Shuffle", () => shuffle(shuffled.getAttribute("aria-pressed") !== "true"));
  shuffled.setAttribute("aria-pressed", "false");
  const told = make("p", { className: "tare-deck__told" });
  told.setAttribute("role", "status");
  const keys = make("p", { className: "tare-deck__told tare-deck__keys" },
    "Keys: j and k go on and back; 1, 2 and 3 open the answers; g marks a card as known, a as again; x shuffles.");

  const time = make("span", { className: "tare-mock__time" });
  time.setAttribute("role", "timer");
  const asked = make("span", { className: "tare-mock__told" });
  asked.setAttribute("role", "status");
  const answer = button("Show the answer", reveal);
  const right = button("Known", () => judge("known"));
  const wrong = button("Again", () => judge("again"));
  const mock = make("div", { className: "tare-mock", hidden: true }, asked, time, answer, right, wrong, button("End", () => end(false)));

  deck.querySelector("[data-tare-controls]").prepend(
    labelled("Topic", topic), labelled("Words", words), labelled("Cards", mark), shuffled,
    button("Mock interview", begin), button("Forget what I know", forget), button("Print", () => print()), told, keys,
  );
  deck.querySelector("[data-tare-controls]").after(mock);
  for (const card of cards) addMarks(card);
  for (const control of [topic, words, mark]) control.addEventListener("input", show);
  document.addEventListener("keydown", onKey);
  addEventListener("hashchange", showLinked);
  addEventListener("storage", readAgain); // another tab of the same browser marks too
  addEventListener("pageshow", (event) => event.persisted && readAgain());
  show();

  function addMarks(card) {
    const marks = make("div", { className: "tare-card__marks" });
    for (const [value, text] of [["known", "Known"], ["again", "Again"]]) {
      const made = button(text, () => setMark(card, known.get(card.dataset.tareCard) === value ? undefined : value));
      made.dataset.tareMark = value;
      made.setAttribute("aria-label", `${text}: ${textOf(card.querySelector("h3"))}`);
      marks.append(made);
    }
    card.querySelector(".tare-card__said").append(marks);
  }

  function setMark(card, value) {
    if (value) known.set(card.dataset.tareCard, value);
    else known.delete(card.dataset.tareCard);
    keep();
    show();
  }

  function wanted(card) {
    const is = known.get(card.dataset.tareCard);
    const fits = { "": true, open: is !== "known", again: is === "again", known: is === "known" }[mark.value];
    const asked = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const text = asked.length ? textsOf(card) : "";
    return fits && (!topic.value || card.dataset.tareTopic === topic.value) && asked.every((each) => text.includes(each));
  }

  function show() {
    for (const card of cards) {
      card.hidden = interview ? card !== interview.cards[interview.at] : !wanted(card);
      for (const each of card.querySelectorAll("[data-tare-mark]")) {
        each.setAttribute("aria-pressed", String(known.get(card.dataset.tareCard) === each.dataset.tareMark));
      }
    }
    const visible = cards.filter((card) => !card.hidden);
    const grouped = !interview && shuffled.getAttribute("aria-pressed") !== "true";
    for (const each of topics) {
      each.hidden = !grouped || !visible.some((card) => card.dataset.tareTopic === each.dataset.tareTopic);
    }
    const count = (value) => cards.filter((card) => known.get(card.dataset.tareCard) === value).length;
    told.textContent = `${visible.length} of ${cards.length} cards; known: ${count("known")}, again: ${count("again")}`;
  }

  function mixed(list) {
    const left = [...list];
    return list.map(() => left.splice(Math.floor(Math.random() * left.length), 1)[0]);
  }

  function shuffle(on) {
    shuffled.setAttribute("aria-pressed", String(on));
    deck.append(...(on ? mixed(cards) : inOrder.filter((each) => !each.matches(".tare-deck__controls"))));
    show();
  }

  function forget() {
    if (!confirm("Forget which cards are known?")) return;
    known.clear();
    keep();
    show();
  }

  function begin() {
    if (interview) end(false);
    const chosen = cards.filter(wanted);
    if (!chosen.length) {
      told.textContent = "No card to ask: choose other topics or words";
      return;
    }
    interview = { cards: mixed(chosen).slice(0, QUESTIONS), at: 0, began: Date.now(), known: 0 };
    interview.clock = setInterval(tick, 500);
    mock.hidden = false;
    ask();
  }

  function tick() {
    const seconds = Math.floor((Date.now() - interview.began) / 1000);
    time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  function ask() {
    asked.textContent = `Question ${interview.at + 1} of ${interview.cards.length}`;
    interview.cards[interview.at].classList.add("tare-card--asked");
    answer.hidden = false;
    right.hidden = wrong.hidden = true;
    tick();
    show();
    answer.focus();
    mock.scrollIntoView({ block: "nearest" });
  }

  function reveal() {
    interview.cards[interview.at].classList.remove("tare-card--asked");
    answer.hidden = true;
    right.hidden = wrong.hidden = false;
    right.focus();
  }

  function judge(value) {
    interview.known += value === "known";
    setMark(interview.cards[interview.at], value);
    interview.at += 1;
    if (interview.at < interview.cards.length) ask();
    else end(true);
  }

  function end(finished) {
    const { cards: chosen, at, known: right, clock } = interview;
    clearInterval(clock);
    chosen[at]?.classList.remove("tare-card--asked");
    interview = undefined;
    mock.hidden = true;
    show();
    const asked = finished ? chosen.length : at;
    if (asked) told.textContent = `Interview over after ${time.textContent}: ${right} of ${asked} known`;
    topic.focus();
  }

  // A link leads to its card, whatever is chosen.
  function showLinked() {
    const card = document.getElementById(location.hash.slice(1))?.closest(".tare-card");
    if (!card?.hidden || interview) return;
    topic.value = words.value = mark.value = "";
    show();
    card.scrollIntoView();
  }

  function onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    const visible = [...deck.querySelectorAll(".tare-card:not([hidden])")];
    const current = deck.querySelector(".tare-card--current:not([hidden])");
    if (event.key === "j" || event.key === "k") go(visible, current, event.key === "j" ? 1 : -1);
    else if (event.key === "x" && !interview) shuffle(true);
    else if (current && "123".includes(event.key)) {
      const opened = current.querySelectorAll(".tare-card__answer")[Number(event.key) - 1];
      opened.open = !opened.open;
    } else if (current && !interview && event.key === "g") setMark(current, "known");
    else if (current && !interview && event.key === "a") setMark(current, "again");
    else return;
    event.preventDefault();
  }

  function go(visible, current, step) {
    const at = visible.indexOf(current);
    const next = visible[at < 0 ? 0 : Math.min(Math.max(at + step, 0), visible.length - 1)];
    if (!next) return;
    current?.classList.remove("tare-card--current");
    next.classList.add("tare-card--current");
    next.querySelector("summary").focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  }
}
