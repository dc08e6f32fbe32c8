// The policy in effect on the as-of day: what is counted and how, who approves, what is kept and shown.
import { link } from "../address";
import { moment, useAnswer, useAsked } from "../answers";
import { knownAt } from "../clocks";
import { RecordRow } from "../history";
import { Instant, zoned } from "../instants";
import { useKnownSeq } from "../known_seq";
import { language, texts } from "../language";
import { Ground, Loading, Panel, Refused, Shown, Table } from "../parts";
import { Entry, entries, policy, policyRefusal } from "../policy";
import { askText } from "../service";
import { may } from "../session";

const text = texts({
  title: ["採用中の方針", "The policy in effect"],
  version: ["版", "Version"],
  effective: ["施行日", "Effective"],
  versions: ["採択の記録", "Adopted versions"],
  seq: ["記録番号", "Seq"],
  recorded: ["記録日時", "Recorded"],
  by: ["採択者", "By"],
  id: ["番号", "Id"],
  label: ["名称", "Name"],
  details: ["定義", "Definition"],
  document: ["方針の全文（TOML）", "The document's text (TOML)"],
  show: ["全文を表示", "Show the text"],
  rank: ["職位", "Ranks"],
  authority: ["任命権者", "Authorities"],
  job_family: ["職種", "Job families"],
  reason: ["退職事由", "Reasons of separation"],
  population: ["集計対象", "Populations"],
  indicator: ["指標", "Indicators"],
  training: ["研修", "Trainings"],
  measure: ["具体的取組", "Measures"],
  retirement: ["定年", "Retirement ages"],
  quota: ["定数", "Quotas"],
  approval: ["承認が必要な発令", "What needs an approval"],
  retention: ["保存期間", "Retention"],
  disclosure: ["開示の規則", "Disclosure"],
});
const TABLES = [
  "indicator",
  "rank",
  "authority",
  "job_family",
  "reason",
  "population",
  "training",
  "measure",
  "retirement",
  "quota",
  "approval",
  "retention",
  "disclosure",
] as const;

interface InEffect {
  policy: string;
  version: string;
  title: { ja: string; en: string };
  effective: string;
  seq: number;
}

/** A setting as one reads it, without quotes and braces where there need not be any. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(shown).join(", ");
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (value && typeof value === "object")
    return Object.entries(value)
      .map(([key, part]) => `${key} ${shown(part)}`)
      .join(" · ");
  return String(value);
}

const details = (entry: Entry): string =>
  Object.entries(entry)
    .filter(([key]) => key !== "id" && key !== "label")
    .map(([key, value]) => `${key}: ${shown(value)}`)
    .join("; ");

function Definitions(props: { table: (typeof TABLES)[number] }) {
  const found = policy.value?.[props.table];
  const rows = Array.isArray(found) ? entries(props.table) : found ? [found] : [];
  if (rows.length === 0) return null;
  return (
    <details open={props.table === "indicator"}>
      <summary>
        {text[props.table]} ({rows.length})
      </summary>
      <Table
        caption={text[props.table]}
        rows={rows}
        rowKey={(row, index) => row.id ?? index}
        columns={[
          { key: "id", title: text.id, cell: (row) => row.id ?? "" },
          { key: "label", title: text.label, cell: (row) => row.label?.[language.value] ?? row.label?.ja ?? "" },
          { key: "details", title: text.details, cell: details },
        ]}
      />
    </details>
  );
}

function Tables(props: { isRefused: boolean }) {
  if (policy.value)
    return (
      <>
        {TABLES.map((table) => (
          <Definitions key={table} table={table} />
        ))}
      </>
    );
  if (props.isRefused) return null; // it is said already
  return policyRefusal.value ? <Refused refusal={policyRefusal.value} /> : <Loading />;
}

function Versions() {
  const { seq } = useKnownSeq();
  const to = knownAt.value ? seq : null;
  const asked = useAnswer<RecordRow>(seq === null ? null : "/events", { type: "PolicyAdopted", to });
  return (
    <Panel title={text.versions} busy={asked.isLoading}>
      <Shown asked={asked}>
        {(answer) => (
          <Table
            caption={text.versions}
            rows={answer.rows}
            rowKey={(row) => row.seq}
            columns={[
              { key: "version", title: text.version, cell: (row) => `${row.data["policy"]} ${row.data["version"]}` },
              { key: "effective", title: text.effective, cell: (row) => row.effective ?? "" },
              { key: "recorded", title: zoned(text.recorded), cell: (row) => <Instant of={row.recorded} /> },
              { key: "by", title: text.by, cell: (row) => row.actor ?? "" },
              {
                key: "seq",
                title: text.seq,
                isNumber: true,
                cell: (row) => <a href={link("log", { seq: String(row.seq) })}>{row.seq}</a>,
              },
            ]}
          />
        )}
      </Shown>
    </Panel>
  );
}

function Document() {
  const asked = useAsked(JSON.stringify(moment()), () => askText("/policy", moment(), "application/toml"));
  return (
    <Panel title={text.document} busy={asked.isLoading}>
      {asked.refusal ? (
        <Refused refusal={asked.refusal} again={asked.again} />
      ) : asked.answer === null ? (
        <Loading />
      ) : (
        <details>
          <summary>{text.show}</summary>
          <pre>{asked.answer}</pre>
        </details>
      )}
    </Panel>
  );
}

export default function PolicyView() {
  const asked = useAnswer<InEffect>("/policy", moment());
  return (
    <>
      <Panel title={text.title} busy={asked.isLoading}>
        <Shown asked={asked}>
          {(answer) => (
            <>
              {answer.rows.map((row) => (
                <p key={row.seq}>
                  <strong>{row.title[language.value]}</strong> · {text.version} {row.version} · {text.effective}{" "}
                  {row.effective}
                </p>
              ))}
              <Ground answer={answer} />
            </>
          )}
        </Shown>
        <Tables isRefused={asked.refusal !== null} />
      </Panel>
      {may("auditor", "hr") && <Versions />}
      <Document />
    </>
  );
}
