// Dark or light: what the system says, and light on paper.
import { computed, signal } from "@preact/signals";

const query = matchMedia("(prefers-color-scheme: dark)");
const prefersDark = signal(query.matches);
query.addEventListener("change", () => (prefersDark.value = query.matches));

/** From before a page goes to paper until it has gone. */
export const isPrinting = signal(false);
addEventListener("beforeprint", () => (isPrinting.value = true));
addEventListener("afterprint", () => (isPrinting.value = false));

export const isDark = computed(() => prefersDark.value && !isPrinting.value);
