// Who leaves, of how many, and how long people stay.
import { change, parameter } from "../address";
import { Chart, palette } from "../chart";
import { asOf } from "../clocks";
import { fiscalYearInEra, lastFullFiscalYear } from "../days";
import { named } from "../dimensions";
import { texts } from "../language";
import { pick, ReportPanel, ReportRow, valuesOf } from "../reports";

const YEARS = 10;

const text = texts({
  young: ["30代以下の自己都合退職者（任命権者別）", "Young leavers by authority"],
  rates: ["離職率", "Turnover rate"],
  basis: ["分母", "Denominator"],
  all: ["合計", "All"],
  reasons: ["事由別退職者数", "Leavers by reason"],
  byAge: ["普通退職率（年齢層別）", "Voluntary separation rate by age"],
  stability: ["定着率（1年以上在職）", "Stability index"],
  three: ["採用後3年以内の離職率", "Left within three years of hiring"],
  ten: ["採用後10年の継続勤務率", "Continued after ten years"],
  curve: ["在職継続曲線（カプラン・マイヤー）", "Survival in service (Kaplan–Meier)"],
  interval: ["95%信頼区間", "95% interval"],
  years: ["在職年数", "Years of service"],
  left: ["退職者", "Left"],
  rate: ["率", "Rate"],
  hired: ["採用者", "Hired"],
  at_risk: ["在職者", "At risk"],
  survival: ["継続率", "Survival"],
  lower: ["下限", "Lower bound"],
  upper: ["上限", "Upper bound"],
  continued: ["継続率", "Continued"],
});
const BASES = ["opening", "opening_and_closing", "month_ends", "person_days", "january_1"] as const;
const CLASSES = ["voluntary", "involuntary", "other", "unknown"] as const;

const years = (rows: ReportRow[]): string[] => valuesOf(rows, "fiscal_year");
const yearAxis = (rows: ReportRow[]) => ({
  type: "category",
  data: years(rows).map((year) => fiscalYearInEra(Number(year))),
});
const at = (rows: ReportRow[], wanted: Record<string, unknown>): (number | null)[] =>
  years(rows).map((year) => pick(rows, { fiscal_year: Number(year), ...wanted })?.value ?? null);

/** Bars of each year, one on the other. */
function Stacked(props: { label: string; rows: ReportRow[]; figure: string; dimension: string }) {
  const ids = valuesOf(
    props.rows.filter((row) => row.figure === props.figure),
    props.dimension,
  );
  return (
    <Chart
      label={props.label}
      option={{
        legend: { top: 0, type: "plain" },
        tooltip: { trigger: "axis" },
        xAxis: yearAxis(props.rows),
        yAxis: { type: "value" },
        grid: { left: 48, right: 16, top: 56, bottom: 28, containLabel: true },
        series: ids.map((id) => ({
          type: "bar",
          stack: "all",
          name: named(props.dimension, id),
          data: at(props.rows, { figure: props.figure, [props.dimension]: id }),
        })),
      }}
    />
  );
}

/** A line for each of these figures over the years. */
function Lines(props: { label: string; rows: ReportRow[]; lines: { name: string; of: Record<string, unknown> }[] }) {
  return (
    <Chart
      label={props.label}
      option={{
        legend: { top: 0 },
        tooltip: { trigger: "axis" },
        xAxis: yearAxis(props.rows),
        yAxis: { type: "value", axisLabel: { formatter: "{value}%" } },
        series: props.lines.map(({ name, of }) => ({ type: "line", name, data: at(props.rows, of) })),
      }}
    />
  );
}

function basisChosen(): string {
  const chosen = parameter("basis");
  return BASES.find((basis) => basis === chosen) ?? "opening";
}

const ChooseBasis = () => (
  <label class="row">
    {text.basis}
    <select value={basisChosen()} onChange={(event) => change({ basis: event.currentTarget.value })}>
      {BASES.map((basis) => (
        <option key={basis} value={basis}>
          {named("basis", basis)}
        </option>
      ))}
    </select>
  </label>
);

function Rates(props: { rows: ReportRow[] }) {
  const basis = basisChosen();
  const classes = CLASSES.filter((one) => props.rows.some((row) => row["class"] === one));
  return (
    <Lines
      label={text.rates}
      rows={props.rows}
      lines={[
        { name: text.all, of: { figure: "rate", basis } },
        ...classes.map((one) => ({ name: named("class", one), of: { figure: "rate", class: one, basis } })),
      ]}
    />
  );
}

type Point = [years: number, percent: number | null];
const difference = (a: number | null, b: number | null | undefined): number | null =>
  a === null || b === null || b === undefined ? null : a - b;

/** Survival, with its interval as a band behind it. */
function Curve(props: { rows: ReportRow[] }) {
  const of = (figure: string, kind: string) =>
    props.rows
      .filter((row) => row.figure === figure && row["class"] === kind)
      .map((row): Point => [Number(row["years"]), row.value]);
  const begun = (points: Point[]): Point[] => [[0, 100], ...points];
  const band = (kind: string, colour: string | undefined) => {
    const name = named("class", kind);
    const lower = begun(of("lower", kind)),
      upper = begun(of("upper", kind));
    const hidden = { type: "line", symbol: "none", lineStyle: { opacity: 0 }, silent: true, tooltip: { show: false } };
    return [
      { ...hidden, stack: kind, data: lower },
      {
        ...hidden,
        stack: kind,
        name: `${name} ${text.interval}`,
        areaStyle: { color: colour, opacity: 0.18 },
        color: colour,
        data: upper.map(([year, value], n) => [year, difference(value, lower[n]?.[1])]),
      },
      { type: "line", name, color: colour, data: begun(of("survival", kind)) },
    ];
  };
  return (
    <Chart
      label={text.curve}
      height={340}
      option={{
        legend: { top: 0, data: [named("class", "all"), named("class", "voluntary")] },
        tooltip: { trigger: "axis" },
        xAxis: { type: "value", name: text.years, nameLocation: "middle", nameGap: 26 },
        yAxis: { type: "value", min: 0, max: 100, axisLabel: { formatter: "{value}%" } },
        series: [...band("all", palette()[0]), ...band("voluntary", palette()[1])],
      }}
    />
  );
}

export default function Turnover() {
  const last = lastFullFiscalYear(asOf.value);
  const span = `${last - YEARS + 1}..${last}`;
  const sexes = [
    { name: text.all, of: {} },
    { name: named("sex", "female"), of: { sex: "female" } },
    { name: named("sex", "male"), of: { sex: "male" } },
  ];
  const bySex = (of: Record<string, unknown>) => sexes.map((one) => ({ name: one.name, of: { ...of, ...one.of } }));
  return (
    <div class="two">
      <ReportPanel
        title={text.young}
        report="young_leavers"
        years={span}
        names={text}
        draws={(row) => row["authority"] !== undefined}
        chart={(rows) => <Stacked label={text.young} rows={rows} figure="left" dimension="authority" />}
      />
      <ReportPanel
        title={text.rates}
        report="turnover_rates"
        years={span}
        names={text}
        actions={<ChooseBasis />}
        draws={(row) => row["basis"] === basisChosen()}
        chart={(rows) => <Rates rows={rows.filter((row) => row.figure === "rate")} />}
      />
      <ReportPanel
        title={text.reasons}
        report="turnover_rates"
        years={span}
        names={text}
        draws={(row) => row.figure === "left" && row["reason"] !== undefined}
        chart={(rows) => <Stacked label={text.reasons} rows={rows} figure="left" dimension="reason" />}
      />
      <ReportPanel
        title={text.byAge}
        report="separation_rate_by_age"
        years={span}
        names={text}
        draws={(row) => row["age_band"] !== undefined}
        chart={(rows) => (
          <Lines
            label={text.byAge}
            rows={rows}
            lines={valuesOf(rows, "age_band").map((band) => ({
              name: named("age_band", band),
              of: { figure: "rate", age_band: band },
            }))}
          />
        )}
      />
      <ReportPanel
        title={text.stability}
        report="stability"
        years={span}
        names={text}
        chart={(rows) => (
          <Lines label={text.stability} rows={rows} lines={[{ name: text.stability, of: { figure: "stability" } }]} />
        )}
      />
      <ReportPanel
        title={text.three}
        report="leaving_in_3_years"
        years={span}
        names={text}
        draws={(row) => row.figure === "left" && row["within_years"] === 3}
        chart={(rows) => <Lines label={text.three} rows={rows} lines={bySex({ figure: "left", within_years: 3 })} />}
      />
      <ReportPanel
        title={text.ten}
        report="continued_after_10_years"
        years={span}
        names={text}
        chart={(rows) => <Lines label={text.ten} rows={rows} lines={bySex({ figure: "continued" })} />}
      />
      <ReportPanel
        title={text.curve}
        report="retention_curve"
        years={null}
        names={text}
        isEstimate
        draws={(row) => row.unit === "%"}
        chart={(rows) => <Curve rows={rows} />}
      />
    </div>
  );
}
