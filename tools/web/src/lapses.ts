// Employments that end by their term: no event says so, but state and counts do (contract, section 5).
import { plusDays } from "./days";
import { HistoryRow } from "./history";

/** The end of the employment in which a row leaves somebody, if nothing renews it before the next one. */
function lapseOf(row: HistoryRow, next: HistoryRow | undefined): HistoryRow | null {
  const { state } = row;
  if (!state?.term_end || state.status === "separated" || state.status === "registered") return null;
  const last_day = state.term_end;
  const goesOn = ["TermRenewed", "Hired"].includes(next?.type ?? "") && next?.effective === plusDays(last_day, 1);
  if (next && (next.effective <= last_day || goesOn)) return null;
  const data = { reason: "term_expired" };
  const separated = { ...state, status: "separated", separated: { last_day, ...data } };
  return {
    seq: 0,
    id: "",
    type: "Separated",
    effective: last_day,
    recorded: "",
    data,
    corrected_by: [],
    state: separated,
    isLapse: true,
  };
}

/** A career with the ends of terms until a day, as events among the others. */
export function withLapses(rows: HistoryRow[], until: string): HistoryRow[] {
  const valid = rows.filter((row) => row.state);
  const lapses = valid.flatMap((row, n) => lapseOf(row, valid[n + 1]) ?? []).filter((row) => row.effective <= until);
  const byDay = (a: HistoryRow, b: HistoryRow): number =>
    a.effective < b.effective ? -1 : a.effective > b.effective ? 1 : 0;
  return [...rows, ...lapses].sort(byDay);
}
