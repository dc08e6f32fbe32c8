// What has been entered, judged by the service before it is recorded: refusals event by event, the career as it would
// be, then recording, or asking a second person.
import { useState } from "preact/hooks";

import { link } from "../address";
import { HistoryRow } from "../history";
import { texts } from "../language";
import { Panel, Refused, Table } from "../parts";
import { ask, Outcome, Refusal, send } from "../service";
import { eventName } from "../terms";
import { EventDraft } from "./forms";

const text = texts({
  judged: ["記録できます。内容を確かめて記録してください。", "It can be recorded. Check it, then record it."],
  refused: ["記録できません。", "It cannot be recorded."],
  preview: ["記録後の経歴（新しい出来事に印）", "The career as it would be (what is new is marked)"],
  fresh: ["新規", "new"],
  record: ["記録する", "Record"],
  propose: ["承認を求める", "Ask for approval"],
  needsApproval: ["この発令には別の職員の承認が必要です。", "A second person has to approve this."],
  recorded: ["記録しました。", "Recorded."],
  proposed: ["承認待ちに入れました。", "It waits for approval."],
  again: ["次の発令", "Next order"],
  effective: ["発令日", "Effective"],
  event: ["出来事", "Event"],
  subject: ["対象", "Subject"],
  outcome: ["判定", "Outcome"],
  good: ["可", "good"],
  withheld: ["保留（他の行のため）", "withheld, because of another"],
  outcomes: ["判定", "Outcomes"],
  person: ["経歴を見る", "See the career"],
  content: ["内容", "Content"],
});
const APPROVAL_MISSING = "APPROVAL_MISSING";
const PREVIEWED_MAX = 3; // persons whose careers are shown; a 4/1 batch has hundreds

export interface Judged {
  events: EventDraft[];
  outcomes: Outcome[];
  refusal: Refusal | null;
  careers: { person: string; rows: { row: Pick<HistoryRow, "effective" | "type" | "data">; isNew: boolean }[] }[];
}

const jsonl = (events: EventDraft[]): string => events.map((event) => JSON.stringify(event)).join("\n");
const post = (path: string, events: EventDraft[]) =>
  send<{ outcomes: Outcome[] }>(path, undefined, { body: jsonl(events), contentType: "application/jsonl" });

/** What amends an event stands on the day of that event. */
const dayOf = (event: EventDraft, career: HistoryRow[]): string =>
  career.find((row) => row.id === event.data["target"])?.effective ?? "";

async function careerWith(person: string, events: EventDraft[]): Promise<Judged["careers"][number]> {
  const before = await ask<HistoryRow>(`/persons/${encodeURIComponent(person)}/history`, {
    "as-of": "2100-01-01",
  }).then(
    (told) => told.rows,
    () => [],
  );
  const rows = [
    ...before.map((row) => ({ row, isNew: false })),
    ...events
      .filter((event) => event.subject === person)
      .map((event) => ({ row: { ...event, effective: event.effective ?? dayOf(event, before) }, isNew: true })),
  ];
  return {
    person,
    rows: rows.sort((a, b) => (a.row.effective < b.row.effective ? -1 : a.row.effective > b.row.effective ? 1 : 0)),
  };
}

/** Asks whether these may be recorded as one; nothing is. */
export async function judge(events: EventDraft[]): Promise<Judged> {
  const persons = [...new Set(events.map((event) => event.subject))].slice(0, PREVIEWED_MAX);
  try {
    const told = await post("/events?dry-run=true", events);
    return {
      events,
      outcomes: told.outcomes,
      refusal: null,
      careers: await Promise.all(persons.map((person) => careerWith(person, events))),
    };
  } catch (error) {
    const refusal = error as Refusal;
    const needsApproval = refusal.code === APPROVAL_MISSING;
    return {
      events,
      outcomes: refusal.outcomes,
      refusal,
      careers: needsApproval ? await Promise.all(persons.map((person) => careerWith(person, events))) : [],
    };
  }
}

function Outcomes(props: { judged: Judged }) {
  const { events, outcomes } = props.judged;
  return (
    <Table
      caption={text.outcomes}
      rows={events}
      rowKey={(event) => event.id}
      rowClass={(event) => (outcomes[events.indexOf(event)]?.code ? "changed" : "")}
      columns={[
        { key: "effective", title: text.effective, cell: (event) => event.effective ?? "" },
        { key: "event", title: text.event, cell: (event) => eventName(event.type) },
        { key: "subject", title: text.subject, cell: (event) => event.subject },
        {
          key: "outcome",
          title: text.outcome,
          cell: (event) => {
            const outcome = outcomes[events.indexOf(event)];
            if (!outcome || outcome.withheld) return text.withheld;
            if (!outcome.code)
              return (
                <>
                  {text.good} {outcome.warnings.join(" ")}
                </>
              );
            return (
              <span class="status behind">
                {outcome.code}
                {outcome.field && ` (${outcome.field})`}: {outcome.detail}
              </span>
            );
          },
        },
      ]}
    />
  );
}

const Careers = (props: { judged: Judged }) => (
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
            { key: "content", title: text.content, cell: (one) => <code>{JSON.stringify(one.row.data)}</code> },
          ]}
        />
      </section>
    ))}
  </>
);

/** `onDone` when the next order may begin; what was proposed shows up in the list of `onProposed`. */
export function Review(props: { judged: Judged; onDone: () => void; onProposed: () => void }) {
  const { events, refusal } = props.judged;
  const [done, setDone] = useState<"recorded" | "proposed" | null>(null);
  const [failed, setFailed] = useState<Refusal | null>(null);
  const needsApproval = refusal?.code === APPROVAL_MISSING;
  const record = () => post("/events", events).then(() => setDone("recorded"), setFailed);
  const propose = () =>
    post("/proposals", events).then(() => {
      setDone("proposed");
      props.onProposed();
    }, setFailed);
  if (done) {
    return (
      <Panel
        title={done === "recorded" ? text.recorded : text.proposed}
        actions={
          <button type="button" class="first" onClick={props.onDone}>
            {text.again}
          </button>
        }
      >
        <p class="done" role="status">
          {text[done]}
        </p>
        {[...new Set(events.map((event) => event.subject))].slice(0, 20).map((person) => (
          <p key={person}>
            <a href={link("person", { person })}>
              {text.person}: {person}
            </a>
          </p>
        ))}
      </Panel>
    );
  }
  return (
    <Panel
      title={text.outcomes}
      actions={
        needsApproval ? (
          <button type="button" class="first" onClick={propose}>
            {text.propose}
          </button>
        ) : (
          !refusal && (
            <button type="button" class="first" onClick={record}>
              {text.record}
            </button>
          )
        )
      }
    >
      <p class={refusal && !needsApproval ? "refused" : "done"} role="status">
        {needsApproval ? text.needsApproval : refusal ? text.refused : text.judged}
      </p>
      {refusal && props.judged.outcomes.length === 0 && <Refused refusal={refusal} />}
      {failed && <Refused refusal={failed} />}
      <Outcomes judged={props.judged} />
      <Careers judged={props.judged} />
    </Panel>
  );
}
