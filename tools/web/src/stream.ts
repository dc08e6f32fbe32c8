// Records as they are recorded (Server-Sent Events), read with fetch, for an EventSource can send no token.
import { RecordRow } from "./history";
import { call, Parameters, target } from "./service";

/** Gives each Record until it is aborted or the service ends it. Errors: Refusal. */
export async function follow(
  parameters: Parameters,
  signal: AbortSignal,
  give: (row: RecordRow) => void,
  opened: () => void,
): Promise<void> {
  const response = await call(target("/events/stream", parameters), { signal, accept: "text/event-stream" });
  opened();
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ""; reader; ) {
    const { value, done } = await reader.read();
    if (done) return;
    const events = (text + value).split("\n\n");
    text = events.pop() ?? "";
    for (const event of events) {
      const line = event.split("\n").find((one) => one.startsWith("data: "));
      if (line) give(JSON.parse(line.slice(6)) as RecordRow);
    }
  }
}
