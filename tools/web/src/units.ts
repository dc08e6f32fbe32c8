// The units of the as-of day, for names and trees.
import { moment, useAnswer } from "./answers";
import { may } from "./session";

export interface Unit {
  unit: string;
  name: string | null;
  parent: string | null;
  authority: string;
  headcount: number;
  quota: number | null;
}

/** None for roles that may not ask for them. */
export function useUnits(): Unit[] {
  return useAnswer<Unit>(may("auditor", "hr") ? "/units" : null, moment()).answer?.rows ?? [];
}

export const unitName = (units: Unit[], id: string | null): string =>
  units.find((one) => one.unit === id)?.name ?? id ?? "";

/** How many units are above this one. */
export function depthOf(units: Unit[], unit: Unit): number {
  const parent = units.find((one) => one.unit === unit.parent);
  return parent ? 1 + depthOf(units, parent) : 0;
}

/** A unit and those above it, by their numbers. */
export function chainOf(units: Unit[], id: string | null): string[] {
  const parent = units.find((one) => one.unit === id)?.parent ?? null;
  return id === null ? [] : [id, ...chainOf(units, parent)];
}
