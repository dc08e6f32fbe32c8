// What falls due: terms, returns, trainings, retirements, tenders; the overdue first.
import { change, link, parameter } from "../address";
import { moment, useAnswer } from "../answers";
import { Chart } from "../chart";
import { asOf } from "../clocks";
import { fiscalYearInEra, fiscalYearOf, inEra } from "../days";
import { named } from "../dimensions";
import { language, texts } from "../language";
import { Column, Downloads, Ground, Nothing, number, Panel, Shown, Table } from "../parts";
import { label } from "../policy";
import { pick, ReportPanel, ReportRow, valuesOf } from "../reports";
import { may } from "../session";
import { word } from "../terms";

const SHOWN_AT_ONCE = 100;
const PERIODS = [30, 90, 180, 365, 730];

const text = texts({
  title: ["期限のあるもの", "What falls due"],
  within: ["期間", "Within"],
  days: ["日以内", "days"],
  kind: ["種類", "Kind"],
  every: ["すべて", "All"],
  person: ["職員", "Person"],
  date: ["期限", "Due on"],
  what: ["内容", "What"],
  overdue: ["期限超過", "overdue"],
  more: ["さらに表示", "Show more"],
  of: ["件", "items"],
  ahead: ["年度別の期限", "Due by fiscal year"],
  noneOfKind: [
    "この種類のものは期間内にありません。期間を延ばすか、ほかの種類を選んでください。",
    "There is none of this kind. Choose a longer period or another kind.",
  ],
  coverage: ["研修の受講率", "Training coverage"],
  allCourses: ["全研修", "All courses"],
  covered: ["受講率", "Coverage"],
  due: ["期限", "Due"],
  aheadOf: ["受講予定", "Ahead"],
});
interface Due {
  kind: string;
  person: string;
  date: string;
  what: string | null;
}

const COLUMNS = (): Column<Due>[] => [
  {
    key: "date",
    title: text.date,
    cell: (row) => (
      <>
        {language.value === "ja" ? inEra(row.date) : row.date}
        {row.date < asOf.value && (
          <>
            {" "}
            <span class="status behind">{text.overdue}</span>
          </>
        )}
      </>
    ),
  },
  { key: "kind", title: text.kind, cell: (row) => named("kind", row.kind) },
  {
    key: "person",
    title: text.person,
    cell: (row) => <a href={link("person", { person: row.person })}>{row.person}</a>,
  },
  {
    key: "what",
    title: text.what,
    cell: (row) => (label("reason", row.what) === row.what ? word(row.what) : label("reason", row.what)),
  },
];

function Kinds(props: { rows: Due[]; chosen: string | null }) {
  const there = props.rows.map((row) => row.kind);
  const kinds = [...new Set(props.chosen ? [...there, props.chosen] : there)].sort();
  const button = (kind: string | null, count: number) => (
    <button
      key={kind ?? ""}
      type="button"
      aria-pressed={props.chosen === kind}
      onClick={() => change({ kind, shown: null })}
    >
      {kind ? named("kind", kind) : text.every} {number(count)}
    </button>
  );
  return (
    <div class="row" role="group" aria-label={text.kind}>
      {button(null, props.rows.length)}
      {kinds.map((kind) => button(kind, props.rows.filter((row) => row.kind === kind).length))}
    </div>
  );
}

/** The records of a CSV file; what is quoted may have line ends of its own. */
const recordsOf = (csv: string): string[] => csv.match(/(?:[^\r\n"]|"[^"]*")+/g) ?? [];

/** The header, and the records of one kind. */
const onlyOf = (kind: string) => (csv: string) =>
  recordsOf(csv)
    .filter((record, index) => index === 0 || record.startsWith(`${kind},`))
    .map((record) => `${record}\r\n`)
    .join("");

function List() {
  const within = Number(parameter("within")) || 90;
  const kind = parameter("kind");
  const shown = Number(parameter("shown")) || SHOWN_AT_ONCE;
  const parameters = { within, ...moment() };
  const asked = useAnswer<Due>("/due", parameters);
  const period = (
    <label class="row">
      {text.within}
      <select value={String(within)} onChange={(event) => change({ within: event.currentTarget.value, shown: null })}>
        {PERIODS.map((days) => (
          <option key={days} value={String(days)}>
            {days} {text.days}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <Panel
      title={text.title}
      busy={asked.isLoading}
      actions={
        <>
          {period}
          <Downloads path="/due" parameters={parameters} name="due" narrow={kind ? onlyOf(kind) : undefined} />
        </>
      }
    >
      <Shown asked={asked}>
        {(answer) => {
          const rows = answer.rows
            .filter((row) => !kind || row.kind === kind)
            .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
          return (
            <>
              <Kinds rows={answer.rows} chosen={kind} />
              {rows.length === 0 ? (
                <Nothing say={text.noneOfKind} />
              ) : (
                <Table
                  caption={text.title}
                  columns={COLUMNS()}
                  rows={rows.slice(0, shown)}
                  rowKey={(row, index) => `${row.person} ${row.kind} ${row.date} ${index}`}
                />
              )}
              {rows.length > shown && (
                <button type="button" onClick={() => change({ shown: String(shown + SHOWN_AT_ONCE) })}>
                  {text.more} ({number(shown)} / {number(rows.length)} {text.of})
                </button>
              )}
              <Ground answer={answer} />
            </>
          );
        }}
      </Shown>
    </Panel>
  );
}

function ByYear(props: { rows: ReportRow[] }) {
  const due = props.rows.filter((row) => row.figure === "due");
  const years = valuesOf(due, "fiscal_year");
  return (
    <Chart
      label={text.ahead}
      option={{
        legend: { top: 0 },
        tooltip: { trigger: "axis" },
        yAxis: { type: "value" },
        xAxis: { type: "category", data: years.map((year) => fiscalYearInEra(Number(year))) },
        series: valuesOf(due, "kind").map((kind) => ({
          type: "bar",
          stack: "all",
          name: named("kind", kind),
          data: years.map((year) => pick(due, { figure: "due", fiscal_year: Number(year), kind })?.value ?? null),
        })),
      }}
    />
  );
}

const percent = (point: { value: unknown }): string => `${number(Number(point.value), 1)}%`;

function Coverage(props: { rows: ReportRow[] }) {
  const covered = props.rows.filter((row) => row.figure === "coverage").reverse();
  return (
    <Chart
      label={text.coverage}
      option={{
        xAxis: { type: "value", max: 100, axisLabel: { formatter: "{value}%" } },
        tooltip: { trigger: "axis" },
        grid: { left: 48, right: 64, top: 32, bottom: 28, containLabel: true },
        yAxis: { type: "category", data: covered.map((row) => String(row["course"] ?? text.allCourses)) },
        series: [
          {
            type: "bar",
            name: text.covered,
            data: covered.map((row) => row.value),
            label: { show: true, position: "right", formatter: percent },
          },
        ],
      }}
    />
  );
}

export default function DueView() {
  const year = fiscalYearOf(asOf.value);
  const span = { "fiscal-year": `${year}..${year + 9}` };
  const names = { due: text.due, overdue: text.overdue, coverage: text.covered, ahead: text.aheadOf };
  return (
    <>
      <List />
      {may("auditor", "hr") && (
        <div class="two">
          <ReportPanel
            title={text.ahead}
            report="falling_due"
            years={null}
            more={span}
            names={names}
            draws={(row) => row.figure === "due"}
            chart={(rows) => <ByYear rows={rows} />}
          />
          <ReportPanel
            title={text.coverage}
            report="training_coverage"
            years={null}
            names={names}
            draws={(row) => row.figure === "coverage"}
            chart={(rows) => <Coverage rows={rows} />}
          />
        </div>
      )}
    </>
  );
}
