// The last Record that is known at the moment of the clock.
import { useAnswer } from "./answers";
import { knownAt } from "./clocks";
import { Refusal } from "./service";

export interface KnownSeq {
  seq: number | null; // null: not told yet
  refusal: Refusal | null;
  again: () => void;
}

/** Of a day or an instant the service knows which one that is, and of now which one is the newest. */
export function useKnownSeq(): KnownSeq {
  const known = knownAt.value;
  const given = known?.startsWith("seq:") ? Number(known.slice(4)) : null;
  const asked = useAnswer<unknown>(given === null ? "/counts/headcount" : null, { "known-at": known });
  const told = asked.answer && !asked.isLoading ? Number(asked.answer.known_at.slice(4)) : null;
  return { seq: given ?? told, refusal: given === null ? asked.refusal : null, again: asked.again };
}
