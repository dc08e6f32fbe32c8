// The Log itself: Records in the order of recording, as they come, and what proves one.
import { useEffect, useState } from "preact/hooks";

import { change, link, parameter } from "../address";
import { useAnswer } from "../answers";
import { knownAt } from "../clocks";
import { RecordRow } from "../history";
import { Instant, zoned } from "../instants";
import { texts } from "../language";
import { Column, Downloads, Ground, Panel, Refused, Shown, Table } from "../parts";
import { RecordProof } from "../record_proof";
import { Parameters, Refusal } from "../service";
import { asker, may } from "../session";
import { follow } from "../stream";
import { eventName, eventTypes } from "../terms";

const PAGE = 100;
const LIVE_MAX = 500;

const text = texts({
  title: ["記録", "Records"],
  live: ["新しい記録を待つ", "Follow what is recorded"],
  waiting: ["接続中。新しい記録はここに現れます。", "On the line: new records appear here."],
  ended: ["接続が切れました。", "The line was cut."],
  newer: ["新しい方へ", "Newer"],
  older: ["古い方へ", "Older"],
  go: ["番号へ", "Go to seq"],
  subject: ["対象", "Subject"],
  type: ["出来事", "Event"],
  actor: ["記録者", "By"],
  order: ["発令番号", "Order"],
  retroactive: ["遡及のみ", "Retroactive only"],
  all: ["すべて", "All"],
  seq: ["記録番号", "Seq"],
  effective: ["発令日", "Effective"],
  recorded: ["記録日時", "Recorded"],
  content: ["内容", "Content"],
  one: ["記録", "Record"],
  close: ["閉じる", "Close"],
  auditors: ["証明は監査人が確かめられます。", "Auditors can check the proof."],
});
const FILTERS = ["subject", "type", "actor", "order"] as const;

/** The Log as it was at the moment of the clock. */
function bounds(): Parameters {
  const known = knownAt.value;
  if (!known) return {};
  return known.startsWith("seq:") ? { to: known.slice(4) } : { recorded: `..${known}` };
}

const filters = (): Parameters => ({
  ...Object.fromEntries(FILTERS.map((name) => [name, parameter(name)])),
  retroactive: parameter("retroactive") ? true : null,
});

const COLUMNS = (): Column<RecordRow>[] => [
  {
    key: "seq",
    title: text.seq,
    isNumber: true,
    cell: (row) => (
      <button type="button" class="plain" onClick={() => change({ seq: String(row.seq) })}>
        {row.seq}
      </button>
    ),
  },
  { key: "recorded", title: zoned(text.recorded), cell: (row) => <Instant of={row.recorded} length={19} /> },
  { key: "type", title: text.type, cell: (row) => eventName(row.type) },
  {
    key: "subject",
    title: text.subject,
    cell: (row) =>
      /^P\d/.test(row.subject) ? <a href={link("person", { person: row.subject })}>{row.subject}</a> : row.subject,
  },
  { key: "effective", title: text.effective, cell: (row) => row.effective ?? "" },
  { key: "actor", title: text.actor, cell: (row) => row.actor ?? "" },
  { key: "order", title: text.order, cell: (row) => row.order_ref ?? "" },
  { key: "data", title: text.content, cell: (row) => <code>{JSON.stringify(row.data).slice(0, 90)}</code> },
];

function Filters() {
  const input = (name: (typeof FILTERS)[number]) => (
    <label class="row">
      {text[name]}
      <input
        type="text"
        size={10}
        value={parameter(name) ?? ""}
        onChange={(event) => change({ [name]: event.currentTarget.value.trim() || null, from: null })}
      />
    </label>
  );
  return (
    <section class="panel">
      <div class="row">
        <label class="row">
          {text.go}
          <input
            type="number"
            min={1}
            value={parameter("seq") ?? ""}
            onChange={(event) => change({ seq: event.currentTarget.value || null })}
          />
        </label>
        {input("subject")}
        <label class="row">
          {text.type}
          <select
            value={parameter("type") ?? ""}
            onChange={(event) => change({ type: event.currentTarget.value || null, from: null })}
          >
            <option value="">{text.all}</option>
            {eventTypes().map((type) => (
              <option key={type} value={type}>
                {eventName(type)}
              </option>
            ))}
          </select>
        </label>
        {input("actor")}
        {input("order")}
        <label class="row">
          <input
            type="checkbox"
            checked={parameter("retroactive") === "1"}
            onChange={(event) => change({ retroactive: event.currentTarget.checked ? "1" : null, from: null })}
          />
          {text.retroactive}
        </label>
      </div>
    </section>
  );
}

const last = (): number => Number(asker.value?.known_at.slice(4) ?? 0);

/** Without a filter the newest are shown, else those that match from the beginning. */
function firstSeq(): number {
  const asked = Number(parameter("from"));
  if (asked > 0) return asked;
  const known = knownAt.value?.startsWith("seq:") ? Number(knownAt.value.slice(4)) : last();
  const isFiltered =
    [...FILTERS, "retroactive"].some((name) => parameter(name)) || (knownAt.value && !knownAt.value.startsWith("seq:"));
  return isFiltered ? 1 : Math.max(known - PAGE + 1, 1);
}

function List() {
  const from = firstSeq();
  const parameters = { from, limit: PAGE, ...filters(), ...bounds() };
  const asked = useAnswer<RecordRow>("/events", parameters);
  const rows = asked.answer?.rows ?? [];
  const next = (rows[rows.length - 1]?.seq ?? from) + 1;
  const chosen = Number(parameter("seq"));
  const turn = (
    <>
      <button type="button" disabled={from <= 1} onClick={() => change({ from: String(Math.max(from - PAGE, 1)) })}>
        {text.older}
      </button>
      <button type="button" disabled={rows.length < PAGE} onClick={() => change({ from: String(next) })}>
        {text.newer}
      </button>
      <Downloads path="/events" parameters={parameters} name="records" />
    </>
  );
  return (
    <Panel title={text.title} busy={asked.isLoading} actions={turn}>
      <Shown asked={asked}>
        {(answer) => (
          <>
            <Table
              caption={text.title}
              columns={COLUMNS()}
              rows={answer.rows}
              rowKey={(row) => row.seq}
              rowClass={(row) => (row.seq === chosen ? "chosen" : "")}
            />
            <Ground answer={answer} />
          </>
        )}
      </Shown>
    </Panel>
  );
}

/** Newest first, as they come, until the view is left. */
function Live() {
  const [rows, setRows] = useState<RecordRow[]>([]);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isCut, setCut] = useState(false);
  const key = JSON.stringify(filters());
  useEffect(() => {
    const stop = new AbortController();
    setRows([]);
    setCut(false);
    follow({ from: last() + 1, ...filters() }, stop.signal, (row) =>
      setRows((before) => [row, ...before].slice(0, LIVE_MAX)),
    ).then(
      () => setCut(true),
      (error) => !stop.signal.aborted && setRefusal(error as Refusal),
    );
    return () => stop.abort();
  }, [key]);
  return (
    <Panel title={text.live}>
      {refusal ? (
        <Refused refusal={refusal} />
      ) : (
        <p class={isCut ? "refused" : "done"} role="status">
          {isCut ? text.ended : `● ${text.waiting}`}
        </p>
      )}
      {rows.length > 0 && <Table caption={text.live} columns={COLUMNS()} rows={rows} rowKey={(row) => row.seq} />}
    </Panel>
  );
}

function One(props: { seq: number }) {
  const asked = useAnswer<RecordRow>("/events", { from: props.seq, limit: 1 });
  return (
    <>
      <Panel
        title={`${text.one} ${props.seq}`}
        busy={asked.isLoading}
        actions={
          <button type="button" onClick={() => change({ seq: null })}>
            {text.close}
          </button>
        }
      >
        <Shown asked={asked}>{(answer) => <pre>{JSON.stringify(answer.rows[0], null, 2)}</pre>}</Shown>
      </Panel>
      {may("auditor") ? <RecordProof seq={props.seq} /> : <p class="ground">{text.auditors}</p>}
    </>
  );
}

export default function Log() {
  const seq = Number(parameter("seq"));
  const isLive = parameter("live") === "1";
  return (
    <>
      <Filters />
      <label class="row">
        <input
          type="checkbox"
          checked={isLive}
          onChange={(event) => change({ live: event.currentTarget.checked ? "1" : null })}
        />
        {text.live}
      </label>
      {seq > 0 && <One seq={seq} />}
      {isLive && <Live />}
      <List />
    </>
  );
}
