// What views are put together from: panels, states of waiting, emptiness and refusal, and tables.
import { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { texts } from "./language";
import { refusalText } from "./refusals";
import { Answer, download, Parameters, Refusal } from "./service";
import { Asked } from "./answers";

const text = texts({
  loading: ["読み込んでいます…", "Loading…"],
  nothing: [
    "該当するものがありません。基準日や条件を変えてください。",
    "There is nothing. Try another day or other conditions.",
  ],
  unreachable: [
    "サービスに接続できません。少し待って再試行してください。",
    "The service cannot be reached. Wait a little and try again.",
  ],
  again: ["再試行", "Try again"],
  forbidden: ["この役割では閲覧できません。", "Your role may not see this."],
  late: ["時間内に答えが出ませんでした。範囲を狭めてください。", "This takes too long. Ask for less at a time."],
  refused: ["答えられません", "It cannot be answered"],
  asTable: ["表で見る", "As a table"],
  stands: ["基準日", "as of"],
  known: ["認識", "known at"],
  policy: ["方針", "policy"],
  erased: ["消去済のため不明", "unknown since erased"],
  suppressed: ["秘匿", "withheld"],
});

export function Panel(props: {
  title: string;
  children: ComponentChildren;
  actions?: ComponentChildren;
  busy?: boolean;
  takesFocus?: boolean; // when it opens, or is about something else
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (props.takesFocus) heading.current?.focus();
  }, [props.title]);
  // Only with what stands below it there is room to scroll it to the top.
  useEffect(() => {
    if (document.activeElement === heading.current) heading.current?.scrollIntoView();
  }, [props.title, props.busy]);
  return (
    <section class="panel" aria-busy={props.busy ?? false}>
      <header>
        <h2 ref={heading} tabIndex={props.takesFocus === undefined ? undefined : -1}>
          {props.title}
        </h2>
        {props.actions && <div class="actions">{props.actions}</div>}
      </header>
      {props.children}
    </section>
  );
}

const saying = (refusal: Refusal): string =>
  refusal.status === 0 && refusal.code === "UNREACHABLE"
    ? text.unreachable
    : refusal.status === 403
      ? text.forbidden
      : refusal.code === "DEADLINE"
        ? text.late
        : `${text.refused}: ${refusalText(refusal)}`;

export function Refused(props: { refusal: Refusal; again?: () => void }) {
  const { status } = props.refusal;
  return (
    <p class="refused" role="alert">
      {saying(props.refusal)}{" "}
      {props.again && (status === 0 || status === 429 || status >= 500) && (
        <button type="button" onClick={props.again}>
          {text.again}
        </button>
      )}
    </p>
  );
}
export const Loading = () => (
  <p class="loading" role="status">
    <span class="spinner" />
    {text.loading}
  </p>
);
export const Nothing = (props: { say?: string | undefined }) => <p class="nothing">{props.say ?? text.nothing}</p>;

/** What was asked, once it is there; before that why it is not. */
export function Shown<Row>(props: {
  asked: Asked<Answer<Row>>;
  empty?: string; // what to say of no rows
  children: (answer: Answer<Row>) => ComponentChildren;
}): JSX.Element {
  const { answer, refusal, again } = props.asked;
  if (refusal) return <Refused refusal={refusal} again={again} />;
  if (!answer) return <Loading />;
  return answer.rows.length === 0 ? <Nothing say={props.empty} /> : <>{props.children(answer)}</>;
}

/** On what figures stand: as-of, known-at as seq, policy. */
export function Ground(props: { answer: Answer<unknown> }) {
  const { as_of, known_at, policy, erased } = props.answer;
  return (
    <p class="ground">
      {as_of && (
        <>
          {text.stands} {as_of} ·{" "}
        </>
      )}
      {text.known} {known_at}
      {policy && (
        <>
          {" "}
          · {text.policy} {policy}
        </>
      )}
      {erased !== undefined && (
        <>
          {" "}
          · {text.erased}: {number(erased, 0, erased === null)}
        </>
      )}
    </p>
  );
}

export interface Column<Row> {
  key: string;
  title: string;
  isNumber?: boolean;
  isControl?: boolean; // nothing for paper
  cell: (row: Row) => ComponentChildren;
}

const classOf = <Row,>(c: Column<Row>): string => (c.isNumber ? "number" : c.isControl ? "control" : "");

export const Heads = <Row,>(props: { columns: Column<Row>[] }) => (
  <>
    {props.columns.map((c) => (
      <th key={c.key} scope="col" class={classOf(c)}>
        {c.title}
      </th>
    ))}
  </>
);

export const Cells = <Row,>(props: { columns: Column<Row>[]; row: Row }) => (
  <>
    {props.columns.map((c) => (
      <td key={c.key} class={classOf(c)}>
        {c.cell(props.row)}
      </td>
    ))}
  </>
);

export function Table<Row>(props: {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row, index: number) => string | number;
  rowClass?: (row: Row) => string;
}) {
  return (
    <div class="scrolls" tabIndex={0} role="region" aria-label={props.caption}>
      <table>
        <caption class="unseen">{props.caption}</caption>
        <thead>
          <tr>
            <Heads columns={props.columns} />
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row, index) => (
            <tr key={props.rowKey(row, index)} class={props.rowClass?.(row) ?? ""}>
              <Cells columns={props.columns} row={row} />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A chart with the same figures as a table below it, for whoever cannot see it, and for paper. */
export function Figure(props: { children: ComponentChildren; table: ComponentChildren }) {
  return (
    <figure>
      {props.children}
      <details>
        <summary>{text.asTable}</summary>
        {props.table}
      </details>
    </figure>
  );
}

/** A figure as people write it; "秘匿" where it is withheld from whoever asks. */
export function number(value: number | null | undefined, decimals = 0, isSuppressed = false): string {
  if (isSuppressed) return text.suppressed;
  if (value === null || value === undefined) return "–";
  return value.toLocaleString("ja-JP", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: Math.max(decimals, 2),
  });
}

export const CSV = "text/csv";
export const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/** Buttons that hand out what is shown as files; `narrow` where that is less than what the service gives. */
export function Downloads(props: {
  path: string;
  parameters: Parameters;
  name: string;
  xlsx?: boolean;
  narrow?: ((csv: string) => string) | undefined;
}) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const get = (accept: string, ending: string) => () => {
    setRefusal(null);
    download(props.path, props.parameters, accept, `${props.name}.${ending}`, props.narrow).catch((error) =>
      setRefusal(error),
    );
  };
  return (
    <>
      <button type="button" onClick={get(CSV, "csv")}>
        CSV
      </button>
      {props.xlsx && (
        <button type="button" onClick={get(XLSX, "xlsx")}>
          Excel
        </button>
      )}
      {refusal && <Refused refusal={refusal} />}
    </>
  );
}
