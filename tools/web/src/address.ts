// Where one is: `#/roster?as-of=2023-04-01&known-at=seq:100&lang=en`. The address holds all that decides what is
// shown, so that a link shows the same picture again.
import { computed, signal } from "@preact/signals";

export const FIRST_VIEW = "scorecard";
const KEPT = ["as-of", "known-at", "lang"]; // from one view to the next

interface Address {
  view: string;
  parameters: URLSearchParams;
}

function read(): Address {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  return { view: path || FIRST_VIEW, parameters: new URLSearchParams(query) };
}

const address = signal(read());

/** Marks the entries of the browser's history of one login, so that the next one does not go back into them. */
let login: number = history.state?.login ?? Date.now();
const replace = (text?: string): void => history.replaceState({ login }, "", text);
replace();

addEventListener("hashchange", () => {
  const isOfAnother = history.state?.login !== undefined && history.state.login !== login;
  replace(isOfAnother ? "#/" : undefined);
  address.value = read();
});

/** Where one was is nothing for whoever logs in next. */
export function forgetAddress(): void {
  clearTimeout(writing);
  writing = 0;
  login = Date.now();
  replace(hash("", changed(new URLSearchParams(), { lang: parameter("lang") })));
  address.value = read();
}

export const view = computed(() => address.value.view);
export const parameter = (name: string): string | null => address.value.parameters.get(name);

export type Changes = Record<string, string | null>;

function changed(parameters: URLSearchParams, changes: Changes): URLSearchParams {
  const next = new URLSearchParams(parameters);
  for (const [name, value] of Object.entries(changes)) value ? next.set(name, value) : next.delete(name);
  return next;
}

function hash(name: string, parameters: URLSearchParams): string {
  const query = parameters.toString().replaceAll("%3A", ":");
  return `#/${name}${query ? `?${query}` : ""}`;
}

/** The link to a view, with the clocks and the language of now. */
export function link(name: string, more: Changes = {}): string {
  const kept = new URLSearchParams();
  for (const key of KEPT) {
    const value = parameter(key);
    if (value) kept.set(key, value);
  }
  return hash(name, changed(kept, more));
}

export const go = (name: string, more: Changes = {}): void => {
  const to = link(name, more);
  writeNow();
  location.hash = to;
};

/** Changes parameters of the view shown, without a step in the history. */
export function change(changes: Changes): void {
  const next = { view: address.value.view, parameters: changed(address.value.parameters, changes) };
  address.value = next;
  write();
}

let writing = 0;
let written = ""; // the hash that is to be replaced; whoever went elsewhere meanwhile stays there
/** Browsers allow few changes of the address a second; a slider makes many. */
function write(): void {
  clearTimeout(writing);
  written = location.hash;
  writing = window.setTimeout(writeNow, 200);
}

function writeNow(): void {
  if (writing === 0) return;
  clearTimeout(writing);
  writing = 0;
  const { view: name, parameters } = address.value;
  if (location.hash === written) replace(hash(name, parameters));
}

// A link to where the address still says one is would lead nowhere.
addEventListener("click", writeNow, true);
