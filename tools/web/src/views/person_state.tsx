// The state of a person on the as-of day, line by line.
import { inEra, isDay } from "../days";
import { language, texts } from "../language";
import { PersonState } from "../person";
import { label } from "../policy";
import { word } from "../terms";
import { Unit, unitName } from "../units";

const text = texts({
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

export const shown = (...parts: (string | number | null | undefined)[]): string =>
  parts.filter((part) => part !== null && part !== undefined && part !== "").join("・");
export const dated = (day: string | null | undefined): string =>
  day && isDay(day) && language.value === "ja" ? inEra(day) : word(day);

export function State(props: { of: PersonState; units: Unit[] }) {
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
