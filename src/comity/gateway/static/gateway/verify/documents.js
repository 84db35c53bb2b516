// What each kind of signed document says, as far as it is needed to ask who signed it, and when that counts.

import { AUTHORITY, NODE } from "./entries.js";
import { Refusal, canonical, decodeCanonical, digestOf, bytesOf, hasExactly, isObject, micros, parseJws, refuse, typOf, LIMITS } from "./wire.js";

const MIB = 1024 * 1024;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const HANDS_OVER = ["order.produced", "assistance.disclosure"];
const isCode = (value) => typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9._/:-]{0,99}$/.test(value);
const isNode = (value) => typeof value === "string" && NODE.test(value);
const isAuthority = (value) => typeof value === "string" && AUTHORITY.test(value);
const isDigest = (value) => typeof value === "string" && DIGEST.test(value);
const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

/** Kinds by the `typ` of the signature: how large, which refusal, what is read. */
const KINDS = {
  __proto__: null,
  "comity-letter": { kind: "letter", most: MIB, wrong: "LetterFormatError", read: readLetter, maxText: LIMITS.text },
  "comity-receipt": { kind: "receipt", most: MIB / 4, wrong: "ReceiptFormatError", read: readReceipt },
  "comity-statement": { kind: "statement", most: 4 * MIB, wrong: "StatementFormatError", read: readStatement },
  "comity-checkpoint": { kind: "checkpoint", most: 4 * 1024, wrong: "CheckpointFormatError", read: readCheckpoint },
  "comity-manifest": { kind: "manifest", most: 4 * MIB, wrong: "ManifestFormatError", read: readManifest },
  "comity-export": { kind: "seal", most: 64 * 1024, wrong: "SealFormatError", read: readSeal },
};

/** A document, NOT verified. `said` is missing where the payload cannot be read: `unreadable` says why. */
export async function readDocument(path, bytes) {
  const parsed = parseJws(bytes);
  const typ = typOf(parsed);
  const known = KINDS[typ] ?? refuse("TypMismatchError", { typ });
  const document = { path, typ, kind: known.kind, parsed, digest: await digestOf(bytes), kids: parsed.signatures.map((one) => one.kid) };
  try {
    const value = decodeCanonical(parsed.payload, { maxBytes: known.most, maxText: known.maxText });
    document.said = (await known.read(value, parsed.payload)) ?? refuse(known.wrong);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    document.unreadable = error.code === "TimeFormatError" ? new Refusal(known.wrong) : error;
  }
  return document;
}

async function readLetter(value, payload) {
  const core = value?.core;
  if (!hasExactly(value, ["approvals", "core"]) || !Array.isArray(value.approvals) || !isObject(core)) return undefined;
  const parties = [core.from, core.to];
  const fits =
    parties.every((one) => isObject(one) && isAuthority(one.authority) && isNode(one.node)) &&
    isCode(core.type) && isCode(core.suite) && (core.matter === null || isDigest(core.matter));
  if (!fits) return undefined;
  const digest = await digestOf(payload);
  const exhibits = HANDS_OVER.includes(core.type) && Array.isArray(core.body?.exhibits) ? core.body.exhibits.filter(isObject) : [];
  return {
    type: core.type,
    suite: core.suite,
    from: core.from,
    to: core.to,
    digest,
    core: await digestOf(bytesOf(canonical(core))),
    matter: core.matter ?? digest,
    at: micros(core.time),
    time: core.time,
    approvals: value.approvals.length,
    manifests: exhibits.map((one) => one.manifest),
  };
}

function readReceipt(value) {
  const directory = value?.directory;
  const fits =
    isObject(value) && value.receipt === "comity-receipt-1" && isNode(value.from) && isNode(value.to) &&
    [value.letter, value.core, value.matter].every(isDigest) && isObject(directory) && isCount(directory.version) &&
    typeof directory.sha256 === "string" && typeof directory.expired === "boolean" && typeof value.understood === "boolean";
  if (!fits) return undefined;
  const { from, to, letter, core, matter } = value;
  return { from, to, letter, core, matter, directory, at: micros(value.stored_at), time: value.stored_at };
}

async function readStatement(value) {
  const fits =
    isObject(value) && value.statement === "comity-matter-1" && isNode(value.node) && isDigest(value.matter) &&
    Array.isArray(value.letters) && value.letters.length <= 20_000 && value.letters.every(isDigest);
  if (!fits) return undefined;
  const { node, matter, letters } = value;
  const ascending = letters.every((one, place) => place === 0 || letters[place - 1] < one);
  const whole = value.matter_digest === (await digestOf(bytesOf(canonical({ letters, matter }))));
  return ascending && whole ? { node, matter, letters, at: micros(value.at), time: value.at } : undefined;
}

function readCheckpoint(value) {
  const fits = hasExactly(value, ["at", "checkpoint", "node", "root", "size"]) && value.checkpoint === "comity-checkpoint-1" && isNode(value.node) && isCount(value.size);
  return fits ? { node: value.node, size: value.size, at: micros(value.at), time: value.at } : undefined;
}

function readManifest(value) {
  const fits =
    isObject(value) && value.manifest === "comity-manifest-1" && isAuthority(value.maker) && isNode(value.node) &&
    typeof value.exhibit === "string" && typeof value.name === "string" && Array.isArray(value.parts);
  return fits ? { maker: value.maker, node: value.node, exhibit: value.exhibit, at: micros(value.made_at), time: value.made_at } : undefined;
}

function readSeal(value) {
  const fits = isObject(value) && value.export === "comity-export-1" && isNode(value.node) && isCount(value.directory);
  return fits ? { node: value.node, directory: value.directory, demo: value.demo_clock === true, at: micros(value.at), time: value.at } : undefined;
}
