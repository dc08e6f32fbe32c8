// Who is logged in. The token lives as long as the tab, and nothing of it or of what it showed outlives a logout.
import { signal } from "@preact/signals";

import { forgetAddress } from "./address";

export interface Asker {
  owner: string;
  role: "auditor" | "hr" | "manager" | "analyst" | "job" | "admin";
  unit: string | null;
  expires: string;
  today: string;
  known_at: string;
}

const KEY = "token";

export const token = signal<string | null>(sessionStorage.getItem(KEY));
export const asker = signal<Asker | null>(null);

const forgetters: (() => void)[] = [];
/** What keeps answers says how they are forgotten. */
export const onLogout = (forget: () => void): void => void forgetters.push(forget);

export function keepToken(text: string): void {
  sessionStorage.setItem(KEY, text);
  token.value = text;
}

export function logOut(): void {
  sessionStorage.clear();
  token.value = null;
  asker.value = null;
  forgetAddress();
  document.title = "rireki 履歴";
  forgetters.forEach((forget) => forget());
}

export const may = (...roles: Asker["role"][]): boolean => asker.value !== null && roles.includes(asker.value.role);
