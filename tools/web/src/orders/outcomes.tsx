// Tables of what would be recorded: what the rules say event by event, and the careers with it.
import { contentOf } from "../content";
import { said, texts } from "../language";
import { Table } from "../parts";
import { Outcome } from "../service";
import { eventName, word } from "../terms";
import { Unit } from "../units";
import { isRefused, Judged } from "./judged";

const text = texts({
  preview: ["記録後の経歴（新しい出来事に印）", "The career as it would be (what is new is marked)"],
  fresh: ["新規", "new"],
  line: ["行", "Line"],
  effective: ["発令日", "Effective"],
  event: ["出来事", "Event"],
  subject: ["対象", "Subject"],
  outcome: ["判定", "Outcome"],
  good: ["可", "good"],
  duplicate: ["記録済み", "recorded before"],
  withheld: ["保留（他の行のため）", "withheld, because of another"],
  outcomes: ["判定", "Outcomes"],
  content: ["内容", "Content"],
});
const NAMED_MAX = 20; // lines that are refused; the table has all

function verdict(outcome: Outcome | undefined) {
  if (!outcome || outcome.withheld) return text.withheld;
  if (outcome.duplicate) return text.duplicate;
  if (!outcome.code) return [text.good, ...outcome.warnings.map(word)].join("・");
  return (
    <span class="refused">
      {outcome.code}
      {outcome.field && ` (${outcome.field})`}: {outcome.detail}
    </span>
  );
}

/** How many are refused, and where to look for them in what was pasted. */
function RefusedLines(props: { judged: Judged }) {
  const { events, lines, outcomes } = props.judged;
  const refused = lines.filter((_, n) => isRefused(outcomes[n]));
  if (events.length < 2 || refused.length === 0) return null;
  const named = refused.slice(0, NAMED_MAX).join(", ") + (refused.length > NAMED_MAX ? " …" : "");
  return (
    <p class="refused">
      {said([
        `${events.length} 行中 ${refused.length} 行が拒否されました（行 ${named}）。`,
        `${refused.length} of ${events.length} are refused (line ${named}).`,
      ])}
    </p>
  );
}

export function Outcomes(props: { judged: Judged }) {
  const { events, lines, outcomes } = props.judged;
  const rows = events.map((event, n) => ({ event, line: lines[n], outcome: outcomes[n] }));
  return (
    <>
      <RefusedLines judged={props.judged} />
      <Table
        caption={text.outcomes}
        rows={rows}
        rowKey={(row) => row.event.id}
        rowClass={(row) => (row.outcome?.code ? "changed" : "")}
        columns={[
          { key: "line", title: text.line, isNumber: true, cell: (row) => row.line },
          { key: "effective", title: text.effective, cell: (row) => row.event.effective ?? "" },
          { key: "event", title: text.event, cell: (row) => eventName(row.event.type) },
          { key: "subject", title: text.subject, cell: (row) => row.event.subject },
          { key: "outcome", title: text.outcome, cell: (row) => verdict(row.outcome) },
        ]}
      />
    </>
  );
}

export const Careers = (props: { judged: Judged; units: Unit[] }) => (
  <>
    {props.judged.careers.map(({ person, rows }) => (
      <section key={person}>
        <h3>
          {text.preview}: {person}
        </h3>
        <Table
          caption={`${text.preview}: ${person}`}
          rows={rows}
          rowKey={(_, index) => index}
          rowClass={(one) => (one.isNew ? "chosen" : "")}
          columns={[
            { key: "new", title: "", cell: (one) => (one.isNew ? <strong>{text.fresh}</strong> : "") },
            { key: "effective", title: text.effective, cell: (one) => one.row.effective },
            { key: "event", title: text.event, cell: (one) => eventName(one.row.type) },
            { key: "content", title: text.content, cell: (one) => contentOf(one.row, props.units) },
          ]}
        />
      </section>
    ))}
  </>
);
