// The page that checks signatures. What is dropped here is read in this browser and goes nowhere: the content
// policy of the page refuses every connection. Rules and formats lie in verify/; this file is the page.
// It has no words of its own: the page carries them, in the reader's language.

import { compareCopies } from "./verify/copies.js";
import { FILES, Given } from "./verify/files.js";
import { judge } from "./verify/judge.js";
import { canCheck } from "./verify/wire.js";

const SHOWN = 200; // names of files that were not read
const BREATH = 40; // milliseconds of work before the page may answer its reader
const SEVERITY = ["signature_wrong", "not_vouched", "undecided", "unreadable", "vouched"];

const at = (id) => document.getElementById(id);
const words = new Map(
  [...at("script-words").content.querySelectorAll("[data-code]")].map((one) => [one.dataset.code, one.textContent]),
);

/** The sentence of a code, with its places filled in; the code itself where the page has no words for it. */
function say(table, code, facts = {}) {
  const text = words.get(`${table}:${code}`) ?? code;
  // What is filled in reads from left to right, whatever the language around it.
  const parts = text.split(/(\{[a-z_]+\})/).map((part) => {
    const name = part.slice(1, -1);
    return part.startsWith("{") && name in facts ? ltr(String(facts[name])) : part;
  });
  return element("span", {}, ...parts);
}

const sentence = (...asked) => say(...asked).textContent;

/** An element with text; nothing that a file says is ever read as markup. */
function element(tag, { text = "", ...properties } = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(text, ...children);
  return made;
}

/** A name as it is: what would hide or turn letters around is written out. */
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]/g;
const plain = (name) => name.replace(HIDDEN, (one) => `[U+${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);
const ltr = (text, className = "") => element("bdi", { text, dir: "ltr", className });
const put = (id, ...content) => at(id).replaceChildren(...content);
const moment = (text) => {
  const shown = text ? `${text.slice(0, 10)} ${text.slice(11, 19)} UTC` : "";
  return element("time", { text: shown, dateTime: text, dir: "ltr" });
};
/** Facts as sentences take them: times for people, and nothing that another alphabet would be fetched for. */
const readable = (facts = {}) =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => {
      const text = ["time", "since"].includes(name) ? moment(value).textContent : String(value);
      return [name, text.replace(/[^ -~]/g, "?")];
    }),
  );

// The work, in pieces short enough that the page stays alive

let given = new Given();
let result;
let busy = Promise.resolve();

/** Something to call after each piece of work; it lets the page breathe and shows how far the work is. */
function pace(total) {
  const bar = at("progress");
  Object.assign(bar, { hidden: false, max: Math.max(total, 1), value: 0 });
  let last = performance.now();
  let done = 0;
  return async () => {
    done += 1;
    if (performance.now() - last < BREATH) return;
    bar.value = Math.min(done, bar.max);
    await new Promise((go) => setTimeout(go));
    last = performance.now();
  };
}

/** Take these files and judge everything that was taken so far; one call after the other. */
function take(files) {
  busy = busy.then(() => takeNow(files, given)).catch(failed);
  return busy;
}

/** Say where we are; what the page shows below is said for listeners only. */
function tell(words, shown = true) {
  put("status", words);
  at("status").className = shown ? "status" : "sr";
}

function failed(fault) {
  at("progress").hidden = true;
  tell(say("page", "failed", { fault: `${fault.name}: ${fault.message}` }));
}

async function takeNow(files, mine) {
  if (files.length > FILES.seen) {
    tell(say("page", "too_many_files", { most: FILES.seen }));
    return;
  }
  tell(say("page", "reading"));
  await mine.take(files, pace(files.length));
  tell(say("page", "checking"));
  const judged = await judge(mine, pace(mine.documents.length + mine.metadata.size));
  const copies = await compareCopies(mine.copies, mine.documents, pace(mine.copies.length));
  at("progress").hidden = true;
  if (mine !== given) return; // the reader has begun again
  result = { ...judged, copies, at: new Date().toISOString() };
  show();
}

// Showing

function show() {
  const rows = [...result.rows].sort(
    (a, b) => SEVERITY.indexOf(a.verdict) - SEVERITY.indexOf(b.verdict) || (a.path < b.path ? -1 : 1),
  );
  const [code, className] = concluded(rows);
  at("result").hidden = false;
  at("conclusion").className = `conclusion ${className}`;
  put("conclusion", say("page", code));
  put("counts", ...counts(rows));
  put("warnings", ...warnings().map((one) => element("li", {}, one)));
  put("anchor-digest", result.anchor || "–");
  put("history", history());
  put("when", say("page", "checked_at", readable({ time: result.at })));
  put("rows", ...rows.map(line));
  showNames("copies", "copy", result.copies);
  showNames("left-out", "not-read", given.notRead);
  tell([at("conclusion"), ...at("counts").children].map((one) => one.textContent).join(" "), false);
}

/** The one sentence about all documents, and its colour. */
function concluded(rows) {
  if (!rows.length) return [given.anchors.length || given.metadata.size ? "waiting" : "nothing", ""];
  if (rows.every((one) => one.verdict === "vouched")) {
    return result.copies.some((one) => one.code === "copy_differs") ? ["copies_differ", "wrong"] : ["all_vouched", "vouched"];
  }
  if (rows.every((one) => one.verdict === "undecided")) return ["none_decided", ""];
  return ["not_all", rows.some((one) => ["signature_wrong", "not_vouched"].includes(one.verdict)) ? "wrong" : ""];
}

const counts = (rows) =>
  SEVERITY.map((verdict) => [verdict, rows.filter((one) => one.verdict === verdict).length])
    .filter(([, number]) => number)
    .map(([verdict, number]) => element("li", {}, say("verdict", verdict), `: ${number}`));

const reason = (because) => say("reason", because.code, readable(because.facts));

function warnings() {
  const found = [];
  if (result.trouble) found.push(reason(result.trouble));
  if (result.demo) found.push(say("page", "demo"));
  if (result.directory) found.push(say("page", "network_end", readable({ time: result.directory.to })));
  const gap = missingVersions(result.directory?.versions ?? []);
  if (gap) found.push(say("page", "gap", { versions: gap }));
  for (const one of result.directory?.refused ?? []) found.push(say("page", "refused_entry", readable(one)));
  return found;
}

/** Versions between the first and the last that are not at hand, as "3, 5–7"; a node may have missed them, or somebody took them out. */
function missingVersions(versions) {
  const gaps = [];
  for (let place = 1; place < versions.length; place += 1) {
    const [first, last] = [versions[place - 1] + 1, versions[place] - 1];
    if (first <= last) gaps.push(first === last ? `${first}` : `${first}–${last}`);
  }
  return gaps.length > 20 ? `${gaps.slice(0, 20).join(", ")} …` : gaps.join(", ");
}

function history() {
  const known = result.directory;
  if (!known) return result.trouble ? reason(result.trouble) : "–";
  const [first, last] = [known.from, known.to].map((text) => moment(text).textContent);
  return say("page", "versions", { number: known.versions.length, first, last });
}

function line(row) {
  const label = (place) => document.querySelectorAll(".verdicts thead th")[place].textContent;
  const keys = row.kids.map((kid) => element("code", { text: kid, className: "keys" }));
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, say("kind", row.kind), row.type && element("code", { text: row.type, className: "code" }), ltr(plain(row.path), "path")),
    element("td", { "data-label": label(1) }, element("span", { className: `badge ${row.verdict}` }, say("verdict", row.verdict))),
    element("td", { "data-label": label(2) }, ...why(row)),
    element("td", { "data-label": label(3) }, ltr(row.signer), ...keys),
    element("td", { "data-label": label(4) }, moment(row.time), ...timeFrom(row)),
  );
}

function why(row) {
  const notes = row.notes.map((one) => element("span", { className: "note" }, say("note", one.code, readable(one.facts))));
  const codes = row.verdict === "vouched" ? [] : [row.code, row.facts.because].filter(Boolean);
  const because = row.facts.because ? [" ", say("reason", row.facts.because)] : [];
  return [reason(row), ...because, ...codes.map((text) => element("code", { text, className: "code" })), ...notes];
}

function timeFrom(row) {
  const found = [];
  if (row.timeFrom === "receipt") found.push(say("page", "by_receiver", { node: row.receivedBy }));
  else if (row.timeFrom) found.push(say("page", "by_itself"));
  if (row.version) found.push(say("page", "version", { version: row.version }));
  return found.map((one) => element("span", { className: "from" }, one));
}

/** What is said of files that are no documents: for each sentence the names of its files. */
function showNames(id, table, files) {
  const groups = new Map();
  for (const { path, code } of files) groups.set(code, [...(groups.get(code) ?? []), path]);
  const items = [...groups].map(([code, paths]) => {
    const names = paths.slice(0, SHOWN).map((path) => element("li", {}, ltr(plain(path))));
    if (paths.length > SHOWN) names.push(element("li", {}, say("page", "more", { number: paths.length - SHOWN })));
    return element("li", { className: code }, say(table, code), element("ul", {}, ...names));
  });
  put(`${id}-list`, ...items);
  at(id).hidden = !items.length;
}

// Saving

function account() {
  const said = (table, one) => ({ code: one.code, sentence: sentence(table, one.code, readable(one.facts)) });
  return {
    check: "comity-browser-check-2",
    warning: "This does not replace comity verify.",
    made_at: result.at,
    anchor: result.anchor,
    directory: result.directory ?? null,
    missing_versions: missingVersions(result.directory?.versions ?? []),
    trouble: result.trouble ? said("reason", result.trouble) : null,
    demo_clock: result.demo,
    documents: result.rows.map((row) => ({
      file: row.path,
      kind: row.kind,
      type: row.type,
      digest: row.digest,
      verdict: row.verdict,
      ...said("reason", row),
      because: row.facts.because ?? null,
      signer: row.signer,
      keys: row.kids,
      time: row.time,
      time_from: row.timeFrom,
      directory_version: row.version ?? null,
      notes: row.notes.map((one) => said("note", one)),
    })),
    readable_copies: result.copies.map((one) => ({ file: one.path, ...said("copy", one) })),
    not_read: given.notRead.map((one) => ({ file: one.path, ...said("not-read", one) })),
  };
}

function save() {
  const file = new Blob([`${JSON.stringify(account(), null, 1)}\n`], { type: "application/json" });
  const link = element("a", { href: URL.createObjectURL(file), download: "comity-check.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// What is dropped: files, and folders with what is in them

async function walk(entry, path, found) {
  if (found.length > FILES.seen) return;
  const here = `${path}${entry.name}`;
  if (entry instanceof File) found.push({ path: here, file: entry });
  else if (entry.isFile) found.push({ path: here, file: await new Promise((good, bad) => entry.file(good, bad)) });
  else for await (const one of inside(entry)) await walk(one, `${here}/`, found);
}

async function* inside(folder) {
  const reader = folder.createReader();
  for (;;) {
    const some = await new Promise((good, bad) => reader.readEntries(good, bad)); // a hundred at a time
    if (!some.length) return;
    yield* some;
  }
}

function dropped(event) {
  event.preventDefault();
  at("drop").classList.remove("over");
  const entries = [...event.dataTransfer.items].map((one) => one.webkitGetAsEntry() ?? one.getAsFile()).filter(Boolean);
  all(entries).then(take, failed);
}

async function all(entries) {
  const found = [];
  for (const entry of entries) await walk(entry, "", found);
  return found;
}

function chosen(event) {
  const files = [...event.target.files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
  take(files).then(() => (event.target.value = "")); // the same files can be chosen again
}

function anchorChosen(event) {
  // Whatever its name is: here the reader says that it is an anchor.
  given.anchors = [];
  take([...event.target.files].map((file) => ({ path: file.name, file, kind: "anchor" })));
}

function again() {
  given = new Given();
  result = undefined;
  for (const id of ["anchor", "folder", "files"]) at(id).value = "";
  at("result").hidden = true;
  tell("");
  at("anchor").focus();
}

async function begin() {
  at("loading").hidden = true;
  at("verify").hidden = false;
  if (!(await canCheck())) {
    tell(say("page", "cannot"));
    for (const id of ["anchor", "folder", "files"]) at(id).disabled = true;
    return;
  }
  at("anchor").addEventListener("change", anchorChosen);
  for (const id of ["folder", "files"]) at(id).addEventListener("change", chosen);
  at("drop").addEventListener("dragover", (event) => {
    event.preventDefault();
    at("drop").classList.add("over");
  });
  at("drop").addEventListener("dragleave", () => at("drop").classList.remove("over"));
  at("drop").addEventListener("drop", dropped);
  for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault()); // a miss opens nothing
  at("print").addEventListener("click", () => window.print());
  at("save").addEventListener("click", save);
  at("again").addEventListener("click", again);
  at("verify").dataset.ready = "";
}

begin();
