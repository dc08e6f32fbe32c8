// Who may ask: tokens are made, shown once, and revoked.
import { useState } from "preact/hooks";

import { useAsked } from "../answers";
import { Instant, zoned } from "../instants";
import { texts } from "../language";
import { Panel, Refused, Shown, Table } from "../parts";
import { ask, call, Refusal, send, target } from "../service";

const text = texts({
  title: ["トークン", "Tokens"],
  make: ["トークンを発行", "Make a token"],
  owner: ["所有者", "Owner"],
  role: ["役割", "Role"],
  unit: ["所属（manager のみ）", "Unit (of a manager)"],
  days: ["有効日数", "Days"],
  made: ["発行日時", "Made"],
  expires: ["期限", "Expires"],
  id: ["番号", "Id"],
  revoke: ["失効させる", "Revoke"],
  sure: ["本当に失効", "Really revoke"],
  once: [
    "このトークンは今だけ表示されます。安全な方法で所有者に渡してください。",
    "This is shown only now. Hand it to its owner in a safe way.",
  ],
  action: ["操作", "Action"],
  create: ["発行", "Make"],
});
const ROLES = ["auditor", "hr", "manager", "analyst", "job", "admin"];

interface Token {
  id: string;
  owner: string;
  role: string;
  unit: string | null;
  made: string;
  expires: string;
  token?: string;
}

function Make(props: { onMade: () => void }) {
  const [owner, setOwner] = useState("");
  const [role, setRole] = useState("hr");
  const [unit, setUnit] = useState("");
  const [days, setDays] = useState(90);
  const [made, setMade] = useState<Token | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    setRefusal(null);
    send<Token>("/tokens", { owner, role, days, ...(role === "manager" ? { unit } : {}) }).then((token) => {
      setMade(token);
      props.onMade();
    }, setRefusal);
  };
  return (
    <Panel title={text.make}>
      <form class="row" onSubmit={submit}>
        <label class="row">
          {text.owner}
          <input type="text" required value={owner} onInput={(event) => setOwner(event.currentTarget.value)} />
        </label>
        <label class="row">
          {text.role}
          <select value={role} onChange={(event) => setRole(event.currentTarget.value)}>
            {ROLES.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        {role === "manager" && (
          <label class="row">
            {text.unit}
            <input type="text" required value={unit} onInput={(event) => setUnit(event.currentTarget.value)} />
          </label>
        )}
        <label class="row">
          {text.days}
          <input
            type="number"
            min={1}
            max={3650}
            value={days}
            onInput={(event) => setDays(Number(event.currentTarget.value))}
          />
        </label>
        <button type="submit" class="first">
          {text.create}
        </button>
      </form>
      {refusal && <Refused refusal={refusal} />}
      {made && (
        <div role="status">
          <p class="done">{text.once}</p>
          <pre>{made.token}</pre>
        </div>
      )}
    </Panel>
  );
}

function Revoke(props: { token: Token; onRevoked: () => void }) {
  const [isSure, setSure] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const revoke = (): void => {
    if (!isSure) return setSure(true);
    call(target(`/tokens/${encodeURIComponent(props.token.id)}`), { method: "DELETE" }).then(
      props.onRevoked,
      setRefusal,
    );
  };
  return (
    <>
      <button
        type="button"
        aria-label={`${isSure ? text.sure : text.revoke} ${props.token.owner} ${props.token.id}`}
        onClick={revoke}
      >
        {isSure ? text.sure : text.revoke}
      </button>
      {refusal && <Refused refusal={refusal} />}
    </>
  );
}

export default function Tokens() {
  const [changes, setChanges] = useState(0);
  const again = (): void => setChanges(changes + 1);
  const asked = useAsked(`tokens ${changes}`, () => ask<Token>("/tokens"));
  return (
    <>
      <Make onMade={again} />
      <Panel title={text.title} busy={asked.isLoading}>
        <Shown asked={asked}>
          {(answer) => (
            <Table
              caption={text.title}
              rows={answer.rows}
              rowKey={(row) => row.id}
              columns={[
                { key: "owner", title: text.owner, cell: (row) => row.owner },
                { key: "role", title: text.role, cell: (row) => row.role },
                { key: "unit", title: text.unit, cell: (row) => row.unit ?? "" },
                { key: "made", title: zoned(text.made), cell: (row) => <Instant of={row.made} /> },
                { key: "expires", title: zoned(text.expires), cell: (row) => <Instant of={row.expires} /> },
                { key: "id", title: text.id, cell: (row) => <code>{row.id}</code> },
                { key: "action", title: text.action, cell: (row) => <Revoke token={row} onRevoked={again} /> },
              ]}
            />
          )}
        </Shown>
      </Panel>
    </>
  );
}
