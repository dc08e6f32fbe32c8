// The policy in effect on the as-of day, as known then: what the ids of answers are called.
import { parse } from "smol-toml";
import { effect, signal } from "@preact/signals";

import { asOf, knownAt } from "./clocks";
import { language } from "./language";
import { askText } from "./service";
import { onLogout, token } from "./session";

/** A table of the document, as it is written; docs/policy.md says what its keys mean. */
export type Entry = Record<string, unknown> & { id?: string; label?: { ja?: string; en?: string } };
export type Document = Record<string, Entry[] | Entry>;

export const policy = signal<Document | null>(null);
onLogout(() => (policy.value = null));

export const documentOf = async (day: string | undefined, known?: string): Promise<Document> =>
  parse(await askText("/policy", { "as-of": day, "known-at": known }, "application/toml")) as Document;

let loading = false;
let wanted = "";

async function load(): Promise<void> {
  if (loading) return;
  loading = true;
  for (let done = ""; done !== wanted; ) {
    done = wanted;
    const [day, known] = done.split(" ");
    try {
      policy.value = await documentOf(day, known);
    } catch {
      policy.value = null; // ids are shown as they are
    }
  }
  loading = false;
}

effect(() => {
  if (!token.value) return;
  // Policies change between fiscal years, hardly within a month: a slider that moves asks once a month.
  wanted = `${asOf.value.slice(0, 8)}01 ${knownAt.value ?? ""}`.trim();
  void load();
});

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
