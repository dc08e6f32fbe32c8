// A batch pasted from a spreadsheet: tab-separated, the first line names the columns as the CSV import does (type,
// subject, effective, order_ref, data.rank, …).
import { EventDraft } from "./forms";
import { typed } from "./typed";

const OWN = ["id", "type", "subject", "effective", "line", "order_ref", "note"];
const AMENDMENTS = ["EventCorrected", "EventVoided"]; // they stand on the day of their target

export interface Problem {
  line: number;
  column: string;
  what: "no_table" | "unknown_column" | "twice" | "surplus" | "missing";
}
export interface Pasted {
  events: EventDraft[];
  lines: number[]; // of the table, where each event stands
  problem: Problem | null;
}

interface Row {
  line: number;
  cells: string[];
}

/** Spreadsheets put a cell with a line break or a quotation mark in quotation marks, and double those inside. */
function rowsOf(text: string): Row[] {
  const rows: string[][] = [[]];
  const cells = text.replace(/\r\n?/g, "\n").matchAll(/(?:"([^"]*(?:""[^"]*)*)"|([^\t\n]*))(\t|\n|$)/gy);
  for (const [, quoted, plain = "", end] of cells) {
    rows.at(-1)?.push((quoted?.replaceAll('""', '"') ?? plain).trim());
    if (end === "\n") rows.push([]);
    if (!end) break;
  }
  return rows.map((row, n) => ({ line: n + 1, cells: row })).filter((row) => row.cells.some((cell) => cell));
}

function problemOfHeader(header: Row): Problem | null {
  const problem = (column: string, what: Problem["what"]): Problem => ({ line: header.line, column, what });
  const columns = header.cells.filter((column) => column);
  const unknown = columns.find((column) => !OWN.includes(column) && !column.startsWith("data."));
  if (unknown !== undefined) return problem(unknown, "unknown_column");
  const second = columns.find((column, n) => columns.indexOf(column) !== n);
  return second === undefined ? null : problem(second, "twice");
}

function problemOfRow(row: Row, columns: string[], event: Record<string, unknown>): Problem | null {
  const surplus = row.cells.find((cell, n) => cell && !columns[n]);
  if (surplus !== undefined) return { line: row.line, column: surplus, what: "surplus" };
  const needed = ["type", "subject", ...(AMENDMENTS.includes(String(event["type"])) ? [] : ["effective"])];
  const missing = needed.find((name) => !event[name]);
  return missing ? { line: row.line, column: missing, what: "missing" } : null;
}

function eventOf(row: Row, columns: string[], id: string): Record<string, unknown> {
  const event: Record<string, unknown> = { id };
  const data: Record<string, unknown> = {};
  for (const [n, cell] of row.cells.entries()) {
    const column = columns[n];
    if (!column || !cell) continue;
    const name = column.replace(/^data\./, "");
    (name === column ? event : data)[name] = typed(name, cell);
  }
  return { ...event, data };
}

/** `id` gives each row that names none the same id again as long as the text is the same. */
export function readPasted(text: string, id: (n: number) => string): Pasted {
  const [header, ...rows] = rowsOf(text);
  const refused = (problem: Problem): Pasted => ({ events: [], lines: [], problem });
  const inHeader = header && problemOfHeader(header);
  if (inHeader) return refused(inHeader);
  if (!header || rows.length === 0) return refused({ line: 0, column: "", what: "no_table" });
  const events = rows.map((row, n) => eventOf(row, header.cells, id(n)));
  for (const [n, row] of rows.entries()) {
    const problem = problemOfRow(row, header.cells, events[n] ?? {});
    if (problem) return refused(problem);
  }
  return { events: events as unknown as EventDraft[], lines: rows.map((row) => row.line), problem: null };
}
