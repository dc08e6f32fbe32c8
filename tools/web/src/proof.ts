// Proofs checked where they are read: that a Record is in the log that a checkpoint signs. Formats: C2SP tlog-proof,
// tlog-checkpoint, signed-note and tlog-tiles; hashes as in RFC 6962; the walk up the tree is that of RFC 9162, 2.1.3.2.
type Bytes = Uint8Array<ArrayBuffer>;

const BUNDLE_RECORDS = 256;
const LEAF = 0,
  NODE = 1,
  ED25519 = 1;
const KEY_ID_BYTES = 4;

export interface Checkpoint {
  origin: string;
  size: number;
  root: Bytes;
  text: string; // what is signed
  signatures: { name: string; bytes: Bytes }[];
}

export interface Proof {
  index: number;
  path: Bytes[];
  checkpoint: Checkpoint;
}

export function fromBase64(text: string): Bytes {
  const decoded = atob(text);
  return Uint8Array.from(decoded, (character) => character.charCodeAt(0));
}

export const toHex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const joined = (...parts: (Uint8Array | number)[]): Bytes =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === "number" ? [part] : [...part])));

const sha256 = async (bytes: Bytes): Promise<Bytes> => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, i) => byte === b[i]);

/** Errors: a text that is no checkpoint. */
export function readCheckpoint(note: string): Checkpoint {
  const end = note.indexOf("\n\n");
  const [origin, size, root] = note.slice(0, end).split("\n");
  if (end < 0 || !origin || !/^\d+$/.test(size ?? "") || !root) throw new Error("not a checkpoint");
  const signatures = note
    .slice(end + 2)
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [, name = "", bytes = ""] = line.split(" ");
      return { name, bytes: fromBase64(bytes) };
    });
  return { origin, size: Number(size), root: fromBase64(root), text: note.slice(0, end + 1), signatures };
}

/** Errors: a text that is no proof. */
export function readProof(text: string): Proof {
  const end = text.indexOf("\n\n");
  const [format, index, ...path] = text.slice(0, end).split("\n");
  if (format !== "c2sp.org/tlog-proof@v1" || !/^index \d+$/.test(index ?? "")) throw new Error("not a proof");
  return {
    index: Number((index ?? "").slice(6)),
    path: path.map(fromBase64),
    checkpoint: readCheckpoint(text.slice(end + 2)),
  };
}

/** Whether these bytes are the Record at the proof's place in the tree of the proof's checkpoint. */
export async function isIncluded(record: Bytes, proof: Proof): Promise<boolean> {
  let at = proof.index,
    last = proof.checkpoint.size - 1;
  if (at > last) return false;
  let hash = await sha256(joined(LEAF, record));
  for (const sibling of proof.path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = await sha256(joined(NODE, sibling, hash));
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      hash = await sha256(joined(NODE, hash, sibling));
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && same(hash, proof.checkpoint.root);
}

/** Whether one of these verifier keys ("name+id+key", a line each) has signed the checkpoint. */
export async function isSigned(checkpoint: Checkpoint, verifierKeys: string): Promise<boolean> {
  const text = new TextEncoder().encode(checkpoint.text);
  for (const line of verifierKeys.split("\n").filter(Boolean)) {
    const [name = "", , encoded = ""] = line.split("+", 2).concat(line.split("+").slice(2).join("+"));
    const key = fromBase64(encoded);
    if (key[0] !== ED25519 || name !== checkpoint.origin) continue;
    const id = (await sha256(joined(new TextEncoder().encode(`${name}\n`), key))).slice(0, KEY_ID_BYTES);
    const verifier = await crypto.subtle.importKey("raw", key.slice(1), "Ed25519", false, ["verify"]);
    for (const signature of checkpoint.signatures) {
      if (signature.name !== name || !same(signature.bytes.slice(0, KEY_ID_BYTES), id)) continue;
      if (await crypto.subtle.verify("Ed25519", verifier, signature.bytes.slice(KEY_ID_BYTES), text)) return true;
    }
  }
  return false;
}

/** Where the bundle with this Record lies (tlog-tiles): groups of three digits, the edge of the tree with its width. */
export function bundlePath(seq: number, size: number): string {
  const bundle = Math.floor((seq - 1) / BUNDLE_RECORDS);
  const groups: string[] = [];
  for (let rest = bundle; groups.length === 0 || rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`${groups.length ? "x" : ""}${String(rest % 1000).padStart(3, "0")}`);
  }
  const width = Math.min(size - bundle * BUNDLE_RECORDS, BUNDLE_RECORDS);
  return `/tile/entries/${groups.join("/")}${width < BUNDLE_RECORDS ? `.p/${width}` : ""}`;
}

/** The Record's bytes out of its bundle; null for one that is too long for bundles. */
export function recordIn(bundle: Uint8Array, seq: number): Bytes | null {
  let at = 0;
  const length = (): number => ((bundle[at] ?? 0) << 8) | (bundle[at + 1] ?? 0);
  for (let skip = (seq - 1) % BUNDLE_RECORDS; skip > 0; --skip) at += 2 + length();
  return length() === 0 ? null : joined(bundle.slice(at + 2, at + 2 + length()));
}
