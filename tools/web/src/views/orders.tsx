// Orders (発令) are entered here, one by one or as a pasted batch: judged first, then recorded or proposed.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";

import { change, parameter } from "../address";
import { HistoryRow } from "../history";
import { said, texts } from "../language";
import { Field, FORMS, OrderForm, Values } from "../orders/forms";
import { Line } from "../orders/line";
import { Problem, readPasted } from "../orders/pasted";
import { Proposals } from "../orders/proposals";
import { judge, Judged, Review } from "../orders/review";
import { Panel } from "../parts";
import { ask } from "../service";
import { useUnits } from "../units";

const text = texts({
  title: ["発令の入力", "Enter an order"],
  kind: ["発令の種類", "Kind of order"],
  batch: ["一括（表計算から貼り付け）", "Batch (pasted from a spreadsheet)"],
  check: ["確認", "Check"],
  pasted: ["貼り付けた表", "The pasted table"],
  pasteHint: [
    "1行目は列名: type, subject, effective, order_ref, data.rank, data.unit …（タブ区切り）",
    "First line: type, subject, effective, order_ref, data.rank, data.unit … (tab-separated)",
  ],
  no_table: [
    "表を貼り付けてください。1行目は列名、2行目からが発令です。",
    "Paste a table: a line that names the columns, and below it the orders.",
  ],
  unknown_column: ["列名が分かりません", "unknown column"],
  twice: ["同じ列が二つあります", "this column stands twice"],
  surplus: ["列名のない値です", "a value without a column"],
  missing: ["値がありません", "no value"],
  line: ["行", "line"],
  unreadable: ["JSONとして読めません", "this cannot be read as JSON"],
});
const BATCH = "batch";

/** The same ids as long as the order is the same one, so that it can be sent again after any failure. */
function useIds(turn: number): (n: number) => string {
  return useMemo(() => {
    const base = crypto.randomUUID();
    return (n: number) => `${base}-${n}`;
  }, [turn]);
}

/** Rules of the timeline name no field; people look for the reason here. */
const FIELD_OF: Record<string, string> = {
  NOT_REGISTERED: "subject",
  ALREADY_REGISTERED: "subject",
  NOT_EMPLOYED: "subject",
  ALREADY_EMPLOYED: "subject",
  ORG_UNIT_NOT_ACTIVE: "unit",
  UNKNOWN_RANK: "rank",
  NOT_A_PROMOTION: "rank",
  GRADE_NOT_ALLOWED: "grade",
  UNKNOWN_JOB_FAMILY: "job_family",
  UNKNOWN_REASON: "reason",
  TERM_MISSING: "term_end",
  TERM_NOT_ALLOWED: "term_end",
  TERM_CROSSES_FISCAL_YEAR: "term_end",
  ABSENCE_OVERLAP: "absence",
  ALREADY_OPEN: "absence",
  NOTHING_TO_END: "absence",
  INVALID_DATE: "effective",
  TOO_FAR_AHEAD: "effective",
  PERIOD_CLOSED: "effective",
  RETRO_CONFLICT: "effective",
  SAME_DAY_AMBIGUOUS: "effective",
  EVENTS_AFTER_SEPARATION: "effective",
};

/** The sentence of the rule that refuses this field; what concerns none of the form stands with the outcomes. */
function complaintOf(judged: Judged | null, field: string): string | undefined {
  const refusal = judged?.refusal;
  const refused = [
    ...(judged?.outcomes ?? []),
    ...(refusal && refusal.outcomes.length === 0
      ? [{ code: refusal.code, field: refusal.field, detail: refusal.message }]
      : []),
  ];
  const found = refused.find(
    (one) => one.code && [field, `data.${field}`].includes(one.field || FIELD_OF[one.code] || ""),
  );
  return found && `${found.code}: ${found.detail}`;
}

/** What the address says of an amendment, and what the event says now. What it says stands in no address. */
async function prefilled(form: OrderForm): Promise<Values> {
  const subject = parameter("subject");
  const target = parameter("target");
  if (!subject || !target || !form.fields.some((field) => field.name === "target")) return {};
  const path = `/persons/${encodeURIComponent(subject)}/history`;
  const career = await ask<HistoryRow>(path, { "as-of": "2100-01-01", "with-void": true }).then(
    (told) => told.rows,
    () => [],
  );
  const found = career.find((row) => row.id === target);
  return { subject, target, data: found ? JSON.stringify(found.data, null, 1) : "" };
}

function Single(props: {
  form: OrderForm;
  judged: Judged | null;
  isBusy: boolean;
  ids: (n: number) => string;
  onCheck: (judged: Promise<Judged>) => void;
  onEdit: () => void;
}) {
  const [values, setValues] = useState<Values>({});
  const [isUnreadable, setUnreadable] = useState(false);
  const units = useUnits();
  useEffect(() => {
    setValues({});
    let isWanted = true;
    void prefilled(props.form).then((found) => isWanted && setValues((typed) => ({ ...found, ...typed })));
    return () => void (isWanted = false);
  }, [props.form, props.ids]);
  const submit = (event: Event): void => {
    event.preventDefault();
    try {
      props.onCheck(judge(props.form.events(values, props.ids)));
      setUnreadable(false);
    } catch {
      setUnreadable(true);
    }
  };
  const complaint = (field: Field): string | undefined =>
    isUnreadable && field.input === "json" ? text.unreadable : complaintOf(props.judged, field.name);
  return (
    <form onSubmit={submit} noValidate>
      <div class="fields">
        {props.form.fields.map((field) => (
          <Line
            key={field.name}
            field={field}
            units={units}
            value={values[field.name] ?? ""}
            complaint={complaint(field)}
            onChange={(value) => {
              setValues({ ...values, [field.name]: value });
              props.onEdit();
            }}
          />
        ))}
      </div>
      <button type="submit" class="first" disabled={props.isBusy}>
        {text.check}
      </button>
    </form>
  );
}

const saying = ({ what, line, column }: Problem): string =>
  what === "no_table" ? text[what] : `${text.line} ${line}, ${column}: ${text[what]}`;

function Batch(props: {
  isBusy: boolean;
  ids: (n: number) => string;
  onCheck: (judged: Promise<Judged>) => void;
  onEdit: () => void;
}) {
  const [pasted, setPasted] = useState("");
  const [complaint, setComplaint] = useState("");
  useEffect(() => setPasted(""), [props.ids]);
  const submit = (event: Event): void => {
    event.preventDefault();
    const { events, problem } = readPasted(pasted, props.ids);
    setComplaint(problem ? saying(problem) : "");
    if (!problem) props.onCheck(judge(events));
  };
  return (
    <form onSubmit={submit}>
      <label for="pasted">{text.pasted}</label>
      <textarea
        id="pasted"
        rows={10}
        value={pasted}
        aria-describedby="paste-hint"
        spellcheck={false}
        onInput={(event) => {
          setPasted(event.currentTarget.value);
          props.onEdit();
        }}
      />
      <p id="paste-hint" class="ground">
        {text.pasteHint}
      </p>
      {complaint && (
        <p class="refused" role="alert">
          {complaint}
        </p>
      )}
      <button type="submit" class="first" disabled={props.isBusy}>
        {text.check}
      </button>
    </form>
  );
}

export default function Orders() {
  const kind = parameter("kind") ?? FORMS[0]?.id ?? "";
  const form = FORMS.find((one) => one.id === kind);
  const [turn, setTurn] = useState(0);
  const [judged, setJudged] = useState<Judged | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [proposed, setProposed] = useState(0);
  const checked = useRef(0);
  const ids = useIds(turn);
  const check = (promise: Promise<Judged>): void => {
    const mine = ++checked.current;
    setBusy(true);
    void promise.then((found) => mine === checked.current && setJudged(found)).finally(() => setBusy(false));
  };
  const forget = (): void => {
    ++checked.current;
    setJudged(null);
  };
  const entering = { judged, isBusy, ids, onCheck: check, onEdit: forget };
  return (
    <>
      <Panel
        title={text.title}
        busy={isBusy}
        actions={
          <label class="row">
            {text.kind}
            <select
              value={kind}
              onChange={(event) => {
                change({ kind: event.currentTarget.value });
                forget();
              }}
            >
              {FORMS.map((one) => (
                <option key={one.id} value={one.id}>
                  {said(one.title)}
                </option>
              ))}
              <option value={BATCH}>{text.batch}</option>
            </select>
          </label>
        }
      >
        {form ? <Single form={form} {...entering} /> : <Batch {...entering} />}
      </Panel>
      {judged && (
        <Review
          judged={judged}
          onDone={() => {
            forget();
            setTurn(turn + 1);
          }}
          onProposed={() => setProposed(proposed + 1)}
        />
      )}
      <Proposals changes={proposed} />
    </>
  );
}
