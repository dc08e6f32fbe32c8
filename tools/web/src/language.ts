// Japanese first, English at a click. A view keeps its texts beside its code, as pairs.
import { computed } from "@preact/signals";

import { parameter } from "./address";

export type Language = "ja" | "en";
export type Pair = readonly [ja: string, en: string];

export const language = computed<Language>(() => (parameter("lang") === "en" ? "en" : "ja"));

export const said = (pair: Pair): string => pair[language.value === "ja" ? 0 : 1];

/** Texts by name; each is read in the language that is chosen when it is read. */
export function texts<Names extends string>(pairs: Record<Names, Pair>): Readonly<Record<Names, string>> {
  const read = {} as Record<Names, string>;
  for (const name of Object.keys(pairs) as Names[]) {
    Object.defineProperty(read, name, { get: () => said(pairs[name]), enumerable: true });
  }
  return read;
}
