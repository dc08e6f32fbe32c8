// Records as they come, newest first, until the view is left; what was cut is taken up again.
import { useEffect, useRef, useState } from "preact/hooks";

import { RecordRow } from "../history";
import { texts } from "../language";
import { Column, Panel, Refused, Table } from "../parts";
import { Parameters, Refusal } from "../service";
import { asker } from "../session";
import { follow } from "../stream";

const LIVE_MAX = 500;
const RETRY_MS = 5_000;

const text = texts({
  live: ["新しい記録を待つ", "Follow what is recorded"],
  waiting: ["接続中。新しい記録はここに現れます。", "On the line: new records appear here."],
  cut: ["接続が切れました。再接続しています…", "The line was cut. Connecting again…"],
  again: ["今すぐ再接続", "Connect now"],
});

interface Live {
  rows: RecordRow[];
  cut: Refusal | null;
  again: () => void;
}

const reasonOf = (error: unknown): Refusal => (error instanceof Refusal ? error : new Refusal(0, "UNREACHABLE", ""));

function useLive(filters: Parameters): Live {
  const key = JSON.stringify(filters);
  const [rows, setRows] = useState<RecordRow[]>([]);
  const [cut, setCut] = useState<Refusal | null>(null);
  const [tries, setTries] = useState(0);
  const next = useRef(0);
  useEffect(() => {
    setRows([]);
    next.current = Number(asker.value?.known_at.slice(4) ?? 0) + 1;
  }, [key]);
  useEffect(() => {
    const stop = new AbortController();
    const give = (row: RecordRow): void => {
      next.current = row.seq + 1;
      setRows((before) => [row, ...before].slice(0, LIVE_MAX));
    };
    const end = (error?: unknown): void => void (stop.signal.aborted || setCut(reasonOf(error)));
    follow({ from: next.current, ...filters }, stop.signal, give, () => setCut(null)).then(end, end);
    return () => stop.abort();
  }, [key, tries]);
  useEffect(() => {
    if (!cut || (cut.status >= 400 && cut.status < 500 && cut.status !== 429)) return;
    const timer = setTimeout(() => setTries(tries + 1), RETRY_MS);
    return () => clearTimeout(timer);
  }, [cut]);
  return { rows, cut, again: () => setTries(tries + 1) };
}

export function Live(props: { columns: Column<RecordRow>[]; filters: Parameters }) {
  const { rows, cut, again } = useLive(props.filters);
  return (
    <Panel title={text.live}>
      {cut && cut.status > 0 ? (
        <Refused refusal={cut} again={again} />
      ) : (
        <p class={cut ? "refused" : "done"} role="status">
          {cut ? text.cut : `● ${text.waiting}`}{" "}
          {cut && (
            <button type="button" onClick={again}>
              {text.again}
            </button>
          )}
        </p>
      )}
      {rows.length > 0 && <Table caption={text.live} columns={props.columns} rows={rows} rowKey={(row) => row.seq} />}
    </Panel>
  );
}
