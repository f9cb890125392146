"use strict";
// The search of the site: it makes its own form, where this script stands, and looks the words up
// in files that lie beside the page. What documents say is only ever written as text.
function recherche({ debuts, vides, textes }) {
  const PAR_GROUPE = 10;
  const empty = new Set(vides);
  const files = new Map();
  const given = new Map();
  const say = (key, values) => textes[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);

  // Files are scripts that call this: a page read from a folder may not fetch anything.
  recherche.lu = (name, data) => given.set(name, data);

  function load(name) {
    if (!files.has(name)) {
      files.set(name, new Promise((done, failed) => {
        const script = make("script", { src: `recherche/${name}.js` });
        script.onload = () => (given.has(name) ? done(given.get(name)) : script.onerror());
        script.onerror = () => { files.delete(name); failed(new Error(name)); };
        document.head.append(script);
      }));
    }
    return files.get(name);
  }

  function make(tag, attributes, ...inside) {
    const found = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) found.setAttribute(key, value);
    found.append(...inside);
    return found;
  }

  // As the index was made: no accent, no capital, a word ends at any sign.
  function wordsOf(text) {
    const plain = text.normalize("NFC").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/ß/g, "ss");
    const bare = plain.normalize("NFD").replace(/\p{M}/gu, "");
    const long = (word) => (word.length > 1 || /\d/.test(word)) && !empty.has(word);
    return [...new Set((bare.match(/[\p{L}\p{N}]+/gu) || []).filter(long))];
  }

  // A word is found by how it starts; a number is itself; a plural finds its singular.
  function weight(word, wanted) {
    if (word === wanted) return 4;
    if (/^\d+$/.test(wanted)) return 0;
    if (word === singular(wanted) || singular(word) === wanted) return 3;
    return word.startsWith(wanted) ? 2 : 0;
  }

  function singular(word) {
    return word.length > 3 ? word.replace(/s$/, "").replace(/([ae]u)x$/, "$1") : word;
  }

  // Each file holds the words from its first to the first of the next.
  function holding(wanted) {
    const start = singular(wanted);
    const ends = (n) => n + 1 >= debuts.length || debuts[n + 1] > start;
    return debuts.flatMap((first, n) => (ends(n) && first <= wanted + "\uffff" ? [`mots-${n + 1}`] : []));
  }

  async function score(wanted) {
    const found = new Map();
    for (const words of await Promise.all(holding(wanted).map(load))) {
      for (const word of Object.keys(words)) {
        const near = weight(word, wanted);
        let number = 0;
        for (const step of near ? words[word] : []) {
          number += step;
          const [rank, inTitle] = [number >> 1, number & 1];
          found.set(rank, Math.max(found.get(rank) || 0, near * (inTitle ? 10 : 1)));
        }
      }
    }
    return found;
  }

  // Pages that hold every word, else those that hold the most of them; the best first.
  async function search(wanted) {
    const scores = await Promise.all(wanted.map(score));
    const found = new Map();
    let most = 0;
    for (const one of scores) {
      for (const [rank, points] of one) {
        const [held, sum] = found.get(rank) || [0, 0];
        found.set(rank, [held + 1, sum + points]);
        most = Math.max(most, held + 1);
      }
    }
    const kept = [...found].filter(([, [held]]) => held === most);
    kept.sort(([one, [, a]], [two, [, b]]) => b - a || one - two);
    return { most, ranks: kept.map(([rank]) => rank) };
  }

  function item([address, title, number]) {
    const link = make("a", { href: `${address}.html` }, title);
    return make("li", {}, link, ...(number ? [" ", make("span", { class: "petit" }, number)] : []));
  }

  function group(title, pages) {
    const list = make("ul", { class: "liste" }, ...pages.slice(0, PAR_GROUPE).map(item));
    const left = pages.slice(PAR_GROUPE);
    const section = make("section", {}, make("h2", {}, `${title} (${pages.length})`), list);
    if (left.length) {
      const words = left.length > 1 ? say("reste", { n: left.length }) : textes.dernier;
      const button = make("button", { type: "button" }, words);
      button.addEventListener("click", () => {
        const items = left.map(item);
        list.append(...items);
        button.remove();
        items[0].firstChild.focus();
      });
      section.append(button);
    }
    return section;
  }

  function told(count, most, wanted, typed) {
    if (!count) return say("aucune", { mots: typed });
    if (most < wanted.length) return say(count > 1 ? "partie" : "une_partie", { n: count });
    return count > 1 ? say("plusieurs", { n: count }) : textes.une;
  }

  let turn = 0;
  async function answer() {
    const mine = ++turn;
    const typed = field.value.trim();
    const wanted = wordsOf(typed);
    remember(typed);
    if (!wanted.length) {
      status.textContent = typed ? textes.court : "";
      results.replaceChildren();
      return;
    }
    const waiting = setTimeout(() => { if (mine === turn) status.textContent = textes.attente; }, 300);
    try {
      const [{ groupes, pages }, { most, ranks }] = await Promise.all([load("pages"), search(wanted)]);
      if (mine !== turn) return;
      const groups = new Map();
      for (const rank of ranks) {
        const head = groupes[pages[rank][3]];
        if (!groups.has(head)) groups.set(head, []);
        groups.get(head).push(pages[rank]);
      }
      results.replaceChildren(...[...groups].map(([title, found]) => group(title, found)));
      status.textContent = told(ranks.length, most, wanted, typed);
    } catch {
      if (mine !== turn) return;
      results.replaceChildren();
      status.textContent = textes.panne;
    } finally {
      clearTimeout(waiting);
    }
  }

  // The words stay in the address, so that they are there again on the way back from a page.
  function remember(typed) {
    const address = typed ? `#q=${encodeURIComponent(typed)}` : location.pathname;
    try { history.replaceState(null, "", address); } catch { /* some browsers keep folders as they are */ }
  }

  function recall() {
    field.value = new URLSearchParams(location.hash.slice(1) || location.search).get("q") || "";
    answer();
  }

  const field = make("input", { type: "search", id: "mots", name: "q", autocomplete: "off", spellcheck: "false" });
  const form = make("form", { role: "search", class: "recherche" },
    make("label", { for: "mots" }, textes.champ), field, make("button", {}, textes.bouton));
  const status = make("p", { role: "status", "aria-live": "polite" });
  const results = make("div", { class: "trouve" });
  document.currentScript.before(form, status, results);

  let pause;
  field.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(answer, 250); });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(pause); answer(); });
  addEventListener("hashchange", recall);
  recall();
}
