// What an event says, in words.
import { fieldName, fieldValue, isTelling } from "./fields";
import { Unit } from "./units";

type Fields = Record<string, unknown>;

/** Key by key, in the policy's words; what a correction puts in the place of the old stands in brackets. */
export function contentOf(row: { data?: Fields }, units: Unit[]): string {
  const said = ([key, value]: [string, unknown]): string =>
    key === "data" && typeof value === "object" && value
      ? `［${contentOf({ data: value as Fields }, units)}］`
      : `${fieldName(key)} ${fieldValue(key, value, units)}`;
  return Object.entries(row.data ?? {})
    .filter((entry) => isTelling(entry) && !["none", "ordinary"].includes(String(entry[1])))
    .map(said)
    .join("・");
}
