// One person: the state of the day, and the career that led there.
import { useEffect, useState } from "preact/hooks";

import { change, go, link, parameter } from "../address";
import { moment, useAnswer } from "../answers";
import { CareerLanes } from "../career_lanes";
import { asOf } from "../clocks";
import { contentOf } from "../content";
import { historyAsked, HistoryRow, RecordRow, useHistory, useRecords } from "../history";
import { Instant, instant, zoned } from "../instants";
import { texts } from "../language";
import { withLapses } from "../lapses";
import { Column, Downloads, Ground, Panel, Refused, Shown, Table, XLSX } from "../parts";
import { PersonState } from "../person";
import { label } from "../policy";
import { download, Refusal } from "../service";
import { may } from "../session";
import { eventName } from "../terms";
import { Unit, unitName, useUnits } from "../units";
import { dated, shown, State } from "./person_state";

const text = texts({
  choose: ["職員番号・氏名・カナ", "Number, name or kana"],
  find: ["探す", "Find"],
  state: ["基準日の状態", "State of the day"],
  career: ["経歴", "Career"],
  events: ["発令・出来事の一覧", "Events"],
  withVoid: ["訂正・取消も表示", "Also what was corrected and voided"],
  record: ["人事記録（Excel）", "Personnel record (Excel)"],
  seq: ["記録番号", "Seq"],
  effective: ["発令日", "Effective"],
  event: ["出来事", "Event"],
  content: ["内容", "Content"],
  place: ["所属・職位", "Unit, rank"],
  order: ["発令番号", "Order"],
  recorded: ["記録日時", "Recorded"],
  actor: ["記録者", "By"],
  changes: ["訂正・取消", "Corrected, voided"],
  corrected: ["訂正", "corrected"],
  voided: ["取消", "voided"],
  amend: ["操作", "Amend"],
  correct: ["訂正", "Correct"],
  void: ["取消", "Void"],
  lapsed: ["任期の定めによる", "by the end of the term"],
  later: ["基準日より後", "after the as-of day"],
});

const seqLink = (seq: number) =>
  may("auditor", "hr") ? (
    <a key={seq} href={link("log", { seq: String(seq) })}>
      {seq}
    </a>
  ) : (
    seq
  );

function changesOf(row: HistoryRow, records: Map<number, RecordRow>) {
  const by = (seq: number): string => {
    const record = records.get(seq);
    return record ? shown(record.actor, instant(record.recorded, 10)) : "";
  };
  return (
    <>
      {row.corrected_by.map((seq) => (
        <div key={seq}>
          {text.corrected} {seqLink(seq)} {by(seq)}
        </div>
      ))}
      {row.voided_by && (
        <div>
          {text.voided} {seqLink(row.voided_by)} {by(row.voided_by)}
        </div>
      )}
    </>
  );
}

/** Where an event that holds is corrected or voided. */
function amendmentsOf(row: HistoryRow) {
  if (row.voided_by || row.isLapse) return "";
  const to = (kind: string) =>
    link("orders", { kind, subject: row.state?.person ?? parameter("person"), target: row.id });
  return (
    <>
      <a href={to("correct")}>{text.correct}</a> <a href={to("void")}>{text.void}</a>
    </>
  );
}

const columnsOf = (units: Unit[], records: Map<number, RecordRow>): Column<HistoryRow>[] => [
  {
    key: "effective",
    title: text.effective,
    cell: (row) => (
      <>
        {dated(row.effective)}
        {row.effective > asOf.value && <div class="ground">{text.later}</div>}
      </>
    ),
  },
  {
    key: "event",
    title: text.event,
    cell: (row) => (
      <>
        {eventName(row.type)}
        {row.isLapse && <div class="ground">{text.lapsed}</div>}
      </>
    ),
  },
  { key: "content", title: text.content, cell: (row) => contentOf(row, units) },
  {
    key: "place",
    title: text.place,
    cell: (row) => (row.state ? shown(unitName(units, row.state.unit), label("rank", row.state.rank)) : ""),
  },
  { key: "order", title: text.order, cell: (row) => records.get(row.seq)?.order_ref ?? "" },
  { key: "recorded", title: zoned(text.recorded), cell: (row) => row.recorded && <Instant of={row.recorded} /> },
  { key: "actor", title: text.actor, cell: (row) => records.get(row.seq)?.actor ?? "" },
  { key: "changes", title: text.changes, cell: (row) => changesOf(row, records) },
  { key: "seq", title: text.seq, isNumber: true, cell: (row) => (row.isLapse ? "" : seqLink(row.seq)) },
  ...(may("hr") ? [{ key: "amend", title: text.amend, isControl: true, cell: amendmentsOf }] : []),
];

function Career(props: { person: string; units: Unit[] }) {
  const withVoid = parameter("void") === "1";
  const asked = useHistory(props.person, withVoid);
  const records = useRecords(props.person);
  const toggle = (
    <label class="row">
      <input
        type="checkbox"
        checked={withVoid}
        onChange={(event) => change({ void: event.currentTarget.checked ? "1" : null })}
      />
      {text.withVoid}
    </label>
  );
  const path = `/persons/${encodeURIComponent(props.person)}/history`;
  return (
    <Panel
      title={text.career}
      busy={asked.isLoading}
      actions={
        <>
          {toggle}
          <Downloads path={path} parameters={historyAsked(withVoid)} name={props.person} />
        </>
      }
    >
      <Shown asked={asked}>
        {(answer) => (
          <>
            <CareerLanes rows={answer.rows} asOf={asOf.value} units={props.units} />
            <Table
              caption={text.events}
              columns={columnsOf(props.units, records)}
              rows={withLapses(answer.rows, asOf.value)}
              rowKey={(row) => `${row.seq} ${row.effective}`}
              rowClass={(row) => (row.voided_by ? "voided" : row.corrected_by.length > 0 && withVoid ? "changed" : "")}
            />
            <Ground answer={answer} />
          </>
        )}
      </Shown>
    </Panel>
  );
}

function Choose() {
  const [typed, setTyped] = useState("");
  return (
    <section class="panel">
      <form
        class="row"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = typed.normalize("NFKC").trim();
          if (/^[A-Za-z]+[0-9]+$/.test(wanted)) go("person", { person: wanted });
          else if (wanted) go("roster", { text: wanted });
        }}
      >
        <label class="row">
          {text.choose}
          <input type="search" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
        </label>
        <button type="submit">{text.find}</button>
      </form>
    </section>
  );
}

function RecordFile(props: { person: string }) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const get = () =>
    download("/forms/personnel_record", { person: props.person, ...moment() }, XLSX, `${props.person}.xlsx`).catch(
      setRefusal,
    );
  return (
    <>
      <button type="button" onClick={get}>
        {text.record}
      </button>
      {refusal && <Refused refusal={refusal} />}
    </>
  );
}

export default function PersonView() {
  const person = parameter("person");
  const units = useUnits();
  const asked = useAnswer<PersonState>(person && `/persons/${encodeURIComponent(person)}`, moment());
  const large = person?.toUpperCase() ?? null;
  const isNobody = asked.answer?.rows.length === 0 && !asked.isLoading;
  useEffect(() => {
    if (isNobody && large !== person) change({ person: large }); // numbers are typed in small letters, too
  }, [isNobody, person]);
  if (!person) return <Choose />;
  return (
    <>
      <Choose />
      <Panel
        title={`${person} ${text.state}`}
        busy={asked.isLoading}
        actions={may("auditor", "hr") && <RecordFile person={person} />}
      >
        <Shown asked={asked}>
          {(answer) => (
            <>
              {answer.rows.map((row) => (
                <State key={row.person} of={row} units={units} />
              ))}
              <Ground answer={answer} />
            </>
          )}
        </Shown>
      </Panel>
      <Career person={person} units={units} />
    </>
  );
}
