// A career, event by event, and the Records behind it.
import { asOf, knownAt } from "./clocks";
import { useAnswer } from "./answers";
import { plusDays } from "./days";
import { PersonState } from "./person";
import { Parameters } from "./service";
import { may } from "./session";

export interface HistoryRow {
  seq: number;
  id: string;
  type: string;
  effective: string;
  recorded: string;
  data: Record<string, unknown>;
  corrected_by: number[];
  voided_by?: number;
  state: PersonState | null;
  isLapse?: true; // not recorded: the end of a term
}

export interface RecordRow {
  seq: number;
  version: number;
  id: string;
  type: string;
  subject: string;
  effective: string | null;
  recorded: string;
  actor: string | null;
  order_ref?: string;
  note?: string;
  data: Record<string, unknown>;
}

const DAYS_AHEAD = 3 * 366;

/** As known at the clock's moment; also what takes effect within three years after the as-of day. */
export const historyAsked = (withVoid: boolean): Parameters => ({
  "as-of": plusDays(asOf.value, DAYS_AHEAD),
  "known-at": knownAt.value,
  "with-void": withVoid || null,
});

export const useHistory = (person: string | null, withVoid: boolean) =>
  useAnswer<HistoryRow>(person && `/persons/${encodeURIComponent(person)}/history`, historyAsked(withVoid));

/** The person's Records, by seq: who recorded them, under which order. Managers are not told. */
export function useRecords(person: string | null): Map<number, RecordRow> {
  const asked = useAnswer<RecordRow>(person && may("auditor", "hr") ? "/events" : null, {
    subject: person,
    limit: 1000,
  });
  return new Map((asked.answer?.rows ?? []).map((row) => [row.seq, row]));
}
