// Which of the files that were handed in are read: a name decides, before anything is opened. Evidence is not.

import { LIMITS, sha256, toBase64url } from "./wire.js";

const MIB = 1024 * 1024;
export const FILES = { seen: 50_000, read: 20_000, bytes: 256 * MIB };
const FILE_BYTES = { anchor: LIMITS.anchorBytes, metadata: 8 * MIB, target: 16 * MIB, document: LIMITS.documentBytes, detached: LIMITS.documentBytes };

const DETACHED = /^(.+)\.(Ed25519|ML-DSA-65)\.([0-9a-f]{32})\.(signed|signature)$/;
const READ = [
  ["document", /\.jws(\.json)?$/],
  ["detached", DETACHED],
  ["metadata", /^[1-9][0-9]{0,8}\.(root|timestamp|snapshot|targets|[A-Z]{2})\.json$/],
  ["target", /^[0-9a-f]{64}\.[A-Za-z0-9._-]+\.json$/],
  ["anchor", /anchor[^/]*\.json$/i],
];
/** Readable copies of what a signed document beside them says; opened only to be compared with it. */
const COPY = /^(letter|core|receipt|manifest|checkpoint)\.json$/;
/** Other files of an export, none of which is opened, by what has to be said of them. */
const NOT_NEEDED = [
  { code: "approval", form: /^approval-[0-9]+\./ },
  { code: "list", form: /^(bagit|bag-info|manifest-sha256|tagmanifest-sha256)\.txt$/ },
  { code: "text", form: /^(HOW-TO-CHECK\.md|summary\.html)$|\.jsonl$/ },
  { code: "part", form: /^timestamp\.json$|\.pem$|^[0-9a-f]{64}\.json$/ },
];
const NOT_NEEDED_FOLDERS = ["formats", "verifier", "statements", "keys"];

/** What a file is, by its name alone: one of those read, `copy`, or the code of why it is not read. */
export function kindOfFile(path) {
  const folders = path.split("/");
  const name = folders.pop();
  if (folders.includes("exhibits") && !/^manifest\./.test(name)) return "evidence";
  const found = READ.find(([, form]) => form.test(name));
  if (found) return found[0];
  if (folders.includes("attachments")) return "attachment";
  if (COPY.test(name)) return "copy";
  const known = NOT_NEEDED.find((one) => one.form.test(name));
  if (known) return known.code;
  return folders.some((one) => NOT_NEEDED_FOLDERS.includes(one)) ? "part" : "evidence";
}

/** All that was handed in so far. */
export class Given {
  constructor() {
    this.anchors = [];
    this.metadata = new Map();
    this.targets = new Map();
    this.documents = [];
    this.notRead = []; // {path, code}
    this.copies = []; // {path, file}
    this.twice = "";
    this.count = 0;
    this.bytes = 0;
    this.times = 0; // how often something was handed in
    this.halves = new Map(); // detached signatures by document
  }

  /** Take files: `[{path, file}]`; with `kind` where the reader has said what it is. */
  async take(files, step = async () => {}) {
    this.times += 1;
    const documents = new Set(files.map((one) => one.path.replace(/\.jws(\.json)?$/, "")).filter((stem, place) => stem !== files[place].path));
    const roots = files.filter((one) => /(^|\/)(bagit\.txt|comity-seal\.jws\.json)$/.test(one.path)).map((one) => one.path.replace(/[^/]*$/, ""));
    for (const { path, file, kind: told } of files) {
      const kind = told ?? kindOfFile(path);
      const computed = kind === "detached" && documents.has(path.replace(/\.[^.]+\.[0-9a-f]{32}\.[a-z]+$/, ""));
      if (computed) this.notRead.push({ path, code: "signed_again" });
      else if (kind === "copy") this.copies.push({ path, file });
      else if (kind in FILE_BYTES) await this.takeOne(kind, path, file, roots);
      else this.notRead.push({ path, code: kind });
      await step();
    }
    this.putTogether();
  }

  async takeOne(kind, path, file, roots) {
    if (this.count >= FILES.read || this.bytes + file.size > FILES.bytes) {
      this.notRead.push({ path, code: "too_many" });
      return;
    }
    if (file.size > FILE_BYTES[kind]) {
      this.notRead.push({ path, code: "too_large" });
      return;
    }
    this.count += 1;
    this.bytes += file.size;
    const bytes = new Uint8Array(await file.arrayBuffer());
    const name = path.split("/").at(-1);
    if (kind === "anchor") this.anchors.push({ path, bytes, inside: roots.some((root) => root && path.startsWith(root)) });
    else if (kind === "metadata") await this.takeMetadata(name.replace(/\.json$/, ""), bytes);
    else if (kind === "target") this.targets.set(await sha256(bytes), bytes);
    else if (kind === "detached") this.takeHalf(path, bytes);
    else this.documents.push({ path, bytes });
  }

  async takeMetadata(name, bytes) {
    const before = this.metadata.get(name);
    if (before && (await sha256(before)) !== (await sha256(bytes))) this.twice = `${name}.json`;
    this.metadata.set(name, before ?? bytes);
  }

  // Detached signatures: `letter.Ed25519.KEY.signed` and `.signature` say what `letter.jws.json` says

  takeHalf(path, bytes) {
    const folder = path.replace(/[^/]*$/, "");
    const [, name, alg, kid, half] = DETACHED.exec(path.slice(folder.length));
    const place = `${this.times} ${folder}${name}`;
    const document = this.halves.get(place) ?? { path: `${folder}${name}`, times: this.times, signatures: new Map() };
    const signature = document.signatures.get(kid) ?? { alg };
    document.signatures.set(kid, { ...signature, [half]: bytes });
    this.halves.set(place, document);
  }

  /** Put documents together from their detached signatures, where the document itself is not at hand. */
  putTogether() {
    const here = new Set(this.documents.map((one) => one.path.replace(/\.jws(\.json)?$/, "")));
    for (const [place, { path, signatures }] of this.halves) {
      const parts = [...signatures].sort(([, a], [, b]) => (a.alg < b.alg ? -1 : 1));
      if (parts.some(([, one]) => !one.signed || !one.signature)) {
        this.notRead.push({ path, code: "half_missing" });
      } else if (!here.has(path)) {
        this.documents.push({ path: `${path}.*.signed`, bytes: whole(parts.map(([, one]) => one)) });
      }
      this.halves.delete(place);
    }
  }
}

function whole(parts) {
  const texts = parts.map((one) => new TextDecoder().decode(one.signed).split("."));
  const payloads = new Set(texts.map(([, payload]) => payload));
  const signatures = texts.map(([header], place) => ({ protected: header, signature: toBase64url(parts[place].signature) }));
  // Parts over different texts belong to no one document: what is made of them is refused as none.
  const document = { payload: payloads.size === 1 ? texts[0][1] ?? null : null, signatures };
  return new TextEncoder().encode(JSON.stringify(document));
}
