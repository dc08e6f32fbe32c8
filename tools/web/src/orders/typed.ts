// What is typed into a form or a cell, as JSON has it. The field's name decides (contract, section 4): a post that is
// called "true" is a text.
import { readDay } from "../days";

const names = (text: string): Set<string> => new Set(text.split(/\s+/));

const NUMBERS = names(`line grade step minutes weekly_minutes overtime_minutes paid_leave_minutes prior_service_months
  period fiscal_year applicants takers passed accepted answered positive answers score_sum examinees high_stress
  person_months full_period_staff known_seq value`);
const TRUTHS = names("telework overtime_eligible");
const DAYS = names("effective birth term_end planned_last_day intended_last_day until feedback_on as_of");
const LISTS = names("fields categories");

/** What cannot be read as what the field needs stays a text, which the rules refuse. */
export function typed(name: string, text: string): unknown {
  const plain = text.normalize("NFKC").trim();
  if (NUMBERS.has(name) && /^-?\d{1,15}(\.\d+)?$/.test(plain)) return Number(plain);
  if (TRUTHS.has(name) && /^(true|false)$/i.test(plain)) return plain.toLowerCase() === "true";
  if (DAYS.has(name)) return readDay(text);
  if (LISTS.has(name)) return text.split(";").map((one) => one.trim());
  return text;
}
