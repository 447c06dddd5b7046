// Lets the index of the search wait until somebody searches: it outweighs any page, and the theme asks for it on each.
// Also lets Zensical's search have its styles, which come in an element that the page's policy refuses.
"use strict";

{
  const INDEX = /\/(search\/search_index|search)\.json$/; // Material's and Zensical's
  const { open, send } = XMLHttpRequest.prototype;
  const waiting = [];
  let searches = new URLSearchParams(location.search).has("q");

  XMLHttpRequest.prototype.open = function (...given) {
    this.tareIsIndex = INDEX.test(String(given[1]));
    return open.apply(this, given);
  };
  XMLHttpRequest.prototype.send = function (...given) {
    if (searches || !this.tareIsIndex) return send.apply(this, given);
    waiting.push(() => send.apply(this, given));
    return undefined;
  };

  const begin = () => {
    searches = true;
    for (const go of waiting.splice(0)) go();
  };
  const isSearch = (target) => target instanceof Element && target.closest(".md-search, [for=__search]");
  for (const event of ["focusin", "pointerover", "click"])
    addEventListener(event, ({ target }) => !searches && isSearch(target) && begin(), { capture: true, passive: true });

  // Ctrl+K opens Zensical's search only once the index is there.
  const openByKey = (event) => {
    const button = document.querySelector(".md-search__button");
    if (searches || event.key !== "k" || !(event.ctrlKey || event.metaKey) || button === null) return;
    begin();
    event.preventDefault();
    button.click();
  };
  addEventListener("keydown", openByKey, { capture: true });
  addEventListener("keydown", ({ key, target }) => ["/", "f", "s"].includes(key) && target === document.body && begin());

  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (...given) {
    const root = attachShadow.apply(this, given);
    root.appendChild = function (child) {
      if (!(child instanceof HTMLStyleElement)) return Node.prototype.appendChild.call(this, child);
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(child.textContent);
      this.adoptedStyleSheets.push(sheet);
      return child;
    };
    return root;
  };
}
