// A batch pasted from a spreadsheet: tab-separated, the first line names the columns as the CSV import does (type,
// subject, effective, order_ref, data.rank, …).
import { readDay } from "../days";
import { EventDraft, typed } from "./forms";

const DAYS = ["effective", "birth", "term_end", "planned_last_day", "intended_last_day", "until"];
const OWN = ["id", "type", "subject", "effective", "line", "order_ref", "note"];

export interface Pasted {
  events: EventDraft[];
  problem: { line: number; column: string; what: "unknown_column" | "missing" } | null;
}

/** `id` gives each row that names none the same id again as long as the text is the same. */
export function readPasted(text: string, id: (n: number) => string): Pasted {
  const [header = "", ...lines] = text
    .replaceAll("\r", "")
    .split("\n")
    .filter((line) => line.trim());
  const columns = header.split("\t").map((column) => column.trim());
  const unknown = columns.find((column) => !OWN.includes(column) && !column.startsWith("data."));
  if (unknown !== undefined) return { events: [], problem: { line: 1, column: unknown, what: "unknown_column" } };
  const events: EventDraft[] = [];
  for (const [n, line] of lines.entries()) {
    const event: Record<string, unknown> & { data: Record<string, unknown> } = { id: id(n), data: {} };
    for (const [i, cell] of line.split("\t").entries()) {
      const column = columns[i];
      const value = cell.trim();
      if (!column || !value) continue;
      const name = column.replace(/^data\./, "");
      (name === column ? event : event.data)[name] = DAYS.includes(name) ? readDay(value) : typed(name, value);
    }
    const missing = ["type", "subject", "effective"].find((name) => !event[name]);
    if (missing) return { events: [], problem: { line: n + 2, column: missing, what: "missing" } };
    events.push(event as unknown as EventDraft);
  }
  return { events, problem: null };
}
