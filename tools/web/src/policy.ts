// The policy in effect on the as-of day, as known then: what the ids of answers are called.
import { parse } from "smol-toml";
import { effect, signal } from "@preact/signals";

import { asOf, knownAt } from "./clocks";
import { language } from "./language";
import { askText, Refusal } from "./service";
import { onLogout, token } from "./session";

/** A table of the document, as it is written; docs/policy.md says what its keys mean. */
export type Entry = Record<string, unknown> & { id?: string; label?: { ja?: string; en?: string } };
export type Document = Record<string, Entry[] | Entry>;

export const policy = signal<Document | null>(null);
/** Why there is none. */
export const policyRefusal = signal<Refusal | null>(null);
onLogout(() => (policy.value = policyRefusal.value = null));

const SETTLED_MS = 200; // a slider that moves asks once it rests

export const documentOf = async (day: string | undefined, known?: string): Promise<Document> =>
  parse(await askText("/policy", { "as-of": day, "known-at": known }, "application/toml")) as Document;

let loading = false;
let wanted = "";
let waiting = 0;

async function load(): Promise<void> {
  if (loading) return;
  loading = true;
  for (let done = ""; done !== wanted; ) {
    done = wanted;
    const [day, known] = done.split(" ");
    try {
      policy.value = await documentOf(day, known);
      policyRefusal.value = null;
    } catch (error) {
      policy.value = null; // ids are shown as they are
      policyRefusal.value = error instanceof Refusal ? error : new Refusal(0, "PAGE", String(error));
    }
  }
  loading = false;
}

effect(() => {
  if (!token.value) return;
  wanted = `${asOf.value} ${knownAt.value ?? ""}`.trim();
  clearTimeout(waiting);
  waiting = window.setTimeout(() => void load(), policy.peek() ? SETTLED_MS : 0);
});

let heard = "";
/** Of another version than the one at hand an answer of the same day speaks when one was adopted meanwhile. */
export function hearOf(version: string | undefined, day: string | undefined): void {
  const news = `${version} ${wanted}`;
  const own = policy.value?.["policy"] as Entry | undefined;
  if (!version || day !== asOf.value || news === heard || loading || version === own?.["version"]) return;
  heard = news;
  void load();
}

export const entries = (table: string): Entry[] => {
  const found = policy.value?.[table];
  return Array.isArray(found) ? found : [];
};

/** What the policy calls an entry, in the language chosen; the id where it has no name for it. */
export function label(table: string, id: string | null | undefined): string {
  if (!id) return "";
  const found = entries(table).find((entry) => entry.id === id)?.label;
  return found?.[language.value] ?? found?.ja ?? id;
}
