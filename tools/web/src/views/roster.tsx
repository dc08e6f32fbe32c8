// Everyone employed on the day: searched, filtered, by unit, as long as it is.
import { useEffect, useMemo, useState } from "preact/hooks";

import { change, link, parameter } from "../address";
import { moment, useAnswer } from "../answers";
import { texts } from "../language";
import { LongTable } from "../long_table";
import { PAGE_ROWS, Pages } from "../pages";
import { Column, Downloads, Ground, number, Panel, Shown } from "../parts";
import { PersonState } from "../person";
import { entries, label } from "../policy";
import { ask, Parameters } from "../service";
import { may } from "../session";
import { word } from "../terms";
import { chainOf, depthOf, Unit, unitName, useUnits } from "../units";

const text = texts({
  title: ["名簿", "Roster"],
  search: ["氏名・カナ・職員番号で探す", "Search by name, kana or number"],
  found: ["検索結果", "Found"],
  clear: ["検索をやめる", "Clear"],
  go: ["検索", "Search"],
  unit: ["所属", "Unit"],
  all: ["すべて", "All"],
  rank: ["職位", "Rank"],
  status: ["状態", "Status"],
  sex: ["性別", "Sex"],
  employment: ["任用", "Employment"],
  person: ["職員番号", "Number"],
  name: ["氏名", "Name"],
  post: ["職名", "Post"],
  grade: ["級", "Grade"],
  family: ["職種", "Job family"],
  age: ["年齢", "Age"],
  service: ["勤続年数", "Service"],
  since: ["現職位", "Rank since"],
  persons: ["人", "people"],
});
const FILTERS = ["unit", "rank", "status", "sex", "employment"] as const;

const wanted = (name: (typeof FILTERS)[number]): string[] => parameter(name)?.split(",") ?? [];
const conditions = (): string[] => FILTERS.flatMap((name) => (parameter(name) ? [`${name}=${parameter(name)}`] : []));

/** Whether somebody who was found is among whom the filters leave; of a unit also whoever is in one below it. */
const passes = (row: PersonState, units: Unit[]): boolean =>
  FILTERS.every((name) => {
    const ids = wanted(name);
    const own = name === "unit" ? chainOf(units, row.unit) : [row[name]];
    return ids.length === 0 || own.some((id) => id !== null && ids.includes(id));
  });

const columnsOf = (units: Unit[]): Column<PersonState>[] => [
  {
    key: "person",
    title: text.person,
    cell: (row) => <a href={link("person", { person: row.person })}>{row.person}</a>,
  },
  { key: "name", title: text.name, cell: (row) => word(row.name ?? "erased") },
  { key: "unit", title: text.unit, cell: (row) => unitName(units, row.unit) },
  { key: "rank", title: text.rank, cell: (row) => label("rank", row.rank) },
  { key: "post", title: text.post, cell: (row) => row.post ?? "" },
  { key: "grade", title: text.grade, isNumber: true, cell: (row) => row.grade ?? "" },
  { key: "family", title: text.family, cell: (row) => label("job_family", row.job_family) },
  { key: "employment", title: text.employment, cell: (row) => word(row.employment) },
  { key: "status", title: text.status, cell: (row) => (row.absence ? word(row.absence.kind) : word(row.status)) },
  { key: "sex", title: text.sex, cell: (row) => word(row.sex) },
  {
    key: "age",
    title: text.age,
    isNumber: true,
    cell: (row) => (typeof row.age === "number" ? row.age : word(row.age)),
  },
  { key: "service", title: text.service, isNumber: true, cell: (row) => row.service_years ?? "" },
  { key: "since", title: text.since, cell: (row) => row.rank_since ?? "" },
];

function Choose(props: {
  name: (typeof FILTERS)[number];
  title: string;
  options: readonly (readonly [id: string, shown: string])[];
}) {
  return (
    <label class="row">
      {props.title}
      <select
        value={parameter(props.name) ?? ""}
        onChange={(event) => change({ [props.name]: event.currentTarget.value || null })}
      >
        <option value="">{text.all}</option>
        {props.options.map(([id, shown]) => (
          <option key={id} value={id}>
            {shown}
          </option>
        ))}
      </select>
    </label>
  );
}

const words = (...ids: string[]) => ids.map((id) => [id, word(id)] as const);

function Filters(props: { units: Unit[] }) {
  const searched = parameter("text") ?? "";
  const [typed, setTyped] = useState(searched);
  useEffect(() => setTyped(searched), [searched]);
  const indented = (unit: Unit): string => `${"\u3000".repeat(depthOf(props.units, unit))}${unit.name ?? unit.unit}`;
  return (
    <form
      class="row"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        change({ text: typed.trim() || null });
      }}
    >
      <label class="row">
        {text.search}
        <input type="search" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
      </label>
      <button type="submit">{text.go}</button>
      {props.units.length > 0 && (
        <Choose
          name="unit"
          title={text.unit}
          options={props.units.map((unit) => [unit.unit, indented(unit)] as const)}
        />
      )}
      <Choose
        name="rank"
        title={text.rank}
        options={entries("rank").map((rank) => [String(rank.id), label("rank", String(rank.id))] as const)}
      />
      <Choose name="status" title={text.status} options={words("working", "absent", "seconded")} />
      <Choose name="sex" title={text.sex} options={words("female", "male")} />
      <Choose
        name="employment"
        title={text.employment}
        options={words("regular", "reappointed", "reappointed_short", "fixed_term", "fiscal_year", "fiscal_year_part")}
      />
    </form>
  );
}

/** Whoever was found and passes the filters, all of them. */
function FoundRows(props: { rows: PersonState[]; units: Unit[] }) {
  const rows = props.rows.filter((row) => passes(row, props.units));
  const key = JSON.stringify(rows.map((row) => row.person));
  const pages = useMemo(() => Pages.of(rows), [props.rows, key]);
  return (
    <>
      <People count={rows.length} />
      <LongTable caption={text.found} columns={columnsOf(props.units)} pages={pages} rowKey={(row) => row.person} />
    </>
  );
}

const People = (props: { count: number }) => (
  <p aria-live="polite">
    <strong>{number(props.count)}</strong> {text.persons}
  </p>
);

function Found(props: { text: string; units: Unit[] }) {
  const asked = useAnswer<PersonState>("/find", { text: props.text, ...moment() });
  return (
    <Panel
      title={text.found}
      busy={asked.isLoading}
      actions={
        <button type="button" onClick={() => change({ text: null })}>
          {text.clear}
        </button>
      }
    >
      <Shown asked={asked}>
        {(answer) => (
          <>
            <FoundRows rows={answer.rows} units={props.units} />
            <Ground answer={answer} />
          </>
        )}
      </Shown>
    </Panel>
  );
}

interface Count {
  count: number;
}

/** How many there are is asked apart; managers may not, and see it at the end of the list. */
function Everybody(props: { units: Unit[] }) {
  const parameters: Parameters = { where: conditions(), ...moment() };
  const key = JSON.stringify(parameters);
  const counted = useAnswer<Count>(may("auditor", "hr") ? "/counts/headcount" : null, parameters);
  const total = counted.answer?.rows[0]?.count;
  const pages = useMemo(
    () =>
      new Pages<PersonState>(
        async (skip) => (await ask<PersonState>("/roster", { ...parameters, skip, limit: PAGE_ROWS })).rows,
      ),
    [key],
  );
  useEffect(() => {
    if (total !== undefined && !counted.isLoading) pages.total.value = total;
  }, [pages, counted]);
  return (
    <Panel
      title={text.title}
      busy={counted.isLoading}
      actions={<Downloads path="/roster" parameters={parameters} name="roster" xlsx />}
    >
      {total !== undefined && <People count={total} />}
      <LongTable caption={text.title} columns={columnsOf(props.units)} pages={pages} rowKey={(row) => row.person} />
      {counted.answer && <Ground answer={counted.answer} />}
    </Panel>
  );
}

export default function Roster() {
  const units = useUnits();
  const searched = parameter("text");
  return (
    <>
      <section class="panel">
        <Filters units={units} />
      </section>
      {searched && <Found text={searched} units={units} />}
      <Everybody units={units} />
    </>
  );
}
