// What is looked at inside a page, whether its own scripts run or not. Each finding is [element, words].
globalThis.inside = (() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  function named(element) {
    const own = element.id ? `#${element.id}` : [...element.classList].map((name) => `.${name}`).join("");
    const words = element.textContent.trim().replace(/\s+/g, " ").slice(0, 50);
    return `${element.localName}${own}${words && ` « ${words} »`}`;
  }

  // Words that a reader may open, and words that are no text of the page.
  const APART = "script, style, template, noscript, svg title, svg desc, svg metadata, details:not([open]) > :not(summary)";
  // What a script makes for itself is allowed to need it.
  const OF_SCRIPTS = "[role=search], [role=status]";

  function texts() {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() && !parent.closest(APART)) found.push(parent);
    }
    return found;
  }

  // Text that is in the page, but not on the screen.
  function hidden(except) {
    const lost = texts().filter((element) => !shown(element) && !(except && element.closest(except)));
    return lost.map((element) => [named(element), "this text is not shown"]);
  }

  function words() {
    const kept = texts().filter((element) => shown(element) && !element.closest(OF_SCRIPTS));
    return [...new Set(kept.map(named))];
  }

  // Whether an element stands in a box that scrolls on its own.
  function boxed(element) {
    const box = element.parentElement;
    return box && box !== document.body && (getComputedStyle(box).overflowX !== "visible" || boxed(box));
  }

  // What makes the whole page scroll sideways; what has its own scrolling box is fine.
  function overflow() {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const out = all("body *").filter((one) => one.getBoundingClientRect().right > room + 1 && !boxed(one));
    const inner = out.filter((one) => ![...one.children].some((child) => out.includes(child)));
    return (inner.length ? inner : [document.body]).map((one) => [
      named(one), `reaches ${Math.ceil(one.getBoundingClientRect().right)} px of ${room}`,
    ]);
  }

  // On paper: neither navigation nor downloads, all the rest of the text and what is folded, dark on white
  // whatever the screen is.
  function printed() {
    const navigation = all("nav, [role=navigation], a.evitement, [role=search], button").filter(shown);
    const folded = all("details:not(.ecran) > :not(summary)").filter((one) => !shown(one));
    const { color, backgroundColor } = getComputedStyle(document.body);
    const clear = channels(backgroundColor)[3] === 0 || luminance(channels(backgroundColor)) === 1;
    return [
      ...navigation.map((one) => [named(one), "navigation on paper"]),
      ...folded.map((one) => [named(one), "folded on paper"]),
      ...hidden("nav, a.evitement, summary, button, [role=search], footer.pied, .fichier"),
      ...(clear && luminance(channels(color)) < 0.1 ? [] : [["body", "is not dark on white on paper"]]),
    ];
  }

  async function accessible(rules) {
    const results = await axe.run(document, { ...rules, elementRef: true });
    return ["violations", "incomplete"].flatMap((kind) =>
      results[kind].flatMap(({ id, nodes }) =>
        nodes.filter(({ element }) => !(kind === "incomplete" && id === "color-contrast" && untold(element)))
          .map(({ element, html, failureSummary }) => [`${named(element)} ${html}`, `${id}, ${kind}: ${failureSummary}`])));
  }

  // What axe-core cannot tell the contrast of, and what tells it: words in a drawing (drawn() does),
  // and those that are scrolled out of their box (the same page does, where it is wide enough).
  const untold = (element) => element.closest("svg") || boxed(element);

  // Words in a drawing: their colour against what they are written over, and their size.
  function drawn() {
    return all("svg text").filter(shown).flatMap((text) => {
      text.scrollIntoView({ block: "center", inline: "center" });
      const { left, right, top, height } = text.getBoundingClientRect();
      const places = [left + 2, (left + right) / 2, right - 2].map((x) => [x, top + height / 2]);
      const ratios = places.map(([x, y]) => ratio(getComputedStyle(text).fill, ground(x, y)));
      const least = Math.min(...ratios);
      const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a;
      return [
        ...(least < 4.5 ? [[named(text), `contrast of ${least.toFixed(1)}, 4.5 is needed`]] : []),
        ...(size < 9 ? [[named(text), `written at ${size.toFixed(1)} px`]] : []),
      ];
    });
  }

  function ground(x, y) {
    for (const one of document.elementsFromPoint(x, y)) {
      const colour = getComputedStyle(one)[one.ownerSVGElement ? "fill" : "backgroundColor"];
      if (!one.closest("text, line") && colour !== "none" && channels(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  }

  // A pattern has no one colour: nothing may be written over it.
  function ratio(one, two) {
    if (`${one}${two}`.includes("url")) return 1;
    const [a, b] = [one, two].map((colour) => luminance(channels(colour)) + 0.05);
    return Math.max(a, b) / Math.min(a, b);
  }

  function luminance(rgb) {
    const [red, green, blue] = rgb.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);

  const REACHABLE = "a[href], button, input, select, textarea, summary, [tabindex]:not([tabindex^='-'])";
  const reachable = () => all(REACHABLE).filter((element) => !element.disabled && shown(element));

  // Where the keyboard is: its rank in the page, and whether a person sees it.
  function focused() {
    const element = document.activeElement;
    if (!element || element === document.body || element === document.documentElement) return null;
    const { top, left, bottom, right } = element.getBoundingClientRect();
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return {
      rank: all("*").indexOf(element),
      element: named(element),
      target: element.getAttribute("href"),
      inMain: element.closest("main") !== null,
      inSight: bottom > 0 && right > 0 && top < innerHeight && left < innerWidth,
      outlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 1,
    };
  }

  function unreached(ranks) {
    const every = all("*");
    return reachable().filter((one) => !ranks.includes(every.indexOf(one))).map(named);
  }

  return { hidden, words, overflow, accessible, drawn, printed, focused, unreached };
})();
