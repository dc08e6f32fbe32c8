// What the service says of an order before it is recorded, and the careers as they would be.
import { HistoryRow } from "../history";
import { ask, Outcome, Refusal, send } from "../service";
import { EventDraft } from "./forms";

const PREVIEWED_MAX = 3; // persons whose careers are shown; a 4/1 batch has hundreds

interface CareerRow {
  row: Pick<HistoryRow, "effective" | "type" | "data">;
  isNew: boolean;
}
export interface Judged {
  events: EventDraft[];
  lines: number[]; // how the events are numbered for whoever has typed them
  outcomes: Outcome[];
  refusal: Refusal | null;
  failure: Refusal | null; // that says nothing about the events
  careers: { person: string; rows: CareerRow[] }[];
}

export const post = (path: string, events: EventDraft[]) =>
  send<{ outcomes: Outcome[] }>(path, undefined, {
    body: events.map((event) => JSON.stringify(event)).join("\n"),
    contentType: "application/jsonl",
  });

const APPROVABLE = ["APPROVAL_MISSING", "PERIOD_CLOSED"];
/** Whether an approval of a second person would not mend this. */
export const isRefused = (outcome: Outcome | undefined): boolean =>
  outcome?.code !== undefined && !APPROVABLE.includes(outcome.code);

/** Whether nothing but the approval of a second person is missing. */
export const needsApproval = ({ refusal, outcomes }: Pick<Judged, "refusal" | "outcomes">): boolean =>
  refusal !== null && APPROVABLE.includes(refusal.code) && !outcomes.some(isRefused);

/** What amends an event stands on the day of that event. */
const dayOf = (event: EventDraft, career: HistoryRow[]): string =>
  career.find((row) => row.id === event.data["target"])?.effective ?? "";

async function careerWith(person: string, events: EventDraft[]): Promise<Judged["careers"][number]> {
  const before = await ask<HistoryRow>(`/persons/${encodeURIComponent(person)}/history`, {
    "as-of": "2100-01-01",
  }).then(
    (told) => told.rows,
    () => [],
  );
  const rows = [
    ...before.map((row) => ({ row, isNew: false })),
    ...events
      .filter((event) => event.subject === person)
      .map((event) => ({ row: { ...event, effective: event.effective ?? dayOf(event, before) }, isNew: true })),
  ];
  return {
    person,
    rows: rows.sort((a, b) => (a.row.effective < b.row.effective ? -1 : a.row.effective > b.row.effective ? 1 : 0)),
  };
}

/** Asks whether these may be recorded as one; nothing is. */
export async function judge(events: EventDraft[], lines = events.map((_, n) => n + 1)): Promise<Judged> {
  const asked = { events, lines, failure: null };
  const careers = () => {
    const persons = [...new Set(events.map((event) => event.subject))].slice(0, PREVIEWED_MAX);
    return Promise.all(persons.map((person) => careerWith(person, events)));
  };
  try {
    const { outcomes } = await post("/events?dry-run=true", events);
    return { ...asked, outcomes, refusal: null, careers: await careers() };
  } catch (error) {
    const refusal = error as Refusal;
    const found = { outcomes: refusal.outcomes, refusal };
    return { ...asked, ...found, careers: needsApproval(found) ? await careers() : [] };
  }
}

/** What it is after it was sent and refused: judged anew, if the refusal says of which events. */
export function rejudged(judged: Judged, refusal: Refusal): Judged {
  const { outcomes } = refusal;
  if (outcomes.length === 0) return { ...judged, failure: refusal };
  const careers = needsApproval({ refusal, outcomes }) ? judged.careers : [];
  return { ...judged, outcomes, refusal, failure: null, careers };
}
