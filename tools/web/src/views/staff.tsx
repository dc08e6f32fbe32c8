// Who works here: how many over the years, how old, on which ranks, where.
import { link } from "../address";
import { moment, useAnswer } from "../answers";
import { Chart } from "../chart";
import { asOf } from "../clocks";
import { fiscalYearInEra, fiscalYearOf } from "../days";
import { named } from "../dimensions";
import { texts } from "../language";
import { Downloads, Figure, Ground, number, Panel, Shown, Table } from "../parts";
import { pick, ReportPanel, ReportRow, valuesOf, Withheld } from "../reports";
import { may } from "../session";
import { depthOf, Unit } from "../units";

const YEARS = 10;

const text = texts({
  trend: ["職員数の推移（4月1日）", "Staff on 1 April"],
  age: ["年齢構成（男女別）", "Age structure by sex"],
  rank: ["職位別男女比", "Sex by rank class"],
  authority: ["任命権者別職員数", "Headcount by authority"],
  appointing: ["任命権者", "Authority"],
  units: ["組織と定数", "Units and quotas"],
  unit: ["所属", "Unit"],
  code: ["番号", "Code"],
  persons: ["職員数（人）", "Staff"],
  quota: ["定数", "Quota"],
  share: ["構成比", "Share of staff"],
  women: ["女性の割合", "Share of women"],
  total: ["合計", "Total"],
  managers: ["管理職の女性割合", "Women among managers"],
});
const FIGURES = {
  get staff() {
    return text.persons;
  },
  get share() {
    return text.share;
  },
  get women_share() {
    return text.women;
  },
};
const SEXES = ["male", "female", "unknown"];

const bySex = (row: ReportRow): boolean => row.figure === "staff" && row["sex"] !== undefined;
const mirrored = (value: number | null): number | null => (value === null ? null : -value);
const absolute = (value: unknown): string => number(typeof value === "number" ? Math.abs(value) : null);

function Trend(props: { rows: ReportRow[] }) {
  const rows = props.rows.filter((row) => row.figure === "staff");
  return (
    <Chart
      label={text.trend}
      option={{
        xAxis: { type: "category", data: rows.map((row) => fiscalYearInEra(row.fiscal_year ?? 0)) },
        yAxis: { type: "value", scale: true },
        tooltip: { trigger: "axis" },
        series: [
          {
            type: "line",
            name: text.persons,
            data: rows.map((row) => row.value),
            label: { show: true, position: "top" },
          },
        ],
      }}
    />
  );
}

/** Men to the left, women to the right, the oldest on top; whoever has no known sex is in the table. */
function Pyramid(props: { rows: ReportRow[] }) {
  const bands = valuesOf(props.rows, "age_band");
  const counts = (sex: string): (number | null)[] =>
    bands.map((band) => pick(props.rows, { figure: "staff", age_band: band, sex })?.value ?? null);
  return (
    <Chart
      label={text.age}
      height={320}
      option={{
        legend: { top: 0 },
        tooltip: { trigger: "axis", valueFormatter: absolute },
        xAxis: { type: "value", axisLabel: { formatter: absolute } },
        yAxis: { type: "category", data: bands.map((band) => named("age_band", band)), axisTick: { show: false } },
        series: [
          { type: "bar", stack: "all", name: named("sex", "male"), data: counts("male").map(mirrored) },
          { type: "bar", stack: "all", name: named("sex", "female"), data: counts("female") },
        ],
      }}
    />
  );
}

function ByRank(props: { rows: ReportRow[] }) {
  const classes = valuesOf(props.rows, "rank_class").reverse();
  const sexes = SEXES.filter((sex) => props.rows.some((row) => row["sex"] === sex));
  const managers = pick(props.rows, { figure: "women_share", manager: true });
  return (
    <>
      {managers && (
        <p>
          {text.managers}:{" "}
          {managers.value === null ? (
            number(null, 0, managers.suppressed)
          ) : (
            <>
              <strong>{number(managers.value, 1)}%</strong> ({number(managers.numerator)} /{" "}
              {number(managers.denominator)})
            </>
          )}
        </p>
      )}
      <Chart
        label={text.rank}
        height={320}
        option={{
          legend: { top: 0 },
          tooltip: { trigger: "axis" },
          xAxis: { type: "value" },
          yAxis: { type: "category", data: classes.map((one) => named("rank_class", one)) },
          series: sexes.map((sex) => ({
            type: "bar",
            stack: "all",
            name: named("sex", sex),
            data: classes.map((one) => pick(props.rows, { figure: "staff", rank_class: one, sex })?.value ?? null),
          })),
        }}
      />
    </>
  );
}

interface Count {
  authority: string;
  count: number | null;
  suppressed?: boolean;
}

const AuthorityTable = (props: { rows: Count[] }) => (
  <Table
    caption={text.authority}
    rows={props.rows}
    rowKey={(row) => row.authority}
    columns={[
      { key: "authority", title: text.appointing, cell: (row) => named("authority", row.authority) },
      { key: "count", title: text.persons, isNumber: true, cell: (row) => number(row.count, 0, row.suppressed) },
    ]}
  />
);

const AuthorityChart = (props: { rows: Count[] }) => (
  <Chart
    label={text.authority}
    height={220}
    option={{
      xAxis: { type: "value" },
      yAxis: { type: "category", data: props.rows.map((row) => named("authority", row.authority)), inverse: true },
      series: [
        {
          type: "bar",
          data: props.rows.map((row) => row.count),
          label: { show: true, position: "right" },
        },
      ],
    }}
  />
);

/** The total is asked apart: where a part of it is withheld, the parts do not add up to it. */
function ByAuthority() {
  const parameters = { by: "authority", ...moment() };
  const asked = useAnswer<Count>("/counts/headcount", parameters);
  const whole = useAnswer<Count>("/counts/headcount", moment());
  const total = whole.answer?.rows[0];
  return (
    <Panel
      title={text.authority}
      busy={asked.isLoading || whole.isLoading}
      actions={<Downloads path="/counts/headcount" parameters={parameters} name="headcount" />}
    >
      <Shown asked={asked}>
        {(answer) => (
          <>
            <p>
              {text.total}: <strong>{number(total?.count, 0, total?.suppressed)}</strong>
            </p>
            <Figure table={<AuthorityTable rows={answer.rows} />}>
              <AuthorityChart rows={answer.rows} />
              <Withheld of={answer.rows} />
            </Figure>
            <Ground answer={answer} />
          </>
        )}
      </Shown>
    </Panel>
  );
}

function Units() {
  const asked = useAnswer<Unit>("/units", moment());
  return (
    <Panel
      title={text.units}
      busy={asked.isLoading}
      actions={<Downloads path="/units" parameters={moment()} name="units" />}
    >
      <Shown asked={asked}>
        {(answer) => (
          <>
            <Table
              caption={text.units}
              rows={answer.rows}
              rowKey={(row) => row.unit}
              columns={[
                {
                  key: "name",
                  title: text.unit,
                  cell: (row) => (
                    <a
                      class={`depth-${Math.min(depthOf(answer.rows, row), 4)}`}
                      href={link("roster", { unit: row.unit })}
                    >
                      {row.name ?? row.unit}
                    </a>
                  ),
                },
                { key: "unit", title: text.code, cell: (row) => row.unit },
                { key: "authority", title: text.appointing, cell: (row) => named("authority", row.authority) },
                { key: "headcount", title: text.persons, isNumber: true, cell: (row) => number(row.headcount) },
                { key: "quota", title: text.quota, isNumber: true, cell: (row) => number(row.quota) },
              ]}
            />
            <Ground answer={answer} />
          </>
        )}
      </Shown>
    </Panel>
  );
}

export default function Staff() {
  const last = fiscalYearOf(asOf.value);
  return (
    <>
      <div class="two">
        <ReportPanel
          title={text.trend}
          report="staff_trend"
          years={`${last - YEARS + 1}..${last}`}
          names={FIGURES}
          chart={(rows) => <Trend rows={rows} />}
        />
        <ByAuthority />
        <ReportPanel
          title={text.age}
          report="age_structure"
          years={null}
          names={FIGURES}
          draws={bySex}
          chart={(rows) => <Pyramid rows={rows} />}
        />
        <ReportPanel
          title={text.rank}
          report="sex_by_rank"
          years={null}
          names={FIGURES}
          draws={bySex}
          chart={(rows) => <ByRank rows={rows} />}
        />
      </div>
      {may("auditor", "hr") && <Units />}
    </>
  );
}
