// What waits for a second person: shown, approved by somebody else, or withdrawn.
import { useState } from "preact/hooks";

import { useAsked } from "../answers";
import { contentOf } from "../content";
import { Instant } from "../instants";
import { said, texts } from "../language";
import { Column, Panel, Refused, Shown, Table } from "../parts";
import { ask, call, Refusal, send, target } from "../service";
import { asker } from "../session";
import { eventName } from "../terms";
import { Unit } from "../units";
import { useChoices } from "./choices";
import { proposed } from "./entered";
import { useOneAtATime } from "./one_at_a_time";

const text = texts({
  title: ["承認待ち", "What waits for approval"],
  empty: ["承認を待つ発令はありません。", "Nothing waits for an approval."],
  proposer: ["起案者", "Proposed by"],
  made: ["起案日時", "Proposed"],
  expires: ["期限", "Until"],
  approvers: ["承認できる役割", "Approved by"],
  what: ["内容", "What"],
  action: ["操作", "Action"],
  show: ["内容を見る", "Show"],
  approve: ["承認して記録", "Approve and record"],
  withdraw: ["取り下げ", "Withdraw"],
  approved: ["承認し、記録しました。", "Approved and recorded."],
  erasure: ["個人情報の消去", "Erasure of personal fields"],
  contents: ["承認を求められている内容", "What is to be approved"],
  event: ["出来事", "Event"],
  subject: ["対象", "Subject"],
  effective: ["発令日", "Effective"],
  order: ["発令番号", "Order"],
  note: ["備考", "Note"],
});
const OUTLINED_MAX = 5; // events; all of them are in the contents
const CATEGORIES = ["identity", "attributes", "sensitive"]; // an erasure that names none is of all

interface Proposed {
  type: string;
  subject: string;
  effective?: string | null;
  order_ref?: string;
  note?: string;
  data?: Record<string, unknown>;
}
interface Proposal {
  proposal: string;
  proposer: string;
  made: string;
  expires: string;
  approvers: string[];
  kind: "events" | "erasure";
  events?: Proposed[];
  person?: string;
  categories?: string[];
  basis?: string;
}

function outlined(one: Proposal): string {
  if (one.kind === "erasure") return `${text.erasure}: ${one.person}`;
  const events = one.events ?? [];
  const first = events
    .slice(0, OUTLINED_MAX)
    .map((event) => `${eventName(event.type)} ${event.subject} ${event.effective ?? ""}`)
    .join("、");
  const more = events.length - OUTLINED_MAX;
  return more <= 0
    ? first
    : said([
        `${first} ほか ${more} 件（全 ${events.length} 件）`,
        `${first}, and ${more} more (${events.length} in all)`,
      ]);
}

const contentColumns = (units: Unit[]): Column<Proposed>[] => [
  { key: "event", title: text.event, cell: (event) => eventName(event.type) },
  { key: "subject", title: text.subject, cell: (event) => event.subject },
  { key: "effective", title: text.effective, cell: (event) => event.effective ?? "" },
  { key: "what", title: text.what, cell: (event) => contentOf(event, units) },
  { key: "order", title: text.order, cell: (event) => event.order_ref ?? "" },
  { key: "note", title: text.note, cell: (event) => event.note ?? "" },
];

/** An erasure is told as the event that it becomes. */
function erasureOf({ person = "", categories = [], basis }: Proposal): Proposed {
  const data = { categories: categories.length > 0 ? categories : CATEGORIES, basis };
  return { type: "PersonalDataErased", subject: person, data };
}

/** All that an approval would record. */
function Contents(props: { of: Proposal }) {
  const { kind, events = [] } = props.of;
  const { units } = useChoices(events.at(-1)?.effective ?? undefined);
  const rows = kind === "events" ? events : [erasureOf(props.of)];
  return (
    <section>
      <h3>
        {text.contents}: {said([`${rows.length} 件`, `${rows.length}`])} ({props.of.proposer},{" "}
        <Instant of={props.of.made} />)
      </h3>
      <Table caption={text.contents} rows={rows} rowKey={(_, n) => n} columns={contentColumns(units)} />
    </section>
  );
}

export function Proposals() {
  const [acted, setActed] = useState(0);
  const [shown, setShown] = useState<Proposal | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isApproved, setApproved] = useState(false);
  const [isBusy, once] = useOneAtATime();
  const asked = useAsked(`proposals ${proposed.value} ${acted}`, () => ask<Proposal>("/proposals"));
  const path = (one: Proposal): string => `/proposals/${encodeURIComponent(one.proposal)}`;
  const begin = (): void => {
    setRefusal(null);
    setApproved(false);
  };
  const after = (): void => {
    setShown(null);
    setActed(acted + 1);
  };
  const show = (one: Proposal) => () => {
    begin();
    call(target(path(one)))
      .then(async (told) => setShown((await told.json()) as Proposal))
      .catch(setRefusal);
  };
  const approve = (one: Proposal) =>
    once(() => {
      begin();
      // What is refused now waits no longer, unless it was for the approver's sake.
      return send(`${path(one)}/approval`, undefined)
        .then(() => setApproved(true), setRefusal)
        .then(after);
    });
  const withdraw = (one: Proposal) =>
    once(() => {
      begin();
      return call(target(path(one)), { method: "DELETE" }).then(after, setRefusal);
    });
  return (
    <Panel title={text.title} busy={asked.isLoading || isBusy}>
      {refusal && <Refused refusal={refusal} />}
      {isApproved && (
        <p class="done" role="status">
          {text.approved}
        </p>
      )}
      <Shown asked={asked} empty={text.empty}>
        {(answer) => (
          <Table
            caption={text.title}
            rows={answer.rows}
            rowKey={(row) => row.proposal}
            columns={[
              { key: "what", title: text.what, cell: outlined },
              { key: "proposer", title: text.proposer, cell: (row) => row.proposer },
              { key: "made", title: text.made, cell: (row) => <Instant of={row.made} /> },
              { key: "expires", title: text.expires, cell: (row) => <Instant of={row.expires} /> },
              { key: "approvers", title: text.approvers, cell: (row) => row.approvers.join("・") },
              {
                key: "action",
                title: text.action,
                cell: (row) => (
                  <div class="row">
                    <button type="button" onClick={show(row)}>
                      {text.show}
                    </button>
                    {row.proposer !== asker.value?.owner && (
                      <button type="button" class="first" disabled={isBusy} onClick={approve(row)}>
                        {text.approve}
                      </button>
                    )}
                    <button type="button" disabled={isBusy} onClick={withdraw(row)}>
                      {text.withdraw}
                    </button>
                  </div>
                ),
              },
            ]}
          />
        )}
      </Shown>
      {shown && <Contents of={shown} />}
    </Panel>
  );
}
