// Opens pages in Chromium and prints what is wrong with them.
// node visit.mjs NODE_MODULES CHROMIUM < visits.json > findings.json
//
// A visit: {base, address, looks: [{width, scheme}], thorough, text}. Its page is at base + address,
// or is `text` there, and may ask for nothing outside its base; a thorough visit comes back without
// scripts, and with the keyboard. A finding: {page, look, rule, element, words}.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, executablePath] = process.argv.slice(2);
const require = createRequire(join(modules, "any.js"));
const { chromium } = require("playwright-core");
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const INSIDE = readFileSync(new URL("inside.js", import.meta.url), "utf8");

const TABS = 2;
const HEIGHT = 800;
const NARROW = 320; // what WCAG 1.4.10 asks for
const PAPER = 658; // an A4 sheet less its margins
const RULES = {
  runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
  resultTypes: ["violations", "incomplete"],
  preload: false, // it would fetch the style sheets once more
  // Signs such as → and ● are looked at too.
  checks: { "color-contrast": { options: { ignoreUnicode: false } } },
};

/** One tab: remembers what the page that it shows asked for, and complained of. */
class Tab {
  static async of(context) {
    const tab = new Tab();
    tab.page = await context.newPage();
    tab.page.on("request", (request) => tab.heard.push(["request", request.url()]));
    tab.page.on("requestfailed", (request) => tab.heard.push(["failed", request.url()]));
    tab.page.on("pageerror", (error) => tab.heard.push(["error", String(error)]));
    tab.page.on("console", (line) => line.type() === "error" && tab.heard.push(["error", line.text()]));
    return tab;
  }

  async open({ base, address, looks, text }) {
    this.heard = [];
    const url = base + address;
    const inside = url.includes("#"); // a place in a page, or what a script finds for it
    await this.look(looks[0]);
    if (inside) await this.page.goto("about:blank");
    if (text) await this.page.route(url, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: text }));
    await this.page.goto(url, { waitUntil: inside ? "networkidle" : "load" });
    if (text) await this.page.unroute(url);
    await this.page.evaluate(INSIDE);
  }

  /** What is said of the page since it was opened, that should not be. */
  outside(base) {
    const said = { request: "is outside the site", failed: "is not there", error: "is said by the browser" };
    const wrong = this.heard.filter(([what, words]) => what !== "request" || !words.startsWith(base));
    return wrong.map(([what, words]) => [words, said[what]]);
  }

  async look({ width, scheme = "light", media = "screen" }) {
    await this.page.setViewportSize({ width, height: HEIGHT });
    await this.page.emulateMedia({ colorScheme: scheme, media });
  }
}

async function visit(one, plain, scripted) {
  const found = [];
  const url = one.base + one.address;
  const add = (look, rule, rows) =>
    found.push(...rows.map(([element, words]) => ({ page: url, look, rule, element, words })));

  await scripted.open(one);
  await scripted.page.evaluate(AXE);
  for (const look of one.looks) {
    const name = `${look.width} px ${look.scheme}`;
    await scripted.look(look);
    add(name, "reflow", await scripted.page.evaluate("inside.overflow()"));
    add(name, "axe", await scripted.page.evaluate((rules) => inside.accessible(rules), RULES));
    add(name, "drawing", await scripted.page.evaluate("inside.drawn()"));
  }
  add("", "request", scripted.outside(one.base));

  const tab = one.thorough ? plain : scripted;
  if (one.thorough) {
    const words = await scripted.page.evaluate("inside.words()");
    await plain.open(one);
    const without = await plain.page.evaluate("inside.words()");
    const lost = words.filter((text) => !without.includes(text));
    add("without scripts", "text", lost.map((text) => [text, "needs a script to be shown"]));
  }
  add("", "text", await tab.page.evaluate("inside.hidden()"));
  await tab.look({ width: NARROW });
  add(`${NARROW} px`, "reflow", await tab.page.evaluate("inside.overflow()"));
  for (const scheme of one.thorough ? ["light", "dark"] : ["light"]) {
    await tab.look({ width: PAPER, scheme, media: "print" });
    add(`on paper from ${scheme}`, "print", await tab.page.evaluate("inside.printed()"));
  }
  add("on paper", "reflow", await tab.page.evaluate("inside.overflow()"));
  if (one.thorough) {
    add("without scripts", "request", plain.outside(one.base));
    add("", "keyboard", await keyboard(scripted, one));
  }
  return found;
}

/** Go through the page with the Tab key, then take the link that skips to the content. */
async function keyboard(tab, one) {
  const press = async (key) => {
    await tab.page.keyboard.press(key);
    return tab.page.evaluate("inside.focused()");
  };
  const found = [];
  const stops = [];
  await tab.open(one);
  for (let stop = await press("Tab"); stop && !stops.some(({ rank }) => rank === stop.rank); stop = await press("Tab")) {
    if (!stop.inSight) found.push([stop.element, "has the focus out of sight"]);
    if (!stop.outlined) found.push([stop.element, "has the focus without an outline"]);
    if (stops.length && stop.rank < stops.at(-1).rank) found.push([stop.element, "comes after what follows it"]);
    stops.push(stop);
  }
  const left = await tab.page.evaluate((ranks) => inside.unreached(ranks), stops.map(({ rank }) => rank));
  found.push(...left.map((element) => [element, "is never reached"]));

  await tab.open(one);
  const first = await press("Tab");
  const skips = first?.target?.startsWith("#") && (await press("Enter"));
  if (first && !first.inMain && !skips?.inMain) {
    found.push([first.element, "the first stop does not skip to the content"]);
  }
  return found;
}

const visits = JSON.parse(readFileSync(0, "utf8"));
const browser = await chromium.launch({
  executablePath,
  args: ["--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
});
const contexts = await Promise.all([false, true].map((on) => browser.newContext({ javaScriptEnabled: on })));
const found = visits.map(() => []);
let next = 0;
await Promise.all(Array.from({ length: TABS }, async () => {
  const [plain, scripted] = await Promise.all(contexts.map((context) => Tab.of(context)));
  for (let mine = next++; mine < visits.length; mine = next++) {
    found[mine] = await visit(visits[mine], plain, scripted);
  }
}));
await browser.close();
process.stdout.write(JSON.stringify(found.flat()));
