// The directory as it was at every version at hand: a TUF repository, read as of then, from the anchor. The
// rules of comity.trust.history. Everything is verified before anything is answered. Expiry is no error
// here: whoever asks about a time is told what had expired by then.

import { STATE, kindOf, readState } from "./entries.js";
import { Refusal, bytesOf, decode, fromHex, holds, isObject, join, micros, refuse, sha256 } from "./wire.js";

const MIB = 1024 * 1024;
const MOST = { root: 2 * MIB, timestamp: MIB / 4, snapshot: 4 * MIB, targets: 8 * MIB };
const ROOTS = 256;
const ENTRIES = 2_000; // of one State
const ISSUED = "x-comity-issued";
const ML_DSA_SPKI = fromHex("308207b2300b0609608648016503040312038207a100"); // before the raw key

const name = (version, role) => `metadata/${version}.${role}.json`;
const isCount = (value) => Number.isSafeInteger(value) && value >= 1;
const isTexts = (value) => Array.isArray(value) && value.every((one) => typeof one === "string");

export class History {
  /** All versions that these files hold, verified. `metadata`: "7.snapshot" to bytes; `targets`: SHA-256 to bytes. */
  static async open({ metadata, targets }, anchor, step = async () => {}) {
    const history = new History(metadata, targets, step);
    await history.readRoots(anchor);
    for (const version of history.versions) await history.readVersion(version);
    history.learn();
    return history;
  }

  constructor(metadata, targets, step) {
    this.metadata = metadata;
    this.targets = targets;
    this.step = step;
    this.views = new Map(); // State and digest of its role to what it declares
    this.signed = new WeakMap(); // files that were found signed, and by whose delegation
    this.directories = new Map();
    this.versions = [...metadata.keys()]
      .filter((one) => one.endsWith(".timestamp"))
      .map((one) => Number(one.split(".")[0]))
      .sort((a, b) => a - b);
  }

  get newest() {
    return this.directories.get(this.versions.at(-1));
  }

  at(version) {
    return this.directories.get(version);
  }

  /** The latest version issued by then; undefined where none at hand was. */
  inForce(at) {
    return this.versions.map((version) => this.at(version)).findLast((one) => one.issued <= at);
  }

  // Roots: the first is the anchor, each next one is signed by the one before and by itself

  async readRoots(anchor) {
    const first = this.metadata.get("1.root");
    if (!first) refuse("DirectoryFileMissingError", { file: name(1, "root") });
    if (`sha256:${await sha256(first)}` !== anchor) refuse("DirectoryAnchorWrongError");
    this.roots = [];
    for (let version = 1; version <= ROOTS && this.metadata.has(`${version}.root`); version += 1) {
      await this.readRoot(version);
    }
    const last = Math.max(...[...this.metadata.keys()].filter((one) => one.endsWith(".root")).map((one) => Number(one.split(".")[0])));
    if (last > this.roots.length) refuse("DirectoryFileMissingError", { file: name(this.roots.length + 1, "root") });
  }

  async readRoot(version) {
    const found = readMetadata("root", this.metadata.get(`${version}.root`));
    const root = { ...delegator(found.signed.keys, found.signed.roles), issued: issuedOf(found.signed), expires: expiresOf(found.signed) };
    if (found.signed.version !== version) refuse("DirectoryRollbackError", { file: name(version, "root") });
    const before = this.roots.at(-1);
    if (before) {
      await this.checkSigned(before, "root", found);
      if (root.issued < before.issued) refuse("DirectoryRollbackError", { file: name(version, "root") });
    }
    await this.checkSigned(root, "root", found);
    this.roots.push(root);
  }

  rootAt(at) {
    return this.roots.findLast((root) => root.issued <= at) ?? this.roots[0];
  }

  // One version: timestamp, snapshot, targets and the States' roles, each named by digest and signed

  async readVersion(version) {
    const bytes = this.metadata.get(`${version}.timestamp`);
    const timestamp = readMetadata("timestamp", bytes);
    const issued = issuedOf(timestamp.signed);
    const root = this.rootAt(issued);
    await this.checkSigned(root, "timestamp", timestamp);
    if (timestamp.signed.version !== version) refuse("DirectoryRollbackError", { file: name(version, "timestamp") });
    const snapshot = await this.named("snapshot", "snapshot", member(timestamp.signed.meta, "snapshot.json"));
    await this.checkSigned(root, "snapshot", snapshot);
    const targets = await this.named("targets", "targets", member(snapshot.signed.meta, "targets.json"));
    await this.checkSigned(root, "targets", targets);
    this.checkNotBack(issued, snapshot.signed);
    this.directories.set(version, {
      version,
      sha256: `sha256:${await sha256(bytes)}`,
      issued,
      issuedText: timestamp.signed[ISSUED],
      expires: expiresOf(timestamp.signed),
      snapshot: snapshot.signed,
      states: await this.readStates(targets.signed, snapshot.signed),
    });
    claimNodes(this.directories.get(version));
    await this.step();
  }

  /** The file that a verified file names, by version, length and digest. */
  async named(kind, role, meta) {
    if (!isObject(meta) || !isObject(meta.hashes) || !meta.hashes.sha256 || !isCount(meta.version)) {
      refuse("DirectoryFormatError", { file: role });
    }
    const file = name(meta.version, role);
    const bytes = this.metadata.get(`${meta.version}.${role}`) ?? refuse("DirectoryFileMissingError", { file });
    await checkFile(meta, bytes, file);
    const found = readMetadata(kind, bytes);
    if (found.signed.version !== meta.version) refuse("DirectoryRollbackError", { file });
    return { ...found, sha256: meta.hashes.sha256 };
  }

  /** Nothing is older than in the version before that is at hand, and no role is gone. */
  checkNotBack(issued, snapshot) {
    const before = [...this.directories.values()].at(-1);
    if (!before) return;
    if (issued < before.issued || snapshot.version < before.snapshot.version) refuse("DirectoryRollbackError", { file: "snapshot" });
    for (const [file, meta] of Object.entries(before.snapshot.meta)) {
      const now = snapshot.meta[file];
      if (!now || now.version < meta.version) refuse("DirectoryRollbackError", { file });
    }
  }

  async readStates(signed, snapshot) {
    const roles = signed.delegations?.roles ?? [];
    const named = Array.isArray(roles) && roles.every((role) => isObject(role) && typeof role.name === "string");
    const byName = named ? Object.fromEntries(roles.map((role) => [role.name, role])) : {};
    if (Object.keys(byName).length !== roles.length) refuse("DirectoryFormatError", { file: "targets" });
    const delegated = delegator(signed.delegations?.keys ?? {}, byName);
    const views = new Map();
    for (const role of roles) {
      const fits = STATE.test(role.name) && isTexts(role.paths) && role.paths.join() === `${role.name}/*/*`;
      if (!fits) refuse("DirectoryFormatError", { file: role.name });
      const meta = snapshot.meta[`${role.name}.json`];
      if (meta !== undefined) views.set(role.name, await this.readState(role.name, delegated, meta));
    }
    return views;
  }

  async readState(state, delegated, meta) {
    const found = await this.named("targets", state, meta);
    await this.checkSigned(delegated, state, found);
    const key = `${state} ${found.sha256}`;
    if (!this.views.has(key)) {
      const view = await readState(state, await this.targetFiles(state, found.signed));
      this.views.set(key, { ...view, expires: expiresOf(found.signed) });
    }
    return this.views.get(key);
  }

  /** The files that the State may name and named; other paths are not its to speak of. */
  async targetFiles(state, signed) {
    const named = Object.entries(signed.targets);
    if (named.length > ENTRIES) refuse("DirectoryFormatError", { file: state });
    const files = new Map();
    for (const [path, target] of named) {
      if (!kindOf(path) || !path.startsWith(`${state}/`)) continue;
      const digest = isObject(target?.hashes) ? target.hashes.sha256 : undefined;
      if (typeof digest !== "string") refuse("DirectoryFormatError", { file: path });
      const file = `targets/${path.replace(/[^/]*$/, (last) => `${digest}.${last}`)}`;
      const bytes = this.targets.get(digest) ?? refuse("DirectoryFileMissingError", { file });
      await checkFile(target, bytes, file);
      files.set(path, bytes);
    }
    return files;
  }

  /** A threshold of the role's keys has signed, and no quorum is possible with one algorithm alone. */
  async checkSigned(delegating, role, found) {
    const wanted = delegating.roles[role] ?? refuse("DirectorySignatureError", { file: role });
    const asked = canonicalTuf([role, wanted.threshold, wanted.keyids.map((id) => [id, delegating.keys[id] ?? null])]);
    if (this.signed.get(found.file)?.has(asked)) return;
    const keys = wanted.keyids.map((id) => delegating.keys[id] ?? refuse("DirectorySignatureError", { file: role }));
    const ofScheme = new Map();
    for (const { scheme } of keys) ofScheme.set(scheme, (ofScheme.get(scheme) ?? 0) + 1);
    const twice = new Set(keys.map((key) => key.public)).size !== keys.length;
    if (twice || Math.max(...ofScheme.values()) >= wanted.threshold) refuse("DirectorySignatureError", { file: role });
    let signed = 0;
    for (const [place, id] of wanted.keyids.entries()) {
      const signature = found.signatures.get(id);
      if (signature && (await tufHolds(keys[place], signature, found.bytes))) signed += 1;
    }
    if (signed < wanted.threshold) refuse("DirectorySignatureError", { file: role });
    this.signed.set(found.file, (this.signed.get(found.file) ?? new Set()).add(asked));
    await this.step();
  }

  /** Every key and every revocation in any version: a revocation counts from the moment that it names. */
  learn() {
    this.keys = new Map();
    this.revocations = new Map(); // State and key to the earliest
    for (const [key, view] of this.views) {
      for (const signer of [...view.authorities.values(), ...view.nodes.values()]) {
        for (const one of signer.keys) this.keys.set(one.kid, one);
        for (const one of signer.revoked) {
          const place = `${key.slice(0, 2)} ${one.kid}`;
          const known = this.revocations.get(place);
          if (!known || one.since < known.since) this.revocations.set(place, one);
        }
      }
    }
  }

  /** The revocation of a State's key that was in force then, whenever it was published. */
  revocation(state, kid, at) {
    const found = this.revocations.get(`${state} ${kid}`);
    return found && found.since <= at ? found : undefined;
  }
}

/** Nodes by name; one that two States claim is nobody's. */
function claimNodes(directory) {
  directory.nodes = new Map();
  const claimed = new Set();
  for (const view of directory.states.values()) {
    for (const node of view.nodes.values()) {
      if (directory.nodes.has(node.name)) claimed.add(node.name);
      directory.nodes.set(node.name, node);
    }
  }
  for (const one of claimed) directory.nodes.delete(one);
}

// Files of TUF

function readMetadata(kind, bytes) {
  const file = kind;
  let value;
  try {
    value = decode(bytes, { maxBytes: MOST[kind] });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refuse("DirectoryFormatError", { file, because: error.code });
  }
  const { signed, signatures } = isObject(value) ? value : {};
  const whole =
    isObject(signed) && Array.isArray(signatures) && signed._type === kind && isCount(signed.version) &&
    typeof signed.spec_version === "string" && /^1\.[0-9]+(\.[0-9]+)?$/.test(signed.spec_version) && FORMS[kind](signed);
  if (!whole) refuse("DirectoryFormatError", { file });
  const found = new Map();
  for (const one of signatures) {
    if (typeof one?.keyid !== "string" || typeof one.sig !== "string" || found.has(one.keyid)) refuse("DirectoryFormatError", { file });
    found.set(one.keyid, one.sig);
  }
  return { signed, signatures: found, bytes: bytesOf(canonicalTuf(signed)), file: bytes };
}

const isMeta = (signed) => isObject(signed.meta) && Object.values(signed.meta).every((one) => isObject(one) && isCount(one.version));
const FORMS = {
  root: (signed) => isObject(signed.keys) && isObject(signed.roles) && ["root", "timestamp", "snapshot", "targets"].every((role) => role in signed.roles),
  timestamp: isMeta,
  snapshot: isMeta,
  targets: (signed) => isObject(signed.targets) && (signed.delegations === undefined || isObject(signed.delegations)),
};

/** Keys and roles of a file that delegates. */
function delegator(keys, roles) {
  const wrong = () => refuse("DirectoryFormatError", { file: "keys" });
  const read = Object.create(null);
  if (!isObject(keys)) wrong();
  for (const [id, key] of Object.entries(keys)) {
    if (!isObject(key?.keyval) || [key.keytype, key.scheme, key.keyval.public].some((one) => typeof one !== "string")) wrong();
    read[id] = { type: key.keytype, scheme: key.scheme, public: key.keyval.public };
  }
  for (const role of Object.values(roles)) {
    const fits = isObject(role) && isTexts(role.keyids) && isCount(role.threshold) && new Set(role.keyids).size === role.keyids.length;
    if (!fits) wrong();
  }
  return { keys: read, roles };
}

async function checkFile(meta, bytes, file) {
  const others = Object.keys(meta.hashes).filter((one) => one !== "sha256");
  const same = meta.length === undefined || meta.length === null || meta.length === bytes.length;
  if (others.length || !same || (await sha256(bytes)) !== meta.hashes.sha256) refuse("DirectoryHashError", { file });
}

async function tufHolds(key, signature, bytes) {
  try {
    if (key.type === "ed25519" && key.scheme === "ed25519") return await holds("Ed25519", fromHex(key.public), fromHex(signature), bytes);
    if (key.type === "ml-dsa" && key.scheme === "ml-dsa-65/1") return await holds("ML-DSA-65", rawOfPem(key.public), fromHex(signature), await hashed(bytes));
  } catch {
    // a key that is none has signed nothing
  }
  return false;
}

/** What an ML-DSA key signs in TUF (TAP 21, version 1). */
const hashed = async (bytes) => join(bytesOf("tuf\u0001"), new Uint8Array(await crypto.subtle.digest("SHA-512", bytes)));

export function rawOfPem(text) {
  const [, body] = /^-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=\n]+)\n-----END PUBLIC KEY-----\n?$/.exec(text) ?? refuse("KeyFormatError");
  const der = Uint8Array.from(atob(body.replaceAll("\n", "")), (one) => one.charCodeAt(0));
  if (!ML_DSA_SPKI.every((byte, place) => der[place] === byte)) refuse("KeyFormatError");
  return der.slice(ML_DSA_SPKI.length);
}

/** What TUF signs: its own canonical JSON, which escapes only quotation marks and backslashes. */
function canonicalTuf(value) {
  if (typeof value === "string") return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  if (Array.isArray(value)) return `[${value.map(canonicalTuf).join(",")}]`;
  if (!isObject(value)) return String(value);
  const members = Object.keys(value).sort(byCodePoint);
  return `{${members.map((one) => `${canonicalTuf(one)}:${canonicalTuf(value[one])}`).join(",")}}`;
}

function byCodePoint(a, b) {
  const [left, right] = [Array.from(a, (one) => one.codePointAt(0)), Array.from(b, (one) => one.codePointAt(0))];
  const place = left.findIndex((one, at) => one !== right[at]);
  return place === -1 ? left.length - right.length : left[place] - (right[place] ?? -1);
}

const member = (value, key) => (isObject(value) ? value[key] : undefined);

function issuedOf(signed) {
  try {
    return micros(signed[ISSUED]);
  } catch {
    return refuse("DirectoryFormatError", { file: ISSUED });
  }
}

function expiresOf(signed) {
  try {
    return micros(signed.expires);
  } catch {
    return refuse("DirectoryFormatError", { file: "expires" });
  }
}
