// What waits for a second person: shown, approved by somebody else, or withdrawn.
import { useState } from "preact/hooks";

import { useAsked } from "../answers";
import { texts } from "../language";
import { Panel, Refused, Shown, Table } from "../parts";
import { ask, call, Refusal, send, target } from "../service";
import { asker } from "../session";
import { eventName } from "../terms";

const text = texts({
  title: ["承認待ち", "What waits for approval"],
  empty: ["承認を待つ発令はありません。", "Nothing waits for an approval."],
  proposer: ["起案者", "Proposed by"],
  made: ["起案日時", "Proposed"],
  what: ["内容", "What"],
  action: ["操作", "Action"],
  show: ["内容を見る", "Show"],
  approve: ["承認して記録", "Approve and record"],
  withdraw: ["取り下げ", "Withdraw"],
  approved: ["承認し、記録しました。", "Approved and recorded."],
  erasure: ["個人情報の消去", "Erasure of personal fields"],
});

interface Proposal {
  proposal: string;
  proposer: string;
  made: string;
  kind: "events" | "erasure";
  events?: { type: string; subject: string; effective: string | null; data?: Record<string, unknown> }[];
  person?: string;
}

const outlined = (one: Proposal): string =>
  one.kind === "erasure"
    ? `${text.erasure}: ${one.person}`
    : (one.events ?? [])
        .slice(0, 5)
        .map((event) => `${eventName(event.type)} ${event.subject} ${event.effective ?? ""}`)
        .join("、");

export function Proposals(props: { changes: number }) {
  const [acted, setActed] = useState(0);
  const [shown, setShown] = useState<Proposal | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isApproved, setApproved] = useState(false);
  const asked = useAsked(`proposals ${props.changes} ${acted}`, () => ask<Proposal>("/proposals"));
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
  const approve = (one: Proposal) => () => {
    begin();
    send(`${path(one)}/approval`, undefined).then(() => {
      setApproved(true);
      after();
    }, setRefusal);
  };
  const withdraw = (one: Proposal) => () => {
    begin();
    call(target(path(one)), { method: "DELETE" }).then(after, setRefusal);
  };
  return (
    <Panel title={text.title} busy={asked.isLoading}>
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
              { key: "made", title: text.made, cell: (row) => row.made.slice(0, 16).replace("T", " ") },
              {
                key: "action",
                title: text.action,
                cell: (row) => (
                  <div class="row">
                    <button type="button" onClick={show(row)}>
                      {text.show}
                    </button>
                    {row.proposer !== asker.value?.owner && (
                      <button type="button" class="first" onClick={approve(row)}>
                        {text.approve}
                      </button>
                    )}
                    <button type="button" onClick={withdraw(row)}>
                      {text.withdraw}
                    </button>
                  </div>
                ),
              },
            ]}
          />
        )}
      </Shown>
      {shown && <pre>{JSON.stringify(shown.events ?? shown, null, 2)}</pre>}
    </Panel>
  );
}
