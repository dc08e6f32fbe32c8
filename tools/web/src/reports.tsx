// Reports (GET /v1/reports/…): their figures, a panel for each with chart, table, files and ground.
import { ComponentChildren } from "preact";

import { Asked, useAnswer } from "./answers";
import { asOf, knownAt } from "./clocks";
import { heading, named } from "./dimensions";
import { texts } from "./language";
import { Column, Downloads, Figure, Ground, number, Panel, Shown, Table } from "./parts";
import { Answer, Parameters } from "./service";

const text = texts({
  figure: ["数値の種類", "Figure"],
  value: ["値", "Value"],
  numerator: ["分子", "Numerator"],
  denominator: ["分母", "Denominator"],
  withheld: ["秘匿の値は描いていません", "Withheld values are not drawn"],
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

const valueOf = (row: ReportRow): string => {
  const isShare = row.unit === "%" && row.value !== null;
  return `${number(row.value, isShare ? 1 : 0, row.suppressed)}${isShare ? "%" : ""}${row.partial ? " *" : ""}`;
};

const PARTS = (): Column<ReportRow>[] => [
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

interface Told {
  names?: Record<string, string>; // of the figures
  isEstimate?: boolean; // nobody counts its numerators and denominators
}

/** All figures, with what they are about, numerator and denominator. */
export function FigureTable(props: Told & { caption: string; rows: ReportRow[] }) {
  const about = [...new Set(props.rows.flatMap((row) => Object.keys(row)))].filter((key) => !OWN.includes(key));
  const columns: Column<ReportRow>[] = [
    { key: "figure", title: text.figure, cell: (row) => props.names?.[row.figure] ?? row.figure },
    ...about.map((key) => ({
      key,
      title: heading(key),
      cell: (row: ReportRow) => (row[key] === undefined ? "" : named(key, row[key])),
    })),
    { key: "value", title: text.value, isNumber: true, cell: valueOf },
    ...(props.isEstimate ? [] : PARTS()),
  ];
  return (
    <>
      <Table caption={props.caption} columns={columns} rows={props.rows} rowKey={(_, index) => index} />
      {props.rows.some((row) => row.partial) && <p class="ground">* {text.partial}</p>}
    </>
  );
}

/** Below a chart: how many of its values are missing, for they are withheld. */
export function Withheld(props: { of: { suppressed?: boolean }[] }) {
  const count = props.of.filter((row) => row.suppressed).length;
  return count === 0 ? null : (
    <p class="ground">
      {text.withheld} ({number(count)})
    </p>
  );
}

/** A report as people read it: the chart, and below it all its figures. */
export function ReportPanel(
  props: Told & {
    title: string;
    report: string;
    years: string | null;
    more?: Parameters;
    actions?: ComponentChildren;
    chart: (rows: ReportRow[]) => ComponentChildren;
    draws?: (row: ReportRow) => boolean; // which rows the chart is about, if not all
  },
) {
  const { title, report, names, isEstimate, draws } = props;
  const asked = useReport(report, props.years, props.more);
  const parameters = reportParameters(props.years, props.more);
  return (
    <Panel
      title={title}
      busy={asked.isLoading}
      actions={
        <>
          {props.actions}
          <Downloads path={`/reports/${report}`} parameters={parameters} name={report} xlsx />
        </>
      }
    >
      <Shown asked={asked}>
        {(answer) => (
          <>
            <Figure table={<FigureTable caption={title} rows={answer.rows} names={names} isEstimate={isEstimate} />}>
              {props.chart(answer.rows)}
              <Withheld of={draws ? answer.rows.filter(draws) : answer.rows} />
            </Figure>
            <Ground answer={answer} />
          </>
        )}
      </Shown>
    </Panel>
  );
}
