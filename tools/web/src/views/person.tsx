// One person: the state of the day, and the career that led there.
import { useState } from "preact/hooks";

import { change, go, link, parameter } from "../address";
import { moment, useAnswer } from "../answers";
import { CareerLanes } from "../career_lanes";
import { asOf } from "../clocks";
import { contentOf } from "../content";
import { inEra, isDay } from "../days";
import { HistoryRow, RecordRow, useHistory, useRecords } from "../history";
import { Instant, instant, zoned } from "../instants";
import { language, texts } from "../language";
import { withLapses } from "../lapses";
import { Column, Downloads, Ground, Panel, Refused, Shown, Table, XLSX } from "../parts";
import { PersonState } from "../person";
import { label } from "../policy";
import { download, Refusal } from "../service";
import { may } from "../session";
import { eventName, word } from "../terms";
import { Unit, unitName, useUnits } from "../units";

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
  name: ["氏名", "Name"],
  status: ["状態", "Status"],
  unit: ["所属", "Unit"],
  rank: ["職位・職名", "Rank, post"],
  grade: ["級・号給", "Grade, step"],
  employment: ["任用・職種", "Employment, family"],
  personal: ["性別・生年月日・年齢", "Sex, birth, age"],
  hired: ["採用日・勤続年数", "Hired, years of service"],
  since: ["現職位・現所属", "Rank since, unit since"],
  term: ["任期満了", "End of term"],
  absence: ["休務・派遣", "Absence, secondment"],
  assignments: ["兼務・役割", "Assignments"],
  left: ["退職", "Left"],
});

const shown = (...parts: (string | number | null | undefined)[]): string =>
  parts.filter((part) => part !== null && part !== undefined && part !== "").join("・");
const dated = (day: string | null | undefined): string =>
  day && isDay(day) && language.value === "ja" ? inEra(day) : word(day);

function State(props: { of: PersonState; units: Unit[] }) {
  const { of, units } = props;
  const lines: [string, string][] = [
    [text.name, shown(word(of.name ?? "erased"), word(of.kana))],
    [text.status, shown(word(of.status))],
    [text.unit, shown(unitName(units, of.unit), label("authority", of.authority))],
    [text.rank, shown(label("rank", of.rank), of.post)],
    [text.grade, shown(of.grade, of.step)],
    [text.employment, shown(word(of.employment), label("job_family", of.job_family))],
    [text.personal, shown(word(of.sex), dated(of.birth), typeof of.age === "number" ? of.age : word(of.age))],
    [text.hired, shown(dated(of.hired), of.service_years)],
    [text.since, shown(dated(of.rank_since), dated(of.unit_since))],
    [text.term, dated(of.term_end)],
    [text.absence, shown(word(of.absence?.kind), dated(of.absence?.since), of.secondment?.host)],
    [
      text.assignments,
      of.assignments.map((one) => shown(word(one.kind), unitName(units, one.unit ?? null), one.label)).join("、"),
    ],
    [text.left, of.separated ? shown(dated(of.separated.last_day), label("reason", of.separated.reason)) : ""],
  ];
  return (
    <dl>
      {lines
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <>
            <dt key={name}>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
    </dl>
  );
}

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
  ...(may("hr") ? [{ key: "amend", title: text.amend, cell: amendmentsOf }] : []),
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
          <Downloads path={path} parameters={moment()} name={props.person} />
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
          if (/^[A-Za-z]+[0-9]+$/.test(typed.trim())) go("person", { person: typed.trim() });
          else if (typed.trim()) go("roster", { text: typed.trim() });
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
