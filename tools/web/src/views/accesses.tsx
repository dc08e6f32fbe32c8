// Who has read personal fields, when and why.
import { change, link, parameter } from "../address";
import { useAnswer } from "../answers";
import { Instant, zoned } from "../instants";
import { texts } from "../language";
import { Downloads, number, Panel, Shown, Table } from "../parts";

const NEWEST = 300;

const text = texts({
  accesses: ["個人情報の閲覧記録", "Who has read personal fields"],
  person: ["職員番号", "Person"],
  from: ["この日時から", "From"],
  to: ["この日時まで", "To"],
  at: ["日時", "When"],
  who: ["閲覧者", "Who"],
  purpose: ["目的", "Purpose"],
  question: ["問い", "Question"],
  persons: ["対象", "Persons"],
  everybody: ["全員", "everybody"],
  newest: ["新しい順に表示（全件は CSV）:", "The newest are shown, all are in the CSV:"],
});

interface Access {
  entry: number;
  at: string;
  actor: string;
  purpose: string | null;
  query: string;
  persons: string[] | null;
}

export function Accesses() {
  const parameters = { person: parameter("person"), from: parameter("from"), to: parameter("to") };
  const asked = useAnswer<Access>("/accesses", parameters);
  const input = (name: "person" | "from" | "to") => (
    <label class="row">
      {text[name]}
      <input
        type="text"
        size={14}
        value={parameter(name) ?? ""}
        onChange={(event) => change({ [name]: event.currentTarget.value.trim() || null })}
      />
    </label>
  );
  const personsOf = (row: Access) =>
    row.persons === null ? (
      text.everybody
    ) : (
      <>
        {row.persons.slice(0, 5).map((id) => (
          <>
            <a key={id} href={link("person", { person: id })}>
              {id}
            </a>{" "}
          </>
        ))}
        {row.persons.length > 5 && `… (${row.persons.length})`}
      </>
    );
  return (
    <Panel
      title={text.accesses}
      busy={asked.isLoading}
      actions={
        <>
          {input("person")}
          {input("from")}
          {input("to")}
          <Downloads path="/accesses" parameters={parameters} name="accesses" />
        </>
      }
    >
      <Shown asked={asked}>
        {(answer) => (
          <>
            {answer.rows.length > NEWEST && (
              <p class="ground">
                {text.newest} {NEWEST} / {number(answer.rows.length)}
              </p>
            )}
            <Table
              caption={text.accesses}
              rows={answer.rows.slice(-NEWEST).reverse()}
              rowKey={(row) => row.entry}
              columns={[
                { key: "at", title: zoned(text.at), cell: (row) => <Instant of={row.at} length={19} /> },
                { key: "who", title: text.who, cell: (row) => row.actor },
                { key: "purpose", title: text.purpose, cell: (row) => row.purpose ?? "–" },
                { key: "question", title: text.question, cell: (row) => <code>{row.query}</code> },
                { key: "persons", title: text.persons, cell: personsOf },
              ]}
            />
          </>
        )}
      </Shown>
    </Panel>
  );
}
