// Which orders can be entered, what each asks for, and the events that it records (contract, section 4).
import { Pair } from "../language";
import { typed } from "./typed";

export interface EventDraft {
  id: string;
  type: string;
  subject: string;
  effective?: string; // that of the target, of a correction or void
  order_ref?: string;
  note?: string;
  data: Record<string, unknown>;
}

export type Values = Record<string, string>;

export interface Field {
  name: string;
  title: Pair;
  /** What it is chosen from: a table of the policy, the units, or words of the contract; else it is typed. */
  table?: "rank" | "job_family" | "reason" | "training";
  units?: true;
  words?: readonly string[];
  input?: "date" | "number" | "text" | "json";
  optional?: true;
  hint?: Pair;
}

export interface OrderForm {
  id: string;
  title: Pair;
  fields: Field[];
  events: (values: Values, id: (n: number) => string) => EventDraft[];
}

const EMPLOYMENTS = [
  "regular",
  "fixed_term",
  "temporary",
  "fiscal_year",
  "fiscal_year_part",
  "reappointed",
  "reappointed_short",
];
const ROUTES = ["exam_university", "exam_high_school", "exam_other", "mid_career", "selection", "reappointment"];
const ABSENCES = [
  "sick_leave",
  "medical_suspension",
  "maternity",
  "childcare",
  "caregiving",
  "self_development",
  "spouse_accompany",
];

const SUBJECT: Field = { name: "subject", title: ["職員番号", "Person's number"], input: "text" };
const EFFECTIVE: Field = { name: "effective", title: ["発令日", "Effective"], input: "date" };
const ORDER: Field = { name: "order_ref", title: ["発令番号", "Order"], input: "text", optional: true };
const UNIT: Field = { name: "unit", title: ["所属", "Unit"], units: true };
const RANK: Field = { name: "rank", title: ["職位", "Rank"], table: "rank" };
const GRADE: Field = { name: "grade", title: ["級", "Grade"], input: "number", optional: true };
const POST: Field = { name: "post", title: ["職名", "Post"], input: "text", optional: true };
const optional = (field: Field): Field => ({ ...field, optional: true });

function data(values: Values, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.filter((name) => values[name]).map((name) => [name, typed(name, values[name] ?? "")]),
  );
}

const event = (values: Values, id: string, type: string, said: Record<string, unknown>): EventDraft => ({
  id,
  type,
  subject: values["subject"] ?? "",
  effective: values["effective"] ?? "",
  ...(values["order_ref"] ? { order_ref: values["order_ref"] } : {}),
  data: said,
});

/** An order that records one event of this type, with these fields as its data. */
const single = (id: string, title: Pair, type: string, fields: Field[]): OrderForm => ({
  id,
  title,
  fields: [SUBJECT, EFFECTIVE, ...fields, ORDER],
  events: (values, eventId) => [event(values, eventId(0), type, data(values, ...fields.map((field) => field.name)))],
});

const TARGET: Field = {
  name: "target",
  title: ["対象の出来事のID", "Id of the event"],
  input: "text",
  hint: ["個人の画面の「訂正」「取消」から開くと入ります", "filled in when opened from the person's career"],
};

/** What amends an event takes its day from it. */
function amendment(values: Values, id: string, type: string, said: Record<string, unknown>): EventDraft {
  const { effective: _, ...draft } = event(values, id, type, said);
  return draft;
}

const AMENDMENTS: OrderForm[] = [
  {
    id: "correct",
    title: ["訂正", "Correction"],
    fields: [
      SUBJECT,
      TARGET,
      { name: "cause", title: ["理由", "Cause"], words: ["clerical", "late_information", "migration"] },
      { name: "effective", title: ["正しい発令日", "The right day"], input: "date", optional: true },
      { name: "data", title: ["正しい内容（JSON）", "What is right (JSON)"], input: "json" },
    ],
    events: (values, id) => {
      const right = JSON.parse(values["data"] || "{}") as Record<string, unknown>;
      const said = { ...data(values, "target", "effective", "cause"), data: right };
      return [amendment(values, id(0), "EventCorrected", said)];
    },
  },
  {
    id: "void",
    title: ["取消", "Void"],
    fields: [
      SUBJECT,
      TARGET,
      { name: "cause", title: ["理由", "Cause"], words: ["rescinded", "duplicate", "wrong_person", "not_started"] },
    ],
    events: (values, id) => [amendment(values, id(0), "EventVoided", data(values, "target", "cause"))],
  },
];

export const FORMS: OrderForm[] = [
  {
    id: "hire",
    title: ["採用", "Hire"],
    fields: [
      SUBJECT,
      EFFECTIVE,
      { name: "name", title: ["氏名", "Name"], input: "text" },
      { name: "kana", title: ["カナ", "Kana"], input: "text", optional: true },
      { name: "birth", title: ["生年月日", "Birth"], input: "date" },
      { name: "sex", title: ["性別", "Sex"], words: ["female", "male", "other", "unknown"] },
      { name: "kind", title: ["任用", "Employment"], words: EMPLOYMENTS },
      UNIT,
      RANK,
      GRADE,
      POST,
      { name: "job_family", title: ["職種", "Job family"], table: "job_family" },
      { name: "route", title: ["採用区分", "Route"], words: ROUTES, optional: true },
      { name: "term_end", title: ["任期の末日", "End of term"], input: "date", optional: true },
      ORDER,
    ],
    events: (values, id) => [
      event({ ...values, order_ref: "" }, id(0), "PersonRegistered", data(values, "name", "kana", "birth", "sex")),
      event(
        values,
        id(1),
        "Hired",
        data(values, "kind", "unit", "rank", "grade", "post", "job_family", "route", "term_end"),
      ),
    ],
  },
  single("promotion", ["昇任", "Promotion"], "Promoted", [RANK, GRADE, optional(UNIT), POST]),
  single("transfer", ["異動", "Transfer"], "Transferred", [UNIT, POST]),
  single("leave", ["休務開始", "Leave"], "AbsenceStarted", [
    {
      name: "absence",
      title: ["休務の番号", "Id of the absence"],
      input: "text",
      hint: ["復職の発令で使います", "used when it ends"],
    },
    { name: "kind", title: ["種類", "Kind"], words: ABSENCES },
    { name: "cause", title: ["原因", "Cause"], words: ["none", "physical", "mental", "injury"] },
    { name: "planned_last_day", title: ["予定末日", "Planned last day"], input: "date", optional: true },
  ]),
  single("return", ["復職", "Return"], "AbsenceEnded", [
    { name: "absence", title: ["休務の番号", "Id of the absence"], input: "text" },
    { name: "via", title: ["復職の方法", "Via"], words: ["ordinary", "rehabilitation"], optional: true },
  ]),
  single("tender", ["退職願受理", "Tender of resignation"], "ResignationTendered", [
    { name: "intended_last_day", title: ["退職予定日", "Intended last day"], input: "date" },
  ]),
  single("separation", ["退職", "Separation"], "Separated", [
    { name: "reason", title: ["退職事由", "Reason"], table: "reason" },
  ]),
  single("discipline", ["懲戒処分", "Discipline"], "DisciplineImposed", [
    { name: "kind", title: ["種類", "Kind"], words: ["reprimand", "pay_cut", "suspension"] },
    { name: "until", title: ["末日", "Until"], input: "date", optional: true },
  ]),
  ...AMENDMENTS,
];
