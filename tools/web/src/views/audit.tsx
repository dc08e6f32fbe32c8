// What auditors and operators look after: the signed state of the log, its verification and rebuild, certificates, and
// who has read personal fields.
import { useEffect, useState } from "preact/hooks";

import { moment, useAsked } from "../answers";
import { asOf } from "../clocks";
import { lastFullFiscalYear } from "../days";
import { texts } from "../language";
import { number, Panel, Refused } from "../parts";
import { readCheckpoint, toHex } from "../proof";
import { askText, call, download, Refusal, send, target } from "../service";
import { may } from "../session";
import { Accesses } from "./accesses";

const text = texts({
  checkpoint: ["最新のチェックポイント", "The newest checkpoint"],
  size: ["記録数", "Records"],
  root: ["木の根", "Root"],
  origin: ["発行元", "Origin"],
  verification: ["検証", "Verification"],
  verify: ["検証を始める", "Verify"],
  verifyWhat: ["すべての記録・表示・署名を確かめます。", "Checks every record, view and signature."],
  rebuild: ["再構築", "Rebuild"],
  begin: ["再構築を始める", "Rebuild"],
  rebuildWhat: [
    "すべての表示を記録から作り直し、今のものと比べます。",
    "Builds all views anew from the records, and compares them.",
  ],
  cancel: ["中止", "Cancel"],
  none: ["まだ行っていません。", "Not done yet."],
  running: ["実行中", "running"],
  done: ["完了", "done"],
  failed: ["失敗", "failed"],
  cancelled: ["中止", "cancelled"],
  certificates: ["証明書", "Certificates"],
  certificatesWhat: [
    "基準日と認識時点の答えに署名した証明書です。`rireki-verify certificate` で確かめられます。",
    "Signed certificates of answers at the clocks' moment; `rireki-verify certificate` checks them.",
  ],
  scorecard: ["指標", "Scorecard"],
  roster: ["名簿", "Roster"],
  headcount: ["職員数", "Headcount"],
});
const CERTIFICATE = "application/vnd.rireki.certificate";
const FOLLOW_MS = 400;

function Checkpoint() {
  const asked = useAsked("checkpoint", async () => readCheckpoint(await askText("/checkpoint", {}, "text/plain")));
  return (
    <Panel title={text.checkpoint} busy={asked.isLoading}>
      {asked.refusal && <Refused refusal={asked.refusal} again={asked.again} />}
      {asked.answer && (
        <dl>
          <dt>{text.size}</dt>
          <dd>{number(asked.answer.size)}</dd>
          <dt>{text.root}</dt>
          <dd>
            <code>{toHex(asked.answer.root)}</code>
          </dd>
          <dt>{text.origin}</dt>
          <dd>
            <code>{asked.answer.origin}</code>
          </dd>
        </dl>
      )}
    </Panel>
  );
}

interface Work {
  state: "none" | "running" | "done" | "failed" | "cancelled";
  done: number;
  total: number;
  report: Record<string, unknown> | null;
  detail: string | null;
}

/** Follows a long work until it ends. */
function useWork(path: string): { work: Work | null; refusal: Refusal | null; begin: () => void; cancel: () => void } {
  const [work, setWork] = useState<Work | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const look = () =>
    call(target(path))
      .then(async (told) => setWork((await told.json()) as Work))
      .catch(setRefusal);
  useEffect(() => void look(), []);
  useEffect(() => {
    if (work?.state !== "running") return;
    const timer = setTimeout(look, FOLLOW_MS);
    return () => clearTimeout(timer);
  }, [work]);
  const begin = () => {
    setRefusal(null);
    send<Work>(path, undefined).then(setWork, setRefusal);
  };
  const cancel = () => void call(target(path), { method: "DELETE" }).then(look, setRefusal);
  return { work, refusal, begin, cancel };
}

function LongWork(props: {
  title: string;
  what: string;
  button: string;
  path: string;
  mayBegin: boolean;
  mayCancel: boolean;
}) {
  const { work, refusal, begin, cancel } = useWork(props.path);
  const isRunning = work?.state === "running";
  return (
    <Panel
      title={props.title}
      busy={isRunning}
      actions={
        <>
          {props.mayBegin && (
            <button type="button" disabled={isRunning} onClick={begin}>
              {props.button}
            </button>
          )}
          {props.mayCancel && isRunning && (
            <button type="button" onClick={cancel}>
              {text.cancel}
            </button>
          )}
        </>
      }
    >
      <p class="ground">{props.what}</p>
      {refusal && <Refused refusal={refusal} />}
      <div aria-live="polite">
        {work && (
          <p class={work.state === "failed" ? "refused" : ""}>
            {work.state === "none" ? text.none : text[work.state]}
            {work.detail && `: ${work.detail}`}
          </p>
        )}
      </div>
      {isRunning && <progress aria-label={props.title} value={work.done} max={Math.max(work.total, 1)} />}
      {work?.report && (
        <dl>
          {Object.entries(work.report).map(([name, value]) => (
            <>
              <dt key={name}>{name}</dt>
              <dd>
                <code>{JSON.stringify(value)}</code>
              </dd>
            </>
          ))}
        </dl>
      )}
    </Panel>
  );
}

function Certificates() {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const get =
    (path: string, name: string, more = {}) =>
    () => {
      setRefusal(null);
      download(path, { ...moment(), ...more }, CERTIFICATE, `${name}-${asOf.value}.certificate`).catch(setRefusal);
    };
  return (
    <Panel title={text.certificates}>
      <p class="ground">{text.certificatesWhat}</p>
      <div class="row">
        <button
          type="button"
          onClick={get("/kpi", "scorecard", { "fiscal-year": lastFullFiscalYear(asOf.value), "as-of": null })}
        >
          {text.scorecard}
        </button>
        <button type="button" onClick={get("/roster", "roster")}>
          {text.roster}
        </button>
        <button type="button" onClick={get("/counts/headcount", "headcount", { by: "authority" })}>
          {text.headcount}
        </button>
      </div>
      {refusal && <Refused refusal={refusal} />}
    </Panel>
  );
}

export default function Audit() {
  return (
    <>
      <Checkpoint />
      <div class="two">
        <LongWork
          title={text.verification}
          what={text.verifyWhat}
          button={text.verify}
          path="/verification"
          mayBegin
          mayCancel={false}
        />
        <LongWork
          title={text.rebuild}
          what={text.rebuildWhat}
          button={text.begin}
          path="/rebuild"
          mayBegin={may("job")}
          mayCancel={may("job")}
        />
      </div>
      {may("auditor") && (
        <>
          <Certificates />
          <Accesses />
        </>
      )}
    </>
  );
}
