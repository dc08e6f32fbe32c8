// The policy's KGI and KPI: value, trend, the straight line to the target, and what is behind each figure.

import { change, link, parameter } from "../address";
import { moment, useAnswer } from "../answers";
import { asOf, knownAt } from "../clocks";
import { endOfFiscalYear, fiscalYearInEra, lastFullFiscalYear } from "../days";
import { language, texts } from "../language";
import { Column, Downloads, Ground, number, Panel, Shown, Table } from "../parts";
import { entries } from "../policy";
import { reason } from "../reasons";
import { may } from "../session";
import { eventName } from "../terms";

const YEARS = 6;

const text = texts({
  title: ["指標（KGI・KPI）", "Indicators (KGI, KPI)"],
  id: ["番号", "No."],
  indicator: ["指標", "Indicator"],
  baseline: ["基準値", "Baseline"],
  target: ["目標値", "Target"],
  status: ["状況", "Status"],
  trend: ["推移", "Trend"],
  trendOf: ["推移と目標への直線", "trend, and the straight line to the target"],
  explain: ["根拠", "Explain"],
  definition: ["定義", "Definition"],
  records: ["この数値の根拠となる記録", "The records behind this figure"],
  seq: ["記録番号", "Seq"],
  what: ["出来事", "Event"],
  who: ["対象", "Subject"],
  effective: ["発令日", "Effective"],
  why: ["理由", "Why"],
  close: ["閉じる", "Close"],
  on_track: ["順調", "on track"],
  behind: ["遅れ", "behind"],
  met: ["達成", "met"],
  no_data: ["データなし", "no data"],
  withheld: ["秘匿", "withheld"],
  organisation: ["組織全体", "the organisation"],
});

interface Row {
  id: string;
  label: string;
  fiscal_year: number;
  value: number | null;
  unit: string;
  numerator: number | null;
  denominator: number | null;
  baseline: number | null;
  target: number | null;
  direction: "up" | "down";
  status: "met" | "on_track" | "behind" | "no_data" | null; // null: withheld
  suppressed?: boolean;
  partial?: boolean;
}

interface Indicator {
  id: string;
  rows: Row[]; // by fiscal year
  last: Row;
  decimals: number;
  baselineYear: number;
  targetYear: number;
  note: string;
}

const UNITS: Record<string, readonly [string, string]> = {
  persons: ["人", "persons"],
  spells: ["件", "spells"],
  score5: ["点", "of 5"],
  "hours/month": ["時間／月", "hours/month"],
  "days/year": ["日／年", "days/year"],
};
const unit = (name: string): string => UNITS[name]?.[language.value === "ja" ? 0 : 1] ?? name;

/** The rows of one indicator together, with what the policy says of it. */
function byIndicator(rows: Row[]): Indicator[] {
  const all = new Map<string, Row[]>();
  for (const row of rows) all.set(row.id, [...(all.get(row.id) ?? []), row]);
  return [...all].map(([id, own]) => {
    const defined = entries("indicator").find((entry) => entry.id === id);
    const point = (name: string): number => (defined?.[name] as { fiscal_year?: number } | undefined)?.fiscal_year ?? 0;
    return {
      id,
      rows: own,
      last: own[own.length - 1] as Row,
      decimals: Number(defined?.["decimals"] ?? 0),
      baselineYear: point("baseline"),
      targetYear: point("target"),
      note: String(defined?.["note"] ?? ""),
    };
  });
}

const ORGANISATION = "org"; // the subject of what is about nobody

const buttonOf = (id: string): string => `explain-${id}`;

const named = (one: Indicator): string =>
  entries("indicator").find((entry) => entry.id === one.id)?.label?.[language.value] ?? one.last.label;

/** Values as a line, and dashed the straight line from the baseline to the target. */
function Trend(props: { of: Indicator }) {
  const { rows, last, baselineYear, targetYear } = props.of;
  const points = rows.filter((row) => row.value !== null).map((row) => [row.fiscal_year, row.value as number] as const);
  const hasAim = last.baseline !== null && last.target !== null && targetYear > baselineYear;
  const aim = hasAim
    ? ([
        [baselineYear, last.baseline as number],
        [targetYear, last.target as number],
      ] as const)
    : [];
  const all = [...points, ...aim];
  if (all.length === 0) return null;
  const xs = all.map((p) => p[0]),
    ys = all.map((p) => p[1]);
  const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const x = (year: number): number => 4 + (136 * (year - left)) / Math.max(right - left, 1);
  const y = (value: number): number => 30 - (26 * (value - low)) / Math.max(high - low, 1e-9);
  const at = points[points.length - 1];
  return (
    <svg
      class="trend"
      viewBox="0 0 144 34"
      role="img"
      aria-label={`${text.trendOf}: ${points.map(([year, value]) => `${year} ${value}`).join(", ")}`}
    >
      {aim.length === 2 && (
        <line class="aim" x1={x(aim[0]![0])} y1={y(aim[0]![1])} x2={x(aim[1]![0])} y2={y(aim[1]![1])} />
      )}
      <polyline class="values" points={points.map(([year, value]) => `${x(year)},${y(value)}`).join(" ")} />
      {at && <circle class="dot" cx={x(at[0])} cy={y(at[1])} r="3" />}
    </svg>
  );
}

interface Evidence {
  seq: number;
  subject: string;
  type: string;
  effective: string;
  why: string;
}

const EVIDENCE = (): Column<Evidence>[] => [
  {
    key: "seq",
    title: text.seq,
    isNumber: true,
    cell: (row) => <a href={link("log", { seq: String(row.seq) })}>{row.seq}</a>,
  },
  { key: "type", title: text.what, cell: (row) => eventName(row.type) },
  {
    key: "subject",
    title: text.who,
    cell: (row) =>
      row.subject === ORGANISATION ? (
        text.organisation
      ) : (
        <a href={link("person", { person: row.subject })}>{row.subject}</a>
      ),
  },
  { key: "effective", title: text.effective, cell: (row) => row.effective },
  { key: "why", title: text.why, cell: (row) => reason(row.why) },
];

function Explained(props: { indicator: Indicator; year: number; onClose: () => void }) {
  const { indicator, year } = props;
  const asked = useAnswer<Evidence>(`/explain/${indicator.id}`, {
    "fiscal-year": year,
    "as-of": endOfFiscalYear(year) < asOf.value ? null : asOf.value,
    "known-at": knownAt.value,
  });
  return (
    <Panel
      title={`${text.records}: ${indicator.id} ${fiscalYearInEra(year)}`}
      busy={asked.isLoading}
      takesFocus
      actions={
        <button type="button" onClick={props.onClose}>
          {text.close}
        </button>
      }
    >
      <p>
        {named(indicator)}
        {indicator.note && (
          <>
            <br />
            {text.definition}: {indicator.note}
          </>
        )}
      </p>
      <Shown asked={asked}>
        {(answer) => (
          <>
            <Table caption={text.records} columns={EVIDENCE()} rows={answer.rows} rowKey={(row) => row.seq} />
            <Ground answer={answer} />
          </>
        )}
      </Shown>
    </Panel>
  );
}

const labelled = (one: Indicator): string =>
  language.value === "ja" ? `${named(one)}（${unit(one.last.unit)}）` : `${named(one)} (${unit(one.last.unit)})`;

function columnsOf(years: number[], explain: (indicator: Indicator) => void): Column<Indicator>[] {
  const value = (one: Indicator, year: number): string => {
    const row = one.rows.find((r) => r.fiscal_year === year);
    return number(row?.value, one.decimals, row?.suppressed);
  };
  return [
    { key: "id", title: text.id, cell: (one) => one.id },
    { key: "label", title: text.indicator, cell: labelled },
    ...years.map((year) => ({
      key: String(year),
      title: fiscalYearInEra(year),
      isNumber: true,
      cell: (one: Indicator) => value(one, year),
    })),
    { key: "baseline", title: text.baseline, isNumber: true, cell: (one) => number(one.last.baseline, one.decimals) },
    { key: "target", title: text.target, isNumber: true, cell: (one) => number(one.last.target, one.decimals) },
    {
      key: "status",
      title: text.status,
      cell: ({ last }) => <span class={`status ${last.status ?? ""}`}>{text[last.status ?? "withheld"]}</span>,
    },
    { key: "trend", title: text.trend, cell: (one) => <Trend of={one} /> },
    ...(may("auditor", "hr")
      ? [
          {
            key: "explain",
            title: text.explain,
            isControl: true,
            cell: (one: Indicator) => (
              <button
                id={buttonOf(one.id)}
                type="button"
                aria-label={`${text.explain} ${one.id}`}
                onClick={() => explain(one)}
              >
                {text.explain}
              </button>
            ),
          },
        ]
      : []),
  ];
}

function close(id: string): void {
  change({ explain: null });
  document.getElementById(buttonOf(id))?.focus();
}

export default function Scorecard() {
  const explained = may("auditor", "hr") ? parameter("explain") : null;
  const last = lastFullFiscalYear(asOf.value);
  const parameters = { "fiscal-year": `${last - YEARS + 1}..${last}`, "known-at": moment()["known-at"] };
  const asked = useAnswer<Row>("/kpi", parameters);
  const years = Array.from({ length: YEARS }, (_, n) => last - YEARS + 1 + n);
  const indicators = byIndicator(asked.answer?.rows ?? []);
  const open = indicators.find((one) => one.id === explained);
  return (
    <>
      <Panel
        title={text.title}
        busy={asked.isLoading}
        actions={<Downloads path="/kpi" parameters={parameters} name={`scorecard-${last}`} xlsx />}
      >
        <Shown asked={asked}>
          {(answer) => (
            <div class="scorecard">
              <Table
                caption={text.title}
                columns={columnsOf(years, (one) => change({ explain: one.id }))}
                rows={indicators}
                rowKey={(one) => one.id}
                rowClass={(one) => (one.id === explained ? "chosen" : "")}
              />
              <Ground answer={answer} />
            </div>
          )}
        </Shown>
      </Panel>
      {open && <Explained indicator={open} year={open.last.fiscal_year} onClose={() => close(open.id)} />}
    </>
  );
}
