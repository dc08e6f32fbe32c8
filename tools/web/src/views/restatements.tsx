// Two states of knowledge side by side: what the later one changed for the same day, and which Records did. And what was
// published of closed periods against what is known now.
import { useEffect, useRef } from "preact/hooks";

import { change, link, parameter } from "../address";
import { moment, useAnswer } from "../answers";
import { asOf, knownAt } from "../clocks";
import { fiscalYearInEra, lastFullFiscalYear } from "../days";
import { fieldName, fieldValue } from "../fields";
import { useKnownSeq } from "../known_seq";
import { texts } from "../language";
import { RecordRow } from "../history";
import { Column, Ground, Loading, number, Panel, Shown, Table } from "../parts";
import { entries, label } from "../policy";
import { Unit, useUnits } from "../units";

const text = texts({
  title: ["遡及修正の比較", "What later knowledge changed"],
  earlier: ["比較元の認識時点", "Known at first"],
  later: ["比較先の認識時点", "Known at then"],
  what: ["対象", "What"],
  roster: ["名簿", "Roster"],
  headcount: ["職員数", "Headcount"],
  indicators: ["指標", "Indicators"],
  same: ["二つの時点で差はありません。", "Both states of knowledge give the same."],
  change: ["変更", "Change"],
  added: ["追加", "added"],
  removed: ["削除", "removed"],
  changed: ["変更", "changed"],
  of: ["対象", "Of"],
  before: ["比較元", "Before"],
  after: ["比較先", "After"],
  records: ["変更した記録", "Records that changed it"],
  closed: ["締めた期間の公表値と現在値", "Published figures of closed periods against those of now"],
  period: ["期間", "Period"],
  none: [
    "締めた期間はまだありません。`rireki close FY2023` で締めると、ここで比較できます。",
    "No period is closed yet. Close one with `rireki close FY2023` to compare it here.",
  ],
  indicator: ["指標", "Indicator"],
  published: ["公表値", "Published"],
  present: ["現在値", "Present"],
});

interface Change {
  change: "added" | "removed" | "changed";
  key: Record<string, string | number>;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  records: number[];
}

const WHAT = ["roster", "headcount", "indicators"] as const;
const FIRST = ["status", "unit", "rank", "post", "grade", "employment", "absence", "separated", "birth", "name"];
/** What follows from another field is told only if that one is the same. */
const SOURCES: Record<string, string> = {
  age: "birth",
  age_band: "birth",
  authority: "unit",
  job_group: "job_family",
  manager: "rank",
  rank_class: "rank",
  rank_since: "rank",
  service_years: "hired",
  unit_since: "unit",
};

const Records = (props: { seqs: number[] }) => (
  <>
    {props.seqs.slice(0, 12).map((seq) => (
      <>
        <a key={seq} href={link("log", { seq: String(seq) })}>
          {seq}
        </a>{" "}
      </>
    ))}
    {props.seqs.length > 12 && "…"}
  </>
);

/** The fields in which the two differ; of somebody who is only in one, where they stood. */
function differing(row: Change): string[] {
  const { before, after } = row;
  if (!before || !after) return ["unit", "rank"];
  const differs = (field: string): boolean => JSON.stringify(before[field]) !== JSON.stringify(after[field]);
  return [...new Set([...FIRST, ...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => differs(field) && !differs(SOURCES[field] ?? ""),
  );
}

function measureOf(key: Change["key"]): string {
  const id = key["id"] ? String(key["id"]) : "";
  if (!id) return key["count"] === "headcount" ? text.headcount : Object.values(key).join(" ");
  return `${id} ${label("indicator", id)} ${fiscalYearInEra(Number(key["fiscal_year"]))}`;
}

function columnsOf(units: Unit[]): Column<Change>[] {
  const names = (row: Change) =>
    row.key["person"] ? (
      <a href={link("person", { person: String(row.key["person"]) })}>{String(row.key["person"])}</a>
    ) : (
      measureOf(row.key)
    );
  const side = (row: Change, which: "before" | "after") =>
    row[which]
      ? differing(row).map((field) => (
          <div key={field}>
            {fieldName(field)}: {fieldValue(field, row[which]?.[field], units)}
          </div>
        ))
      : "–";
  return [
    { key: "of", title: text.of, cell: names },
    { key: "change", title: text.change, cell: (row) => text[row.change] },
    { key: "before", title: text.before, cell: (row) => side(row, "before") },
    { key: "after", title: text.after, cell: (row) => side(row, "after") },
    { key: "records", title: text.records, cell: (row) => <Records seqs={row.records} /> },
  ];
}

/**
 * The two states of knowledge; unless others were chosen, that of the as-of day and that of the clock or of now. They
 * go into the address, for the next day they would be others.
 */
function useMoments(): [string, string] {
  const { seq } = useKnownSeq();
  const clock = useRef(knownAt.value);
  const k1 = parameter("k1") ?? asOf.value;
  const k2 = parameter("k2") ?? knownAt.value ?? (seq === null ? "" : `seq:${seq}`);
  useEffect(() => {
    const hasMoved = clock.current !== knownAt.value;
    clock.current = knownAt.value;
    if (hasMoved) change({ k2: null });
    else if (k2) change({ k1, k2 });
  }, [k1, k2, knownAt.value]);
  return [k1, k2];
}

function Compared() {
  const units = useUnits();
  const [k1, k2] = useMoments();
  const what = WHAT.find((one) => one === parameter("what")) ?? "roster";
  const indicators = entries("indicator").map((one) => String(one.id));
  const asked = useAnswer<Change>(k2 === "" || (what === "indicators" && indicators.length === 0) ? null : "/diff", {
    what: what === "indicators" ? indicators : [what],
    "known-at": `${k1}..${k2}`,
    ...(what === "indicators" ? { "fiscal-year": lastFullFiscalYear(asOf.value) } : { "as-of": asOf.value }),
  });
  const isSame = asked.answer?.rows.length === 0 && !asked.refusal;
  return (
    <Panel title={text.title} busy={asked.isLoading}>
      <div class="row">
        <label class="row">
          {text.earlier}
          <input
            type="text"
            value={k1}
            onChange={(event) => change({ k1: event.currentTarget.value.trim() || null })}
          />
        </label>
        <label class="row">
          {text.later}
          <input
            type="text"
            value={k2}
            onChange={(event) => change({ k2: event.currentTarget.value.trim() || null })}
          />
        </label>
        <label class="row">
          {text.what}
          <select value={what} onChange={(event) => change({ what: event.currentTarget.value })}>
            {WHAT.map((one) => (
              <option key={one} value={one}>
                {text[one]}
              </option>
            ))}
          </select>
        </label>
      </div>
      {isSame && asked.answer ? (
        <>
          <p class="nothing">{text.same}</p>
          <Ground answer={asked.answer} />
        </>
      ) : (
        <Shown asked={asked}>
          {(answer) => (
            <>
              <Table
                caption={text.title}
                columns={columnsOf(units)}
                rows={answer.rows}
                rowKey={(row) => JSON.stringify(row.key)}
                rowClass={() => "changed"}
              />
              <Ground answer={answer} />
            </>
          )}
        </Shown>
      )}
    </Panel>
  );
}

interface Restated {
  id: string;
  published: { value: number | null } | null;
  present: { value: number | null } | null;
  records: number[];
}

function Closed() {
  const { seq } = useKnownSeq();
  const to = knownAt.value ? seq : null;
  const closings = useAnswer<RecordRow>(seq === null ? null : "/events", { type: "PeriodClosed", to });
  const periods = [...new Set((closings.answer?.rows ?? []).map((row) => String(row.data["period"])))];
  const period = periods.find((one) => one === parameter("period")) ?? periods[periods.length - 1] ?? null;
  const asked = useAnswer<Restated>(period && `/restatements/${encodeURIComponent(period)}`, {
    "known-at": knownAt.value ? moment()["known-at"] : null,
  });
  const name = (id: string): string => `${id} ${label("indicator", id)}`;
  return (
    <Panel
      title={text.closed}
      busy={asked.isLoading}
      actions={
        periods.length > 0 && (
          <label class="row">
            {text.period}
            <select value={period ?? ""} onChange={(event) => change({ period: event.currentTarget.value })}>
              {periods.map((one) => (
                <option key={one} value={one}>
                  {one.startsWith("FY") ? fiscalYearInEra(Number(one.slice(2))) : one}
                </option>
              ))}
            </select>
          </label>
        )
      }
    >
      {period === null ? (
        closings.answer ? (
          <p class="nothing">{text.none}</p>
        ) : (
          <Loading />
        )
      ) : (
        <Shown asked={asked}>
          {(answer) => (
            <>
              <Table
                caption={text.closed}
                rows={answer.rows}
                rowKey={(row) => row.id}
                rowClass={(row) => ((row.published?.value ?? null) === (row.present?.value ?? null) ? "" : "changed")}
                columns={[
                  { key: "id", title: text.indicator, cell: (row) => name(row.id) },
                  {
                    key: "published",
                    title: text.published,
                    isNumber: true,
                    cell: (row) => number(row.published?.value),
                  },
                  { key: "present", title: text.present, isNumber: true, cell: (row) => number(row.present?.value) },
                  {
                    key: "change",
                    title: text.change,
                    cell: (row) =>
                      (row.published?.value ?? null) === (row.present?.value ?? null) ? "" : text.changed,
                  },
                  { key: "records", title: text.records, cell: (row) => <Records seqs={row.records} /> },
                ]}
              />
              <Ground answer={answer} />
            </>
          )}
        </Shown>
      )}
    </Panel>
  );
}

export default function Restatements() {
  return (
    <>
      <Compared />
      <Closed />
    </>
  );
}
