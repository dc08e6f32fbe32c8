// What an event says, in words.
import { label } from "./policy";
import { word } from "./terms";
import { Unit, unitName } from "./units";

/** Key by key, in the policy's words; what a correction puts in the place of the old stands in brackets. */
export function contentOf(row: { data?: Record<string, unknown> }, units: Unit[]): string {
  const said = (key: string, value: unknown): string => {
    if (key === "data" && typeof value === "object" && value) {
      return `［${contentOf({ data: value as Record<string, unknown> }, units)}］`;
    }
    if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.map(word).join("、");
    if (value === null || typeof value === "object") return JSON.stringify(value);
    const id = String(value);
    if (key === "unit" || key === "parent") return unitName(units, id);
    if (key === "rank" || key === "reason" || key === "job_family" || key === "authority") return label(key, id);
    return word(id);
  };
  const isTelling = ([key, value]: [string, unknown]): boolean =>
    key !== "absence" && value !== "none" && value !== "ordinary";
  return Object.entries(row.data ?? {})
    .filter(isTelling)
    .map(([key, value]) => said(key, value))
    .join("・");
}
