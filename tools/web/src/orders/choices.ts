// What an order may choose from on its own day, as known now: the two clocks are for looking back.
import { useAnswer, useAsked } from "../answers";
import { isDay } from "../days";
import { documentOf, Entry } from "../policy";
import { asker } from "../session";
import { Unit } from "../units";

export interface Choices {
  units: Unit[];
  entries: (table: string) => Entry[];
}

const FIRST_DAY = "1868-01-01"; // a year that is being typed is 0002 for a while

export function useChoices(effective: string | undefined): Choices {
  const isReadable = effective !== undefined && isDay(effective) && effective >= FIRST_DAY;
  const day = isReadable ? effective : (asker.value?.today ?? "");
  const units = useAnswer<Unit>("/units", { "as-of": day }).answer?.rows ?? [];
  const policy = useAsked(`policy ${day}`, () => documentOf(day)).answer;
  const entries = (table: string): Entry[] => {
    const found = policy?.[table];
    return Array.isArray(found) ? found : [];
  };
  return { units, entries };
}
