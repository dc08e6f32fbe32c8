// A career drawn as lanes over time: unit, rank, grade, absences as bars, training and appraisals as marks; the as-of
// day as a line. The same is in the list of events, which is what screen readers are given.
import { fiscalYearInEra, fiscalYearOf, plusDays, toNumber } from "./days";
import { texts } from "./language";
import { HistoryRow } from "./history";
import { withLapses } from "./lapses";
import { PersonState } from "./person";
import { label } from "./policy";
import { word } from "./terms";
import { Unit, unitName } from "./units";

const text = texts({
  unit: ["所属", "Unit"],
  rank: ["職位", "Rank"],
  grade: ["級", "Grade"],
  absence: ["休務・派遣", "Absence, secondment"],
  training: ["研修", "Training"],
  appraisal: ["人事評価", "Appraisal"],
  drawn: ["経歴図", "Career drawn over time"],
});

interface Bar {
  from: string;
  to: string;
  value: string;
}

/** Where a value of the state begins and ends; days without a value have no bar. */
function barsOf(rows: HistoryRow[], end: string, value: (state: PersonState) => string): Bar[] {
  const bars: Bar[] = [];
  for (const row of rows) {
    if (!row.state) continue;
    const now = row.state.status === "separated" ? "" : value(row.state);
    const from = row.type === "Separated" ? plusDays(row.effective, 1) : row.effective;
    const open = bars[bars.length - 1];
    if (open && open.to === end) {
      if (open.value === now) continue;
      open.to = from;
    }
    if (now && from < end) bars.push({ from, to: end, value: now });
  }
  return bars.filter((bar) => bar.from < bar.to);
}

const LEFT = 118,
  WIDTH = 1000,
  LANE = 30;

export function CareerLanes(props: { rows: HistoryRow[]; asOf: string; units: Unit[] }) {
  const events = props.rows.filter((row) => !row.voided_by && !row.isLapse);
  const first = events.find((row) => row.type !== "PersonRegistered")?.effective ?? events[0]?.effective ?? props.asOf;
  const end = plusDays([props.asOf, events[events.length - 1]?.effective ?? props.asOf].sort()[1] ?? props.asOf, 120);
  const rows = withLapses(events, end);
  const begin = toNumber(first),
    length = Math.max(toNumber(end) - begin, 1);
  const x = (day: string): number => LEFT + ((WIDTH - LEFT) * (toNumber(day) - begin)) / length;
  const lanes: { name: string; bars: Bar[] }[] = [
    { name: text.unit, bars: barsOf(rows, end, (state) => unitName(props.units, state.unit)) },
    { name: text.rank, bars: barsOf(rows, end, (state) => label("rank", state.rank)) },
    { name: text.grade, bars: barsOf(rows, end, (state) => (state.grade ? String(state.grade) : "")) },
    {
      name: text.absence,
      bars: barsOf(rows, end, (state) => word(state.absence?.kind) || state.secondment?.host || ""),
    },
  ];
  const marks = [
    { name: text.training, days: rows.filter((row) => row.type === "TrainingCompleted").map((row) => row.effective) },
    { name: text.appraisal, days: rows.filter((row) => row.type === "AppraisalFinalized").map((row) => row.effective) },
  ];
  const height = (lanes.length + marks.length) * LANE + 26;
  const years: number[] = [];
  const step = Math.ceil(length / 365 / 12);
  for (let year = fiscalYearOf(first) + 1; `${year}-04-01` < end; year += step) years.push(year);
  return (
    <svg class="lanes" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={text.drawn}>
      {years.map((year) => (
        <g key={year}>
          <line class="year" x1={x(`${year}-04-01`)} x2={x(`${year}-04-01`)} y1="0" y2={height - 22} />
          <text class="tick" x={x(`${year}-04-01`)} y={height - 6}>
            {fiscalYearInEra(year)}
          </text>
        </g>
      ))}
      {lanes.map((lane, n) => (
        <g key={lane.name}>
          <text class="name" x="0" y={n * LANE + 20}>
            {lane.name}
          </text>
          {lane.bars.map((bar, i) => (
            <svg
              key={bar.from}
              x={x(bar.from)}
              y={n * LANE + 3}
              width={Math.max(x(bar.to) - x(bar.from) - 1, 2)}
              height={LANE - 6}
            >
              <rect class={i % 2 ? "bar odd" : "bar"} width="100%" height="100%" rx="3" />
              <text class="in" x="5" y="16">
                {bar.value}
              </text>
              <title>{`${lane.name} ${bar.value} ${bar.from} –`}</title>
            </svg>
          ))}
        </g>
      ))}
      {marks.map((lane, n) => (
        <g key={lane.name}>
          <text class="name" x="0" y={(lanes.length + n) * LANE + 20}>
            {lane.name}
          </text>
          {lane.days.map((day, i) => (
            <circle key={`${day}${i}`} class="mark" cx={x(day)} cy={(lanes.length + n) * LANE + 15} r="4">
              <title>{day}</title>
            </circle>
          ))}
        </g>
      ))}
      {props.asOf >= first && <line class="now" x1={x(props.asOf)} x2={x(props.asOf)} y1="0" y2={height - 22} />}
    </svg>
  );
}
