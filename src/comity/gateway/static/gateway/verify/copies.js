// Readable copies: `letter.json` holds what `letter.jws.json` signs, to the byte; `core.json` holds a part of it.
// A copy is signed by nobody. Here it is compared with the signed document beside it, and with nothing else.

import { Refusal, bytesOf, canonical, decodeCanonical, isObject, parseJws, LIMITS } from "./wire.js";

const SIGNED = /\.jws(\.json)?$|\.\*\.signed$/;

/** What can be said of each copy: `[{path, code}]`. A copy without its signed document is not opened. */
export async function compareCopies(copies, documents, step = async () => {}) {
  const signed = new Map();
  for (const { path, bytes } of documents) {
    const stem = path.replace(SIGNED, "");
    signed.set(stem, [...(signed.get(stem) ?? []), bytes]);
  }
  const found = [];
  for (const { path, file } of copies) {
    found.push({ path, ...(await compared(file, signed.get(stemOf(path)) ?? [], isCore(path))) });
    await step();
  }
  return found;
}

const isCore = (path) => /(^|\/)core\.json$/.test(path);
const stemOf = (path) => (isCore(path) ? path.replace(/core\.json$/, "letter") : path.replace(/\.json$/, ""));

async function compared(file, documents, core) {
  if (!documents.length) return { code: "copy_alone" };
  if (file.size > LIMITS.documentBytes) return { code: "copy_differs" };
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    const same = documents.every((one) => alike(bytes, saidBy(one, core)));
    return same ? { code: "copy_same" } : { code: "copy_differs" };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { code: "copy_undecided" };
  }
}

/** What the document signs, or the core of it. Raises Refusal where it cannot be read. */
function saidBy(document, core) {
  const { payload } = parseJws(document);
  if (!core) return payload;
  const value = decodeCanonical(payload, { maxBytes: LIMITS.documentBytes, maxText: LIMITS.text });
  if (!isObject(value) || !isObject(value.core)) throw new Refusal("LetterFormatError");
  return bytesOf(canonical(value.core));
}

const alike = (one, other) => one.length === other.length && one.every((byte, place) => byte === other[place]);
