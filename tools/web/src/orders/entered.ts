// What has been typed and is not recorded yet: it is there again when one comes back, and gone with a logout.
import { signal } from "@preact/signals";

import { onLogout } from "../session";
import { OrderForm, Values } from "./forms";

export const pasted = signal("");
const values = signal<Record<string, Values>>({}); // by form; orders that amend nothing share theirs

/** The events of an order have the same ids as long as it is the same one, so that it can be sent again. */
const turn = signal({ key: crypto.randomUUID() as string, isSent: false });
export const idOf = (n: number): string => `${turn.value.key}-${n}`;

export interface Taken {
  how: "recorded" | "proposed";
  persons: string[];
}
export const taken = signal<Taken | null>(null);
export const proposed = signal(0); // how many, for the list of what waits

const keyOf = (form: OrderForm): string => (form.fields.some((field) => field.name === "target") ? form.id : "");

/** What this form shows: a word that another form has asked for under this name may be none of its own. */
export function valuesOf(form: OrderForm): Values {
  const words = new Map(form.fields.map((field) => [field.name, field.words]));
  const isShown = ([name, value]: [string, string]): boolean => words.get(name)?.includes(value) ?? true;
  return Object.fromEntries(Object.entries(values.value[keyOf(form)] ?? {}).filter(isShown));
}

export function enter(form: OrderForm, given: Values): void {
  const key = keyOf(form);
  values.value = { ...values.value, [key]: { ...values.value[key], ...given } };
}

function beginTurn(): void {
  turn.value = { key: crypto.randomUUID(), isSent: false };
  taken.value = null;
}

export function took(how: Taken["how"], persons: string[]): void {
  taken.value = { how, persons };
  if (how === "proposed") ++proposed.value;
}
export const sending = (): void => void (turn.value = { ...turn.value, isSent: true });

/** What was sent once and then changed is another order. Most of it stays, for the next person often gets the same. */
export function edited(): void {
  if (turn.value.isSent) beginTurn();
  taken.value = null;
}

export function empty(): void {
  values.value = {};
  pasted.value = "";
  beginTurn();
}
onLogout(empty);
