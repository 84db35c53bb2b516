// Did the directory's history vouch for the keys that signed a document, at the time that counts for it?
// The rules of comity.verification: letters as of the receiving node's receipt, by the version then in force
// or, where that one does not vouch, the one that the receipt names; everything else as of its own time.

import { readDocument } from "./documents.js";
import { stateOf } from "./entries.js";
import { History } from "./history.js";
import { LIMITS, Refusal, checkSigned, decode, isObject, refuse, signatureHolds } from "./wire.js";

const CLOCK_SKEW = 5n * 60n * 1_000_000n; // microseconds between the clocks of nodes and of the directory
const ANCHOR = "comity-anchor-1";

/** What each code means for the document; whatever is not here makes it unreadable. */
const VERDICTS = {
  vouched: ["Vouched"],
  signature_wrong: [
    "SignatureWrongError", "SignatureMissingError", "SignatureDoubledError", "SignatureHeaderError",
    "SuiteMismatchError", "KeySetWrongError",
  ],
  not_vouched: [
    "SignatureUnknownKeyError", "UnknownSenderError", "UnknownAuthorityError", "UnknownNodeError",
    "NotSpokenForError", "SenderRevokedError", "KeyRevoked", "ReceiptOtherDirectory", "ReceiptDirectoryTooNew",
    "MadeAfterHandedOver", "HandedOverByOtherState",
  ],
  undecided: [
    "AnchorNotGiven", "AnchorTwice", "AnchorInsideError", "AnchorUnreadableError", "HistoryNotGiven", "HistoryTwice",
    "HistoryBeginsLater", "HistoryEndsEarlier", "VersionNotGiven", "ReceiptNotGiven", "ReceiptNotVouched", "ReceiptByOtherNode",
    "DirectoryAnchorWrongError", "DirectoryFileMissingError", "DirectorySignatureError", "DirectoryHashError",
    "DirectoryRollbackError", "DirectoryFormatError",
  ],
};
const FALLS_BACK = ["UnknownSenderError", "UnknownAuthorityError", "UnknownNodeError", "NotSpokenForError", "SenderRevokedError", "HistoryBeginsLater"];

export const verdictOf = (code) => Object.keys(VERDICTS).find((one) => VERDICTS[one].includes(code)) ?? "unreadable";

/** The digest of the first root, from an anchor. */
export function readAnchor(bytes) {
  let said;
  try {
    said = decode(bytes, { maxBytes: LIMITS.anchorBytes });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refuse("AnchorUnreadableError");
  }
  const fits = isObject(said) && said.anchor === ANCHOR && typeof said.root_sha256 === "string" && /^sha256:[0-9a-f]{64}$/.test(said.root_sha256);
  return fits ? said.root_sha256 : refuse("AnchorUnreadableError");
}

/**
 * Everything that was handed in, judged: `{anchor, directory, trouble, demo, rows}`. `given` has `anchors`
 * (`{path, bytes, inside}`), `metadata`, `targets`, `twice` (a name with two contents) and `documents`.
 */
export async function judge(given, step = async () => {}) {
  const result = { anchor: "", directory: undefined, trouble: undefined, demo: false, rows: [] };
  let history;
  try {
    result.anchor = oneAnchor(given.anchors);
    history = await openHistory(given, result.anchor, step);
    result.directory = about(history);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    result.trouble = error;
  }
  const cases = await readAll(given.documents, result.rows);
  const court = new Court(history, result.trouble, cases);
  let rows = await court.rows(step);
  // A document may show that the history goes on: then nothing is decided, not even what came before it.
  if (court.trouble !== result.trouble) rows = await court.rows(step);
  const all = [...result.rows, ...rows];
  for (const one of all) {
    if (all.some((other) => other !== one && other.path === one.path)) one.notes.push({ code: "NameTwice" });
  }
  return { ...result, trouble: court.trouble, demo: cases.some((one) => one.said?.demo), rows: all };
}

function oneAnchor(anchors) {
  if (!anchors.length) refuse("AnchorNotGiven");
  const outside = anchors.filter((one) => !one.inside);
  if (!outside.length) refuse("AnchorInsideError");
  const digests = new Set(outside.map((one) => readAnchor(one.bytes)));
  return digests.size === 1 ? [...digests][0] : refuse("AnchorTwice");
}

async function openHistory(given, anchor, step) {
  if (!given.metadata.size) refuse("HistoryNotGiven");
  if (given.twice) refuse("HistoryTwice", { file: given.twice });
  const history = await History.open(given, anchor, step);
  return history.versions.length ? history : refuse("HistoryNotGiven");
}

const about = (history) => ({
  versions: history.versions,
  from: history.at(history.versions[0]).issuedText,
  to: history.newest.issuedText,
  refused: [...history.newest.states.values()].flatMap((view) => view.refused),
});

/** The documents that can be read, each once; a row for each that cannot. */
async function readAll(documents, rows) {
  const cases = new Map();
  for (const { path, bytes } of documents) {
    try {
      const document = await readDocument(path, bytes);
      if (!cases.has(document.digest)) cases.set(document.digest, { ...document, again: 0 });
      else cases.get(document.digest).again += 1;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      rows.push(row({ path, kind: "none", kids: [] }, error));
    }
  }
  return [...cases.values()];
}

function row(document, because, more = {}) {
  return {
    path: document.path,
    kind: document.kind,
    type: document.said?.type ?? "",
    digest: document.digest ?? "",
    kids: document.kids,
    verdict: verdictOf(because.code),
    code: because.code,
    facts: because.facts,
    signer: signerName(document.said),
    time: document.said?.time ?? "",
    timeFrom: document.said ? "own" : "",
    version: undefined,
    ...more,
    notes: [...(more.notes ?? []), ...(document.again ? [{ code: "SameAgain", facts: { number: document.again } }] : [])],
  };
}

const signerName = (said) => said?.maker ?? said?.from?.authority ?? said?.from ?? said?.node ?? "";

const VOUCHED = { code: "Vouched", facts: {} };

class Court {
  constructor(history, trouble, documents) {
    this.history = history;
    this.trouble = trouble;
    this.documents = documents;
    this.vouched = new Map(); // documents that were vouched for, to what was found
    this.sealedUntil = undefined; // what a sealing node says: these versions were all that it had until then
    this.sealers = new Set();
  }

  /** Seals first, then receipts, then letters, then what hangs on letters. */
  inOrder() {
    const order = ["seal", "receipt", "letter", "manifest", "statement", "checkpoint"];
    return [...this.documents].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  }

  async rows(step) {
    const rows = [];
    for (const document of this.inOrder()) {
      rows.push(await this.row(document));
      await step();
    }
    return rows;
  }

  async row(document) {
    try {
      if (this.history) await this.checkMathematics(document);
      if (this.trouble) throw this.trouble;
      if (document.unreadable) throw document.unreadable;
      const found = await this[document.kind](document);
      this.vouched.set(document, found);
      return row(document, VOUCHED, found);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return row(document, error, { notes: error.facts.notes ?? [] });
    }
  }

  /** Whatever the document says: signatures by keys that any version knows hold. */
  async checkMathematics(document) {
    for (const one of document.parsed.signatures) {
      const key = this.history.keys.get(one.kid);
      if (key && key.alg === one.alg && !(await signatureHolds(one, key))) refuse("SignatureWrongError", { kid: one.kid });
    }
  }

  // Each kind, at its time: what is found of it, or a refusal

  async seal(document) {
    const { said } = document;
    const found = await this.signedByNode(document, said.node, said.at, true);
    if (said.directory > this.history.newest.version) this.goesOn(said.directory);
    this.sealers.add(said.node);
    if (said.directory === this.history.newest.version) this.sealedUntil = later(this.sealedUntil, said.at);
    found.notes.push({ code: "FilesNotCompared" });
    return found;
  }

  /** A vouched document names a version that is not at hand: what it revokes would count for all. */
  goesOn(version) {
    this.trouble = new Refusal("VersionNotGiven", { version });
    throw this.trouble;
  }

  async receipt(document) {
    const { said } = document;
    const named = this.namedVersion(said);
    let found;
    try {
      found = await this.signedByNode(document, said.from, said.at);
    } catch (error) {
      if (!(error instanceof Refusal) || !named || said.at >= named.expires) throw error;
      found = await this.signedBy(document, this.nodeOf(named, said.from), said.at, named, olderVersion(named));
    }
    const { version } = said.directory;
    if (version > this.history.newest.version || (!named && this.sealers.has(said.from))) this.goesOn(version);
    const letter = this.documents.some((one) => one.kind === "letter" && one.said?.digest === said.letter);
    if (!letter) found.notes.push({ code: "LetterNotGiven" });
    return found;
  }

  /** The version that a receipt names, where it is at hand. */
  namedVersion(said) {
    const named = this.history.at(said.directory.version);
    if (!named) return undefined;
    if (named.sha256 !== said.directory.sha256) refuse("ReceiptOtherDirectory", { version: named.version });
    if (named.issued > said.at + CLOCK_SKEW) refuse("ReceiptDirectoryTooNew", { version: named.version });
    return named;
  }

  async letter(document) {
    const { said } = document;
    const about = this.documents.filter((one) => one.kind === "receipt" && isAbout(one.said, said));
    const vouched = about.filter((one) => this.vouched.has(one));
    const proper = vouched.filter((one) => one.said.from === said.to.node && one.said.to === said.from.node);
    const receipts = proper.length ? proper : vouched;
    if (!receipts.length) {
      const claimed = await this.atClaimedTime(document);
      refuse(about.length ? "ReceiptNotVouched" : "ReceiptNotGiven", { notes: [claimed] });
    }
    let found;
    for (const receipt of receipts) {
      found = { ...(await this.received(document, receipt)), time: receipt.said.time, timeFrom: "receipt", receivedBy: receipt.said.from };
    }
    if (!proper.length) refuse("ReceiptByOtherNode", { node: receipts[0].said.from });
    if (said.approvals) found.notes.push({ code: "ApprovalsNotChecked", facts: { number: said.approvals } });
    return found;
  }

  /** The letter as of one receipt. */
  async received(document, receipt) {
    const { at } = receipt.said;
    const named = this.namedVersion(receipt.said);
    try {
      const { directory, notes } = this.inForce(at);
      return await this.letterUnder(document, directory, at, notes);
    } catch (error) {
      const again = error instanceof Refusal && FALLS_BACK.includes(error.code) && named && at < named.expires;
      if (!again) throw error;
      return this.letterUnder(document, named, at, [{ code: "OlderVersion", facts: { version: named.version } }]);
    }
  }

  async letterUnder(document, directory, at, notes) {
    const { said } = document;
    const writer = directory.states.get(stateOf(said.from.authority))?.authorities.get(said.from.authority);
    if (!writer || writer.validFrom > at) refuse("UnknownSenderError", { authority: said.from.authority, version: directory.version });
    const node = directory.nodes.get(writer.node);
    if (said.from.node !== writer.node || !node?.authorities.includes(writer.name)) {
      refuse("NotSpokenForError", { authority: writer.name, node: said.from.node });
    }
    if (said.suite !== writer.suite) refuse("SuiteMismatchError");
    return this.signedBy(document, writer, at, directory, notes);
  }

  /** What can be said of a letter whose receipt is missing: a note, no verdict. Raises where a signature is wrong. */
  async atClaimedTime(document) {
    try {
      const { directory, notes } = this.inForce(document.said.at);
      await this.letterUnder(document, directory, document.said.at, notes);
      return { code: "VouchedAtClaimedTime", facts: { time: document.said.time } };
    } catch (error) {
      if (!(error instanceof Refusal) || verdictOf(error.code) === "signature_wrong") throw error;
      return { code: "NotVouchedAtClaimedTime", facts: { time: document.said.time, code: error.code } };
    }
  }

  async manifest(document) {
    const { said } = document;
    const { directory, notes } = this.inForce(said.at);
    const maker = directory.states.get(stateOf(said.maker))?.authorities.get(said.maker);
    if (!maker) refuse("UnknownAuthorityError", { authority: said.maker, version: directory.version });
    const found = await this.signedBy(document, maker, said.at, directory, notes);
    if (said.node !== maker.node) refuse("NotSpokenForError", { authority: said.maker, node: said.node });
    const letters = [...this.vouched].filter(([one]) => one.kind === "letter" && one.said.manifests.includes(document.digest));
    if (!letters.length) found.notes.push({ code: "NotHandedOver" });
    for (const [letter] of letters) this.checkHandedOver(said, letter.said);
    found.notes.push({ code: "EvidenceNotCompared" });
    return found;
  }

  checkHandedOver(said, letter) {
    if (stateOf(letter.from.authority) !== stateOf(said.maker)) refuse("HandedOverByOtherState", { authority: letter.from.authority });
    for (const [one] of this.vouched) {
      const late = one.kind === "receipt" && isAbout(one.said, letter) && said.at > one.said.at + CLOCK_SKEW;
      if (late) refuse("MadeAfterHandedOver", { time: one.said.time });
    }
  }

  async statement(document) {
    const { said } = document;
    const found = await this.signedByNode(document, said.node, said.at);
    const here = new Set(this.documents.filter((one) => one.kind === "letter").map((one) => one.said?.digest));
    const missing = said.letters.filter((one) => !here.has(one)).length;
    if (missing) found.notes.push({ code: "LettersNotGiven", facts: { number: missing, all: said.letters.length } });
    return found;
  }

  async checkpoint(document) {
    const found = await this.signedByNode(document, document.said.node, document.said.at);
    found.notes.push({ code: "JournalNotChecked" });
    return found;
  }

  // By whom, under which version

  async signedByNode(document, name, at, sealing = false) {
    const { directory, notes } = this.inForce(at, sealing);
    return this.signedBy(document, this.nodeOf(directory, name), at, directory, notes);
  }

  nodeOf(directory, name) {
    return directory.nodes.get(name) ?? refuse("UnknownNodeError", { node: name, version: directory.version });
  }

  /** Exactly the signer's keys have signed, and none was revoked by then in any version. */
  async signedBy(document, signer, at, directory, notes = []) {
    for (const kid of new Set([...document.kids, ...signer.keys.map((key) => key.kid)])) {
      const own = signer.revoked.find((one) => one.kid === kid && one.since <= at);
      if (own) refuse("SenderRevokedError", { kid, since: own.text });
      const found = this.history.revocation(signer.state, kid, at);
      if (found) refuse("KeyRevoked", { kid, since: found.text });
    }
    await checkSigned(document.parsed, document.typ, signer.keys, signer.suite);
    const expired = directory.states.get(signer.state).expires <= at;
    return { version: directory.version, notes: expired ? [...notes, { code: "StateExpiredThen", facts: { state: signer.state } }] : [...notes] };
  }

  /** The version in force then. One that had expired serves where a sealing node says that it had no newer. */
  inForce(at, sealing = false) {
    const directory = this.history.inForce(at);
    if (!directory) refuse("HistoryBeginsLater", { time: this.history.at(this.history.versions[0]).issuedText });
    if (at < directory.expires) return { directory, notes: [] };
    const covered = sealing || (this.sealedUntil !== undefined && at <= this.sealedUntil);
    if (!covered) refuse("HistoryEndsEarlier", { version: directory.version, time: directory.issuedText });
    return { directory, notes: [{ code: "ExpiredThen", facts: { version: directory.version } }] };
  }
}

const olderVersion = (named) => [{ code: "OlderVersion", facts: { version: named.version } }];
const later = (a, b) => (a === undefined || b > a ? b : a);

const isAbout = (receipt, letter) =>
  receipt !== undefined && receipt.letter === letter.digest && receipt.core === letter.core && receipt.matter === letter.matter;
