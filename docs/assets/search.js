// Lets the index of the search wait until somebody searches: it outweighs any page, and the theme asks for it on each.
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
}
