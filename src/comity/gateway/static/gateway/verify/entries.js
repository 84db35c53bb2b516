// What a State declares in the directory, as far as keys are concerned: its authorities and nodes. The rules
// of comity.trust.entries and comity.trust.reading; what breaks one does not count, as there. Lists of
// people are not read: approvals are not checked in the browser.

import {
  Refusal, algorithmsOf, canonical, checkSigned, decodeCanonical, digestOf, fromBase64url, isObject, keyId,
  micros, parseJws, readKey, refuse,
} from "./wire.js";

const KIB = 1024;
export const STATE = /^[A-Z]{2}$/;
export const AUTHORITY = /^[A-Z]{2}(?:\/[a-z0-9][a-z0-9-]{0,62}){1,2}$/;
export const NODE = /^[a-z0-9][a-z0-9.-]{0,62}$/;
const CODE = /^[A-Za-z0-9][A-Za-z0-9._/:-]{0,99}$/;
const KEY_ID = /^[0-9a-f]{32}$/;
const WEB_ADDRESS = /^https?:\/\/[A-Za-z0-9.[\]:-]+(?:\/[A-Za-z0-9._~/-]*)?$/;
const ROLES = ["contact_point", "issuing", "ordering", "central", "provider"];
export const KINDS = ["authorities", "nodes", "people", "countersigned", "law"];
const COUNTERSIGNATURE_BYTES = 16 * KIB;

// Forms: each says whether a value has it

const form = (pattern) => (value) => typeof value === "string" && pattern.test(value);
const one = (...words) => (value) => words.includes(value);
const list = (item, most, least = 0) => (value) =>
  Array.isArray(value) && value.length >= least && value.length <= most && value.every(item);
const table = (item, most, least = 0) => (value) =>
  isObject(value) && list(form(CODE), most, least)(Object.keys(value)) && Object.values(value).every(item);
const short = (value) => typeof value === "string" && value.length > 0 && [...value].length <= 500;
const address = (value) => value === null || (form(WEB_ADDRESS)(value) && value.length <= 500);
const time = (value) => passes(() => micros(value));
const binary = (value) => passes(() => fromBase64url(value));
const flag = (value) => typeof value === "boolean";
const either = (...forms) => (value) => forms.some((fits) => fits(value));

/** An object with these members; those with a `?` may be absent. Other members are left as they are. */
const shape = (members) => (value) =>
  isObject(value) &&
  Object.entries(members).every(([name, fits]) => {
    const bare = name.replace("?", "");
    return bare in value ? fits(value[bare]) : name.endsWith("?");
  });

function passes(read) {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

const KEY = shape({ kid: form(KEY_ID), alg: one("Ed25519", "ML-DSA-65"), public: binary });
const SEALING = { kid: form(KEY_ID), "alg?": one("MLKEM768-X25519"), public: binary };
const SIGNER = {
  suite: form(CODE),
  keys: list(KEY, 4, 1),
  "revoked?": list(shape({ kid: form(KEY_ID), since: time, "reason?": short }), 500),
};
const AUTHORITY_ENTRY = shape({
  ...SIGNER,
  "entry?": one("comity-authority-1"),
  authority: form(AUTHORITY),
  state: form(STATE),
  name: table(short, 16, 1),
  role: one(...ROLES),
  node: form(NODE),
  "competences?": table(list(form(CODE), 16), 64),
  "languages?": list(form(CODE), 16),
  "hours?": short,
  "time_zone?": short,
  "acts_on_one_approval?": flag,
  valid_from: time,
});
const NODE_ENTRY = shape({
  ...SIGNER,
  "entry?": one("comity-node-1"),
  node: form(NODE),
  state: form(STATE),
  "post?": address,
  "collects_from?": either(one(null), form(NODE)),
  authorities: list(form(AUTHORITY), 50, 1),
  http: KEY,
  sealing: list(shape({ ...SEALING, from: time, to: time }), 60, 1),
  reading: shape(SEALING),
});

export const stateOf = (authority) => authority.split("/")[0];
const isProvider = (authority) => authority.split("/").slice(1, -1).join() === "provider";
const fileName = (authority) => `${authority.slice(3).replaceAll("/", ".")}.json`;

/** The kind in a path `RO/kind/name.json`; empty where it is none that counts. */
export function kindOf(path) {
  const parts = path.split("/");
  return parts.length === 3 && KINDS.includes(parts[1]) ? parts[1] : "";
}

/** Everything that counts of what a State published: `{authorities, nodes, refused}`. `targets`: path to bytes. */
export async function readState(state, targets) {
  const view = { authorities: new Map(), nodes: new Map(), refused: [] };
  for (const [path, bytes] of [...targets].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const kind = kindOf(path);
    try {
      if (kind === "authorities") {
        const entry = await authority(state, path, bytes, targets);
        view.authorities.set(entry.name, entry);
      } else if (kind === "nodes") {
        const entry = await node(state, path, bytes);
        view.nodes.set(entry.name, entry);
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      view.refused.push({ path, code: error.code });
    }
  }
  return view;
}

async function authority(state, path, bytes, targets) {
  const said = entry(AUTHORITY_ENTRY, bytes);
  if (said.state !== state || stateOf(said.authority) !== state) refuse("EntryOfOtherStateError");
  if (path !== `${state}/authorities/${fileName(said.authority)}`) refuse("EntryWrongError");
  const signer = await signerOf(said);
  if ((said.role === "provider") !== isProvider(said.authority)) refuse("EntryWrongError");
  if (isProvider(said.authority)) await checkCountersigned(said, signer, bytes, targets);
  return { ...signer, name: said.authority, state, node: said.node, validFrom: micros(said.valid_from) };
}

/** The provider's own keys have signed this very entry. */
async function checkCountersigned(said, signer, bytes, targets) {
  const document = targets.get(`${said.state}/countersigned/${fileName(said.authority)}`);
  if (!document) refuse("EntryNotCountersignedError");
  let parsed;
  try {
    parsed = parseJws(document, COUNTERSIGNATURE_BYTES);
    await checkSigned(parsed, "comity-entry", signer.keys, signer.suite);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refuse("EntryNotCountersignedError");
  }
  const expected = canonical({ authority: said.authority, entry: await digestOf(bytes) });
  if (new TextDecoder().decode(parsed.payload) !== expected) refuse("EntryNotCountersignedError");
}

async function node(state, path, bytes) {
  const said = entry(NODE_ENTRY, bytes);
  if (said.state !== state || said.authorities.some((name) => stateOf(name) !== state)) refuse("EntryOfOtherStateError");
  if (path !== `${state}/nodes/${said.node}.json`) refuse("EntryWrongError");
  const signer = await signerOf(said);
  if (said.http.alg !== "Ed25519") refuse("EntryWrongError");
  await readKey(said.http);
  for (const part of [said.reading, ...said.sealing]) {
    const raw = fromBase64url(part.public);
    if (raw.length !== 1216 || part.kid !== (await keyId("MLKEM768-X25519", raw))) refuse("KeyFormatError");
  }
  return { ...signer, name: said.node, state, authorities: said.authorities };
}

function entry(fits, bytes) {
  const said = decodeCanonical(bytes, { maxBytes: 256 * KIB });
  return fits(said) ? said : refuse("EntryWrongError");
}

/** Suite, keys and revocations; exactly the algorithms of a suite that we know, each once. */
async function signerOf(said) {
  const known = algorithmsOf(said.suite) ?? [];
  const keys = [];
  for (const part of said.keys) keys.push(await readKey(part));
  if (canonical(keys.map((key) => key.alg).sort()) !== canonical(known)) refuse("EntryWrongError");
  const revoked = (said.revoked ?? []).map((each) => ({ kid: each.kid, since: micros(each.since), text: each.since }));
  return { suite: said.suite, keys, revoked };
}
