// One Record's bytes, and its proof, checked in this browser.
import { useEffect, useState } from "preact/hooks";

import { texts } from "./language";
import { Loading, Panel, Refused } from "./parts";
import { bundlePath, isIncluded, isSigned, Proof, readProof, recordIn, toHex } from "./proof";
import { askText, call, Refusal, target } from "./service";

const text = texts({
  title: ["記録の証明", "Proof of the record"],
  bytes: ["記録のバイト列", "The record's bytes"],
  included: ["この記録はチェックポイントの木に含まれています。", "The record is in the tree of the checkpoint."],
  missing: ["この記録はチェックポイントの木に含まれていません。", "The record is NOT in the tree of the checkpoint."],
  signed: ["チェックポイントの署名は検証鍵と一致します。", "The checkpoint is signed by the verifier key."],
  unsigned: ["チェックポイントの署名が検証鍵と一致しません。", "The checkpoint is NOT signed by the verifier key."],
  key: ["検証鍵", "Verifier keys"],
  compare: [
    "公表されている検証鍵と同じか確かめてください。別の鍵を貼り付けて検証することもできます。",
    "Compare it with the key that the organisation has published, or paste that one.",
  ],
  here: ["検証はこのブラウザーの中で行いました（SHA-256・Ed25519）。", "Checked in this browser (SHA-256, Ed25519)."],
  long: [
    "この記録は長いためバイト列の束に含まれません。",
    "The record is too long for a bundle; check it with rireki-verify.",
  ],
  tree: ["木の大きさ", "Size of the tree"],
});

interface Found {
  record: Uint8Array<ArrayBuffer> | null;
  proof: Proof;
  keys: string;
}

async function find(seq: number): Promise<Found> {
  const proof = readProof(await askText(`/proofs/${seq}`, {}, "text/plain"));
  const bundle = await call(target(bundlePath(seq, proof.checkpoint.size)));
  const keys = await askText("/verifier-key", {}, "text/plain");
  return { proof, keys, record: recordIn(new Uint8Array(await bundle.arrayBuffer()), seq) };
}

function Verdict(props: { isGood: boolean | null; good: string; bad: string }) {
  if (props.isGood === null) return null;
  return props.isGood ? (
    <p class="done">✓ {props.good}</p>
  ) : (
    <p class="refused" role="alert">
      ✗ {props.bad}
    </p>
  );
}

function Checked(props: { found: Found }) {
  const { record, proof } = props.found;
  const [keys, setKeys] = useState(props.found.keys);
  const [included, setIncluded] = useState<boolean | null>(null);
  const [signed, setSigned] = useState<boolean | null>(null);
  useEffect(() => {
    if (record) isIncluded(record, proof).then(setIncluded, () => setIncluded(false));
  }, [record, proof]);
  useEffect(() => {
    isSigned(proof.checkpoint, keys.trim()).then(setSigned, () => setSigned(false));
  }, [proof, keys]);
  return (
    <>
      {record ? (
        <Verdict isGood={included} good={text.included} bad={text.missing} />
      ) : (
        <p class="nothing">{text.long}</p>
      )}
      <Verdict isGood={signed} good={text.signed} bad={text.unsigned} />
      <p class="ground">
        {text.here} {text.tree}: {proof.checkpoint.size} · {toHex(proof.checkpoint.root)}
      </p>
      <label>
        {text.key}
        <textarea rows={2} value={keys} spellcheck={false} onInput={(event) => setKeys(event.currentTarget.value)} />
      </label>
      <p class="ground">{text.compare}</p>
      {record && (
        <details>
          <summary>
            {text.bytes} ({record.length})
          </summary>
          <pre>{toHex(record).replace(/(..)/g, "$1 ")}</pre>
        </details>
      )}
    </>
  );
}

export function RecordProof(props: { seq: number }) {
  const [found, setFound] = useState<Found | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  useEffect(() => {
    setFound(null);
    setRefusal(null);
    find(props.seq).then(setFound, (error) =>
      setRefusal(error instanceof Refusal ? error : new Refusal(0, "PROOF", String(error))),
    );
  }, [props.seq]);
  return (
    <Panel title={`${text.title} ${props.seq}`} busy={!found && !refusal}>
      {refusal ? <Refused refusal={refusal} /> : found ? <Checked key={props.seq} found={found} /> : <Loading />}
    </Panel>
  );
}
