// What the page asks the service, and how it is refused.
import { onLogout, logOut, token } from "./session";

type One = string | number | boolean | null | undefined;
/** A list is a parameter that is given several times. */
export type Parameters = Record<string, One | string[]>;

/** What every question is answered with: on what it stands, and the rows. */
export interface Answer<Row> {
  as_of?: string;
  policy?: string;
  erased?: number | null; // null: some, but how many is left out
  known_at: string;
  checkpoint?: { size: number; root: string };
  rows: Row[];
}

/** What the rules say of one event. */
export interface Outcome {
  seq?: number;
  version?: number;
  duplicate?: boolean;
  dry_run?: boolean;
  withheld?: boolean; // it would be good, but another one of its batch is not
  code?: string;
  detail?: string;
  field?: string;
  warnings: string[];
}

/** A problem document (RFC 9457), or that there was no answer at all (status 0). */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    detail: string,
    readonly field: string = "",
    readonly outcomes: Outcome[] = [],
  ) {
    super(detail);
  }
}

interface Kept {
  tag: string;
  text: string;
}
const KEPT_MAX = 200;
const kept = new Map<string, Kept>(); // by target; answers that the service says are still the same
onLogout(() => kept.clear());

export interface Call {
  method?: "GET" | "POST" | "DELETE";
  accept?: string;
  body?: string;
  contentType?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export function target(path: string, parameters: Parameters = {}): string {
  const query = new URLSearchParams();
  for (const [name, given] of Object.entries(parameters)) {
    for (const value of Array.isArray(given) ? given : [given]) {
      if (value !== null && value !== undefined && value !== "") query.append(name, String(value));
    }
  }
  const text = query.toString();
  return `/v1${path}${text ? `?${text}` : ""}`;
}

async function refusalOf(response: Response): Promise<Refusal> {
  const text = await response.text();
  try {
    const told = JSON.parse(text);
    return new Refusal(response.status, told.code, told.detail, told.field, told.outcomes ?? []);
  } catch {
    return new Refusal(response.status, "HTTP", text || response.statusText);
  }
}

/** The response, if it is no refusal. Errors: Refusal; AbortError. */
export async function call(url: string, options: Call = {}): Promise<Response> {
  const headers: Record<string, string> = { ...options.headers };
  if (token.value) headers["Authorization"] = `Bearer ${token.value}`;
  if (options.accept) headers["Accept"] = options.accept;
  if (options.contentType) headers["Content-Type"] = options.contentType;
  let response: Response;
  try {
    response = await fetch(url, {
      method: options.method ?? "GET",
      headers,
      body: options.body ?? null,
      signal: options.signal ?? null,
      cache: "no-store",
      credentials: "omit",
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refusal(0, "UNREACHABLE", "");
  }
  if (response.status === 401 && token.value) logOut();
  if (!response.ok && response.status !== 304) throw await refusalOf(response);
  return response;
}

/** The text under a target; what the service says has not changed comes from memory. */
async function text(url: string, options: Call): Promise<string> {
  const key = `${options.accept ?? ""} ${url}`;
  const before = kept.get(key);
  const headers = before ? { ...options.headers, "If-None-Match": before.tag } : options.headers;
  const response = await call(url, headers ? { ...options, headers } : options);
  if (response.status === 304 && before) return before.text;
  const body = await response.text();
  const tag = response.headers.get("ETag");
  if (tag) {
    kept.delete(key);
    kept.set(key, { tag, text: body });
    const oldest = kept.keys().next().value;
    if (kept.size > KEPT_MAX && oldest) kept.delete(oldest);
  }
  return body;
}

export const ask = async <Row>(path: string, parameters: Parameters = {}, options: Call = {}): Promise<Answer<Row>> =>
  JSON.parse(await text(target(path, parameters), options)) as Answer<Row>;

export const askText = (path: string, parameters: Parameters, accept: string): Promise<string> =>
  text(target(path, parameters), { accept });

/** Sends JSON, and reads what comes back of it. */
export async function send<Told>(path: string, body: unknown, options: Call = {}): Promise<Told> {
  const response = await call(`/v1${path}`, {
    method: "POST",
    body: body === undefined ? "" : JSON.stringify(body),
    contentType: "application/json",
    ...options,
  });
  return (await response.json()) as Told;
}

/** Hands a file to whoever sits before the browser. */
export async function download(
  path: string,
  parameters: Parameters,
  accept: string,
  name: string,
  narrow?: (text: string) => string,
): Promise<void> {
  const response = await call(target(path, parameters), { accept });
  const content = narrow ? new Blob([narrow(await response.text())], { type: accept }) : await response.blob();
  const url = URL.createObjectURL(content);
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
