// Reports (GET /v1/reports/…): their figures, a panel for each with chart, table, files and ground.
import { ComponentChildren } from "preact";

import { Asked, useAnswer } from "./answers";
import { asOf, knownAt } from "./clocks";
import { fiscalYearInEra } from "./days";
import { language, texts } from "./language";
import { Column, Downloads, Figure, Ground, number, Panel, Shown, Table } from "./parts";
import { entries, label } from "./policy";
import { Answer, Parameters } from "./service";

const text = texts({
  figure: ["数値の種類", "Figure"],
  value: ["値", "Value"],
  numerator: ["分子", "Numerator"],
  denominator: ["分母", "Denominator"],
  fiscal_year: ["年度", "Fiscal year"],
  authority: ["任命権者", "Authority"],
  age_band: ["年齢層", "Age band"],
  sex: ["性別", "Sex"],
  manager: ["管理職", "Managers"],
  yes: ["はい", "yes"],
  no: ["いいえ", "no"],
  rank_class: ["職位区分", "Rank class"],
  reason: ["事由", "Reason"],
  class: ["区分", "Class"],
  basis: ["分母の種類", "Divided by"],
  course: ["研修", "Course"],
  kind: ["種類", "Kind"],
  years: ["在職年数", "Years of service"],
  within_years: ["採用後年数", "Years since hiring"],
  female: ["女性", "Women"],
  male: ["男性", "Men"],
  unknown: ["不明", "Unknown"],
  partial: ["期間の途中", "the period is not over"],
});

/** One figure: what it is about stands beside `figure`, by the names of the dimensions. */
export interface ReportRow {
  figure: string;
  value: number | null;
  unit: string;
  numerator: number | null;
  denominator: number | null;
  as_of: string;
  fiscal_year?: number;
  suppressed?: boolean;
  partial?: boolean;
  [about: string]: unknown;
}

const OWN = [
  "report",
  "figure",
  "value",
  "unit",
  "numerator",
  "denominator",
  "population",
  "as_of",
  "policy_version",
  "suppressed",
  "partial",
  "exceptions",
];

/** `years` as "2014..2023"; without it the report is of the as-of day. */
export function useReport(report: string, years: string | null, more: Parameters = {}): Asked<Answer<ReportRow>> {
  return useAnswer<ReportRow>(`/reports/${report}`, reportParameters(years, more));
}

/** A report of years that are over is not asked again while the as-of day moves inside of one. */
export const reportParameters = (years: string | null, more: Parameters = {}): Parameters =>
  years
    ? { "fiscal-year": years, "known-at": knownAt.value, ...more }
    : { "as-of": asOf.value, "known-at": knownAt.value, ...more };

/** The row in which all these are so, and which is about nothing else. */
export function pick(rows: ReportRow[], wanted: Record<string, unknown>): ReportRow | undefined {
  const keys = Object.keys(wanted);
  return rows.find(
    (row) =>
      keys.every((key) => row[key] === wanted[key]) &&
      Object.keys(row).every((key) => OWN.includes(key) || keys.includes(key)),
  );
}

/** What a dimension can be in these rows, in their order. */
export const valuesOf = (rows: ReportRow[], dimension: string): string[] =>
  [...new Set(rows.map((row) => row[dimension]).filter((value) => value !== undefined && value !== null))].map(String);

const SEXES: Record<string, () => string> = {
  female: () => text.female,
  male: () => text.male,
  unknown: () => text.unknown,
};

/** What people call a value of a dimension. */
export function named(dimension: string, value: unknown): string {
  const id = String(value ?? "");
  switch (dimension) {
    case "sex":
      return SEXES[id]?.() ?? id;
    case "age_band":
      return language.value === "ja" ? id.replace(/^(\d+)s$/, "$1代") : id;
    case "fiscal_year":
      return fiscalYearInEra(Number(id));
    case "rank_class":
      return language.value === "ja"
        ? String(entries("rank").find((rank) => rank["class"] === id)?.["note"] ?? id)
        : id.replaceAll("_", " ");
    case "manager":
      return value ? text.yes : text.no;
    case "authority":
    case "reason":
    case "rank":
    case "job_family":
      return label(dimension, id);
    default:
      return id;
  }
}

const heading = (dimension: string): string => (text as Record<string, string>)[dimension] ?? dimension;

/** All figures, with what they are about, numerator and denominator. */
export function FigureTable(props: { caption: string; rows: ReportRow[]; names?: Record<string, string> }) {
  const about = [...new Set(props.rows.flatMap((row) => Object.keys(row)))].filter((key) => !OWN.includes(key));
  const columns: Column<ReportRow>[] = [
    { key: "figure", title: text.figure, cell: (row) => props.names?.[row.figure] ?? row.figure },
    ...about.map((key) => ({
      key,
      title: heading(key),
      cell: (row: ReportRow) => (row[key] === undefined ? "" : named(key, row[key])),
    })),
    {
      key: "value",
      title: text.value,
      isNumber: true,
      cell: (row) =>
        `${number(row.value, 0, row.suppressed)}${row.unit === "%" && row.value !== null ? "%" : ""}${row.partial ? " *" : ""}`,
    },
    {
      key: "numerator",
      title: text.numerator,
      isNumber: true,
      cell: (row) => number(row.numerator, 0, row.suppressed),
    },
    {
      key: "denominator",
      title: text.denominator,
      isNumber: true,
      cell: (row) => (row.denominator === null ? "" : number(row.denominator, 0, row.suppressed)),
    },
  ];
  return (
    <>
      <Table caption={props.caption} columns={columns} rows={props.rows} rowKey={(_, index) => index} />
      {props.rows.some((row) => row.partial) && <p class="ground">* {text.partial}</p>}
    </>
  );
}

/** A report as people read it: the chart, and below it all its figures. */
export function ReportPanel(props: {
  title: string;
  report: string;
  years: string | null;
  more?: Parameters;
  names?: Record<string, string>;
  actions?: ComponentChildren;
  chart: (rows: ReportRow[]) => ComponentChildren;
}) {
  const asked = useReport(props.report, props.years, props.more);
  const files = (
    <Downloads
      path={`/reports/${props.report}`}
      parameters={reportParameters(props.years, props.more)}
      name={props.report}
      xlsx
    />
  );
  return (
    <Panel
      title={props.title}
      busy={asked.isLoading}
      actions={
        <>
          {props.actions}
          {files}
        </>
      }
    >
      <Shown asked={asked}>
        {(answer) => (
          <>
            <Figure table={<FigureTable caption={props.title} rows={answer.rows} names={props.names ?? {}} />}>
              {props.chart(answer.rows)}
            </Figure>
            <Ground answer={answer} />
          </>
        )}
      </Shown>
    </Panel>
  );
}
