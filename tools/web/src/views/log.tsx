// The Log itself: Records in the order of recording, as they come, and what proves one.
import { useEffect, useRef } from "preact/hooks";

import { change, link, parameter } from "../address";
import { useAnswer } from "../answers";
import { knownAt } from "../clocks";
import { RecordRow } from "../history";
import { Instant, zoned } from "../instants";
import { useKnownSeq } from "../known_seq";
import { texts } from "../language";
import { Column, Downloads, Ground, Loading, Nothing, Panel, Refused, Shown, Table } from "../parts";
import { RecordProof } from "../record_proof";
import { Parameters } from "../service";
import { may } from "../session";
import { eventName, eventTypes } from "../terms";
import { Live } from "./log_live";

const PAGE = 100;

const text = texts({
  title: ["記録", "Records"],
  live: ["新しい記録を待つ", "Follow what is recorded"],
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
  unknown: ["この記録は、認識時点ではまだありません。", "At that moment this was not recorded yet."],
  close: ["閉じる", "Close"],
  auditors: ["証明は監査人が確かめられます。", "Auditors can check the proof."],
});
const FILTERS = ["subject", "type", "actor", "order"] as const;

const filters = (): Parameters => ({
  ...Object.fromEntries(FILTERS.map((name) => [name, parameter(name)])),
  retroactive: parameter("retroactive") ? true : null,
});

const beginning = (told: string): string => (told.length > 90 ? `${told.slice(0, 90)}…` : told);

const COLUMNS = (): Column<RecordRow>[] => [
  {
    key: "seq",
    title: text.seq,
    isNumber: true,
    cell: (row) => (
      <button type="button" class="plain" data-seq={row.seq} onClick={() => change({ seq: String(row.seq) })}>
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
  { key: "data", title: text.content, cell: (row) => <code>{beginning(JSON.stringify(row.data))}</code> },
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
            id="log-seq"
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

const isFiltered = (): boolean => [...FILTERS, "retroactive"].some((name) => parameter(name));

/** Where the pages up to the one shown begin. Without a filter the newest is shown, else the first that match. */
function pagesTo(end: number): number[] {
  const given = (parameter("from") ?? "").split("-").map(Number);
  if (given.every((seq) => seq > 0)) return given;
  return [isFiltered() ? 1 : Math.max(end - PAGE + 1, 1)];
}

/** How many seqs a page of matches spans nobody knows: going back takes the way that one came. */
function older(pages: number[]): string | null {
  if (pages.length > 1) return pages.slice(0, -1).join("-");
  return isFiltered() ? null : String(Math.max((pages[0] ?? 1) - PAGE, 1));
}

function List(props: { end: number }) {
  const pages = pagesTo(props.end);
  const from = pages[pages.length - 1] ?? 1;
  const parameters = { from, limit: PAGE, ...filters(), to: knownAt.value ? props.end : null };
  const asked = useAnswer<RecordRow>("/events", parameters);
  const rows = asked.answer?.rows ?? [];
  const next = (rows[rows.length - 1]?.seq ?? from) + 1;
  const newer = (isFiltered() ? [...pages, next] : [next]).join("-");
  const chosen = Number(parameter("seq"));
  const turn = (
    <>
      <button type="button" disabled={from <= 1} onClick={() => change({ from: older(pages) })}>
        {text.older}
      </button>
      <button type="button" disabled={rows.length < PAGE} onClick={() => change({ from: newer })}>
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

/** Back to where the record was opened. */
function close(seq: number): void {
  const opener = document.querySelector<HTMLElement>(`[data-seq="${seq}"]`) ?? document.getElementById("log-seq");
  opener?.focus();
  change({ seq: null });
}

function One(props: { seq: number; end: number; takesFocus: boolean }) {
  const isKnown = !knownAt.value || props.seq <= props.end;
  const asked = useAnswer<RecordRow>(isKnown ? "/events" : null, { from: props.seq, limit: 1 });
  return (
    <>
      <Panel
        title={`${text.one} ${props.seq}`}
        busy={asked.isLoading}
        takesFocus={props.takesFocus}
        actions={
          <button type="button" onClick={() => close(props.seq)}>
            {text.close}
          </button>
        }
      >
        {isKnown ? (
          <Shown asked={asked}>{(answer) => <pre>{JSON.stringify(answer.rows[0], null, 2)}</pre>}</Shown>
        ) : (
          <Nothing say={text.unknown} />
        )}
      </Panel>
      {isKnown && (may("auditor") ? <RecordProof seq={props.seq} /> : <p class="ground">{text.auditors}</p>)}
    </>
  );
}

/** What is known at the moment of the clock. */
function Known() {
  const end = useKnownSeq();
  const seq = Number(parameter("seq"));
  const arrived = useRef(seq); // a record that a link names is on top without being asked for
  useEffect(() => {
    if (seq !== arrived.current) arrived.current = 0;
  }, [seq]);
  if (end.refusal) return <Refused refusal={end.refusal} again={end.again} />;
  if (end.seq === null) return <Loading />;
  return (
    <>
      {seq > 0 && <One seq={seq} end={end.seq} takesFocus={seq !== arrived.current} />}
      {parameter("live") === "1" && <Live columns={COLUMNS()} filters={filters()} />}
      <List end={end.seq} />
    </>
  );
}

export default function Log() {
  return (
    <>
      <Filters />
      <label class="row">
        <input
          type="checkbox"
          checked={parameter("live") === "1"}
          onChange={(event) => change({ live: event.currentTarget.checked ? "1" : null })}
        />
        {text.live}
      </label>
      <Known />
    </>
  );
}
