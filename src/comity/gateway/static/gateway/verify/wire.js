// The formats of the wire, read as strictly as comity.wire reads them: canonical JSON, base64url, times, keys,
// signed documents. A refusal carries the name of the class that refuses the same thing there.

import { ml_dsa65 } from "./noble/post-quantum/ml-dsa.js";

export const LIMITS = {
  depth: 32, // arrays and objects inside each other
  items: 50_000, // values in one document
  text: 20_000, // characters of one text of a letter
  headerBytes: 1_000,
  signatures: 8,
  signatureBytes: 4096,
  documentBytes: 8 * 1024 * 1024, // any signed document; the largest is a manifest
  anchorBytes: 4 * 1024,
};
/** The algorithms of a suite, each of which must be there; undefined for a suite that nobody knows. */
export const algorithmsOf = (suite) => (suite === "comity-1" ? ["Ed25519", "ML-DSA-65"] : undefined);
const INTEGER_CHARS = 17;

/** Why something is not accepted: a code, and what the sentence about it names. */
export class Refusal extends Error {
  constructor(code, facts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}

export const refuse = (code, facts) => {
  throw new Refusal(code, facts);
};

// Bytes and digests

const ASCII = new TextEncoder();
export const bytesOf = (text) => ASCII.encode(text);
export const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
export const sha256 = async (bytes) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
export const digestOf = async (bytes) => `sha256:${await sha256(bytes)}`;

export function fromHex(text) {
  if (typeof text !== "string" || !/^(?:[0-9a-fA-F]{2})*$/.test(text)) refuse("FormatError");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** The bytes of a base64url text without padding; one text for each value. */
export function fromBase64url(text) {
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]*$/.test(text)) refuse("Base64FormatError");
  const over = text.length % 4;
  const unused = { 0: 0, 2: 15, 3: 3 }[over]; // bits of the last character that say nothing
  if (unused === undefined || ALPHABET.indexOf(text.at(-1)) & unused) refuse("Base64FormatError");
  return fromBinary(atob(text.replaceAll("-", "+").replaceAll("_", "/")));
}

export const toBase64url = (bytes) => {
  let text = "";
  for (const one of bytes) text += String.fromCharCode(one);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
};

const fromBinary = (text) => Uint8Array.from(text, (one) => one.charCodeAt(0));

// Canonical JSON

/** Reads JSON so that it can be read in one way only; objects have no prototype. */
class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  whole() {
    const value = this.value(0);
    this.space();
    if (this.at !== this.text.length) refuse("NotJsonError");
    return value;
  }

  space() {
    while (" \t\n\r".includes(this.text[this.at] ?? "x")) this.at += 1;
  }

  /** Whether this character comes next; then it is taken. */
  takes(character) {
    this.space();
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  value(depth) {
    this.space();
    const first = this.text[this.at];
    if (first === "{" || first === "[") {
      if (depth === LIMITS.depth) refuse("TooDeepError");
      this.at += 1;
      return first === "{" ? this.members(depth + 1) : this.array(depth + 1);
    }
    if (first === '"') return this.string();
    for (const [word, value] of [["true", true], ["false", false], ["null", null]]) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.number();
  }

  members(depth) {
    const found = Object.create(null);
    if (this.takes("}")) return found;
    do {
      this.space();
      const name = this.string();
      if (!this.takes(":")) refuse("NotJsonError");
      const value = this.value(depth);
      if (name in found) refuse("DuplicateKeyError");
      found[name] = value;
    } while (this.takes(","));
    if (!this.takes("}")) refuse("NotJsonError");
    return found;
  }

  array(depth) {
    const found = [];
    if (this.takes("]")) return found;
    do found.push(this.value(depth));
    while (this.takes(","));
    if (!this.takes("]")) refuse("NotJsonError");
    return found;
  }

  string() {
    if (this.text[this.at] !== '"') refuse("NotJsonError");
    const start = this.at;
    const special = /["\\\u0000-\u001f]/g;
    special.lastIndex = start + 1;
    for (let found = special.exec(this.text); found; found = special.exec(this.text)) {
      if (found[0] === '"') {
        this.at = special.lastIndex;
        try {
          return JSON.parse(this.text.slice(start, this.at));
        } catch {
          refuse("NotJsonError");
        }
      }
      if (found[0] !== "\\") refuse("NotJsonError");
      special.lastIndex += 1;
    }
    return refuse("NotJsonError");
  }

  number() {
    const form = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?|-?Infinity|NaN/y;
    form.lastIndex = this.at;
    const found = form.exec(this.text);
    if (!found) refuse("NotJsonError");
    this.at = form.lastIndex;
    const [all, fraction, exponent] = found;
    const value = Number(all);
    const allowed = !fraction && !exponent && all.length <= INTEGER_CHARS && Number.isSafeInteger(value);
    return allowed ? value : refuse("NumberNotAllowedError");
  }
}

/** Counts values and looks at every text. */
class Census {
  constructor(most) {
    this.most = most;
    this.left = LIMITS.items;
  }

  take(value) {
    this.left -= 1;
    if (this.left < 0) refuse("TooManyItemsError");
    if (typeof value === "string") this.text(value);
    else if (Array.isArray(value)) for (const one of value) this.take(one);
    else if (value !== null && typeof value === "object") {
      for (const name of Object.keys(value)) {
        this.text(name);
        this.take(value[name]);
      }
    }
  }

  text(text) {
    if (text.length > this.most && [...text].length > this.most) refuse("TextTooLongError");
    if (text.includes("\0")) refuse("NulCharacterError");
    if (!text.isWellFormed()) refuse("LoneSurrogateError");
  }
}

/** The canonical text of a value (RFC 8785). */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return typeof value === "number" ? String(value) : JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

/** Read JSON strictly, in any layout. */
export function decode(bytes, { maxBytes, maxText = Infinity }) {
  return read(bytes, maxBytes, maxText)[0];
}

/** Read JSON that must be in canonical form. */
export function decodeCanonical(bytes, { maxBytes, maxText = Infinity }) {
  const [value, text] = read(bytes, maxBytes, maxText);
  if (canonical(value) !== text) refuse("NotCanonicalError");
  return value;
}

function read(bytes, maxBytes, maxText) {
  if (bytes.length > maxBytes) refuse("TooLargeError");
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    refuse("NotUtf8Error");
  }
  const value = new Reader(text).whole();
  new Census(maxText).take(value);
  return [value, text];
}

export const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
export const hasExactly = (value, names) =>
  isObject(value) && Object.keys(value).length === names.length && names.every((name) => name in value);

// Times: UTC, to the microsecond, as numbers that compare

const TIME = /^([0-9]{4})-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.([0-9]{6}))?Z$/;

/** Microseconds since 1970, as a BigInt. */
export function micros(text) {
  const found = typeof text === "string" && TIME.exec(text);
  if (!found || found[2] === "000000" || found[1] < "1900" || found[1] > "2999") refuse("TimeFormatError");
  const whole = `${text.slice(0, 19)}Z`;
  const seconds = Date.parse(whole);
  const exists = !Number.isNaN(seconds) && new Date(seconds).toISOString().startsWith(text.slice(0, 19));
  return exists ? BigInt(seconds) * 1000n + BigInt(found[2] ?? 0) : refuse("TimeFormatError");
}

// Keys

const RAW_BYTES = { Ed25519: 32, "ML-DSA-65": 1952 };
const P = 2n ** 255n - 19n;
const Y8 = 0x05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826n;
const SMALL_ORDER = [0n, 1n, P - 1n, Y8, P - Y8]; // with such a key one signature fits many texts

export const keyId = async (alg, raw) => (await sha256(join(bytesOf(`${alg}\0`), raw))).slice(0, 32);

export function join(...parts) {
  const all = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of parts) {
    all.set(one, at);
    at += one.length;
  }
  return all;
}

/** A public signing key as JSON writes it: `{kid, alg, raw}`. */
export async function readKey(data) {
  const raw = fromBase64url(data.public);
  if (RAW_BYTES[data.alg] !== raw.length || data.kid !== (await keyId(data.alg, raw))) refuse("KeyFormatError");
  if (data.alg === "Ed25519" && hasSmallOrder(raw)) refuse("KeyFormatError");
  return { kid: data.kid, alg: data.alg, raw };
}

function hasSmallOrder(raw) {
  const y = BigInt(`0x${hex(Uint8Array.from(raw).reverse())}`) & (2n ** 255n - 1n);
  return y >= P || SMALL_ORDER.includes(y);
}

/** Whether this key signed these bytes. */
export async function holds(alg, raw, signature, signed) {
  if (alg === "ML-DSA-65") return raw.length === 1952 && signature.length === 3309 && ml_dsa65.verify(signature, signed, raw);
  const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", key, signature, signed);
}

/** Whether this browser has Ed25519 at all. */
export async function canCheck() {
  try {
    const raw = fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"); // RFC 8032, 7.1
    const signature = fromHex(
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    );
    return "isWellFormed" in String.prototype && (await holds("Ed25519", raw, signature, new Uint8Array()));
  } catch {
    return false;
  }
}

// Signed documents: JWS, general JSON form

const HEADER = ["alg", "kid", "suite", "typ"];

/** A signed document, NOT verified: `{payload, typ, suite, signatures: [{kid, alg, signed, signature}]}`. */
export function parseJws(bytes, maxBytes = LIMITS.documentBytes) {
  let outer, payload;
  try {
    outer = decodeCanonical(bytes, { maxBytes });
    if (!hasExactly(outer, ["payload", "signatures"])) refuse("JwsFormatError");
    payload = fromBase64url(outer.payload);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code === "TooLargeError") throw error;
    refuse("JwsFormatError", { because: error.code });
  }
  const count = Array.isArray(outer.signatures) ? outer.signatures.length : 0;
  if (count < 1 || count > LIMITS.signatures) refuse("JwsFormatError");
  const signatures = outer.signatures.map((one) => readSignature(one, outer.payload));
  return { payload, signatures };
}

function readSignature(item, payload) {
  if (isObject(item) && "header" in item) refuse("UnprotectedHeaderError");
  if (!hasExactly(item, ["protected", "signature"])) refuse("JwsFormatError");
  const header = readHeader(item.protected);
  let signature;
  try {
    signature = fromBase64url(item.signature);
  } catch {
    refuse("JwsFormatError");
  }
  if (signature.length > LIMITS.signatureBytes) refuse("JwsFormatError");
  return { ...header, signature, signed: bytesOf(`${item.protected}.${payload}`) };
}

function readHeader(text) {
  let header;
  try {
    header = decodeCanonical(fromBase64url(text), { maxBytes: LIMITS.headerBytes });
  } catch {
    refuse("SignatureHeaderError");
  }
  const fits = hasExactly(header, HEADER) && HEADER.every((name) => typeof header[name] === "string");
  return fits ? { ...header } : refuse("SignatureHeaderError");
}

/** The kind that all headers name, read only to find the keys to verify with. */
export function typOf(parsed) {
  const [first, ...others] = parsed.signatures;
  for (const one of others) {
    if (one.typ !== first.typ) refuse("TypMismatchError");
    if (one.suite !== first.suite) refuse("SuiteMismatchError");
  }
  return first.typ;
}

/** Exactly these keys have signed this kind of document, each once. Keys and suite come from the directory. */
export async function checkSigned(parsed, typ, keys, suite) {
  const algorithms = keys.map((key) => key.alg).sort();
  if (new Set(keys.map((key) => key.kid)).size !== keys.length || canonical(algorithms) !== canonical(algorithmsOf(suite) ?? null)) {
    refuse("KeySetWrongError");
  }
  for (const one of parsed.signatures) {
    if (one.typ !== typ) refuse("TypMismatchError");
    if (one.suite !== suite) refuse("SuiteMismatchError");
  }
  const found = new Map();
  for (const one of parsed.signatures) {
    if (found.has(one.kid)) refuse("SignatureDoubledError", { kid: one.kid });
    if (!keys.some((key) => key.kid === one.kid)) refuse("SignatureUnknownKeyError", { kid: one.kid });
    found.set(one.kid, one);
  }
  for (const key of keys) if (!found.has(key.kid)) refuse("SignatureMissingError", { kid: key.kid });
  for (const key of keys) {
    const one = found.get(key.kid);
    if (one.alg !== key.alg) refuse("SignatureHeaderError", { kid: key.kid });
    if (!(await signatureHolds(one, key))) refuse("SignatureWrongError", { kid: key.kid });
  }
}

/** The same, for one signature; remembered, since every version of the directory asks again. */
export async function signatureHolds(one, key) {
  one.held ??= await holds(key.alg, key.raw, one.signature, one.signed);
  return one.held;
}
