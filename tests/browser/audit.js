// Basic accessibility checks of one page, written for this project; returns a list of sentences.
// What it cannot see (is the wording plain, is the order sensible) stays with people.
() => {
  const found = [];
  const say = (text, element) =>
    found.push(element ? `${text}: ${element.outerHTML.slice(0, 120).replace(/\s+/g, " ")}` : text);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const shown = (element) => element.checkVisibility({ visibilityProperty: true });
  const named = (element) =>
    (element.getAttribute("aria-label") || element.textContent || element.title || "").trim();

  // The frame
  const html = document.documentElement;
  if (!html.lang) say("html has no lang");
  if (!["ltr", "rtl"].includes(html.dir)) say("html has no dir");
  if (!document.title.trim()) say("the page has no title");
  if (all("h1").length !== 1) say(`${all("h1").length} h1 instead of one`);
  if (all("main").length !== 1) say("there is not exactly one main");
  const skip = document.querySelector("body a[href], body button, body input");
  if (!skip || !skip.matches(".skip[href='#main']")) say("the skip link does not come first", skip);

  // Headings go down by one
  let depth = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6")) {
    const level = Number(heading.tagName[1]);
    const before = heading.closest("[role=alert]"); // the error summary stands above the h1
    if (level > depth + 1 && !before) say(`heading jumps from h${depth} to h${level}`, heading);
    if (!heading.textContent.trim()) say("empty heading", heading);
    if (!before) depth = level;
  }

  // Names and references
  const ids = all("[id]").map((element) => element.id);
  for (const id of new Set(ids)) {
    if (ids.filter((one) => one === id).length > 1) say(`the id ${id} is there more than once`);
  }
  for (const attribute of ["aria-describedby", "aria-labelledby", "for"]) {
    for (const element of all(`[${attribute}]`)) {
      for (const id of element.getAttribute(attribute).split(/\s+/)) {
        if (!document.getElementById(id)) say(`${attribute} leads nowhere (${id})`, element);
      }
    }
  }
  for (const element of all("input:not([type=hidden]), select, textarea")) {
    const labels = [...(element.labels || [])].filter((label) => label.textContent.trim());
    if (!labels.length && !element.getAttribute("aria-label")) say("field without a label", element);
    if (labels.length > 1) say("field with two labels", element);
  }
  for (const element of all("a[href], button, summary")) {
    if (!named(element)) say("nothing to read out", element);
  }
  for (const element of all("a[href^='#']")) {
    if (!document.getElementById(decodeURIComponent(element.getAttribute("href").slice(1))))
      say("link within the page leads nowhere", element);
  }
  for (const element of all("img:not([alt]), svg:not([aria-hidden]):not([role=img]):not([aria-labelledby])")) say("picture without words", element);
  for (const element of all("fieldset")) {
    if (element.firstElementChild?.tagName !== "LEGEND") say("fieldset without a legend", element);
  }
  for (const element of all("details")) {
    if (element.firstElementChild?.tagName !== "SUMMARY") say("details without a summary", element);
  }
  const links = new Map();
  for (const element of all("main a[href]")) {
    // Who published a fact, and "correct this": the row says of what; a file: its dump's heading says of which.
    if (element.closest(".source, .propose, .files")) continue;
    const words = named(element).replace(/\s+/g, " ");
    const target = element.href;
    if (links.has(words) && links.get(words) !== target) say(`two links say “${words}” and lead apart`);
    links.set(words, target);
  }

  // Structure
  for (const table of all("table")) {
    if (!table.caption?.textContent.trim()) say("table without a caption", table);
    for (const cell of all("th", table)) if (!cell.scope) say("heading cell without a scope", cell);
  }
  for (const list of all("dl")) {
    for (const child of list.children) {
      const good = child.tagName === "DIV" && child.querySelector(":scope > dt") && child.querySelector(":scope > dd");
      if (!good) say("list of terms with something else in it", child);
    }
  }
  for (const element of all("ul, ol")) {
    for (const child of element.children) if (child.tagName !== "LI") say("list with something else in it", child);
  }
  for (const element of all("p > ul, p > dl, p > div, p > p, p > table")) say("block in a paragraph", element);

  // Nothing inline, no order of its own for the keyboard
  for (const element of all("[style], script:not([src]):not([type='application/ld+json']), style")) say("something inline", element);
  for (const element of all("*")) {
    for (const name of element.getAttributeNames()) if (name.startsWith("on")) say(`inline ${name}`, element);
    if (element.tabIndex > 0) say("an order of its own for the keyboard", element);
  }

  // Contrast of text with what lies behind it
  const parse = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => {
    const part = (value) => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const seen = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || seen.has(element) || !shown(element)) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    const [a, b] = [light(parse(style.color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) say(`contrast of ${ratio.toFixed(2)} to 1`, element);
    if (size < 12) say(`text of ${size} pixels`, element);
  }

  // What one has to hit is large enough (24 pixels, but for links within text)
  for (const element of all("button, .button, summary, input:not([type=hidden]), select, textarea, nav a")) {
    const box = element.getBoundingClientRect();
    if (shown(element) && box.height && (box.height < 20 || box.width < 20)) say("too small to hit", element);
  }

  if (html.scrollWidth > innerWidth) {
    say(`scrolls sideways: ${html.scrollWidth} pixels in ${innerWidth}`);
    for (const element of all("main *")) {
      if (shown(element) && element.getBoundingClientRect().right > innerWidth + 1 && !element.closest(".sr")) {
        say("sticks out", element);
        break;
      }
    }
  }
  return found;
}
