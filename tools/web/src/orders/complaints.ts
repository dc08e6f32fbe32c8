// Which field a refusal is about.
import { Field, OrderForm } from "./forms";
import { Judged } from "./judged";

/** Rules of the timeline name no field; people look for the reason here. */
const FIELD_OF: Record<string, string> = {
  NOT_REGISTERED: "subject",
  ALREADY_REGISTERED: "subject",
  NOT_EMPLOYED: "subject",
  ALREADY_EMPLOYED: "subject",
  PERSON_ERASED: "subject",
  ORG_UNIT_NOT_ACTIVE: "unit",
  NO_CHANGE: "unit",
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
  UNKNOWN_TARGET: "target",
  CORRECTION_CHANGES_IDENTITY: "target",
  ALREADY_VOID: "target",
  VOID_HAS_DEPENDENTS: "target",
};

/** The form's field that a refused event names; of a correction, what is right is one field with all in it. */
function fieldOf(form: OrderForm, named: string): string {
  const name = named.replace(/^data\./, "");
  const has = (one: string): boolean => form.fields.some((field) => field.name === one);
  return !has(name) && has("data") && name !== "approved_by" ? "data" : name;
}

/** The sentence of the rule that refuses this field; what concerns none of the form stands with the outcomes. */
export function complaintOf(judged: Judged | null, form: OrderForm, field: Field): string | undefined {
  const refusal = judged?.refusal;
  const refused = [
    ...(judged?.outcomes ?? []),
    ...(refusal && refusal.outcomes.length === 0
      ? [{ code: refusal.code, field: refusal.field, detail: refusal.message }]
      : []),
  ];
  const found = refused.find((one) => {
    const named = one.code && (one.field || FIELD_OF[one.code]);
    return named && fieldOf(form, named) === field.name;
  });
  return found && `${found.code}: ${found.detail}`;
}
