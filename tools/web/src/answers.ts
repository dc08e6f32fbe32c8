// Answers that follow the two clocks: asked again when these move, the last one shown until the next is there.
import { useEffect, useRef, useState } from "preact/hooks";

import { asOf, knownAt } from "./clocks";
import { hearOf } from "./policy";
import { ask, Answer, Parameters, Refusal } from "./service";
import { token } from "./session";

interface Told<What> {
  answer: What | null; // the last one, also while the next is on its way
  refusal: Refusal | null;
  isLoading: boolean;
}

export interface Asked<What> extends Told<What> {
  again: () => void;
}

/** The clocks, as parameters of a question. */
export const moment = (): Parameters => ({ "as-of": asOf.value, "known-at": knownAt.value });

/**
 * What `load` gives, asked again when `key` changes. While one is under way the newest key waits, so that a slider
 * does not flood the service; an answer is shown even if it is no longer the newest, so that one sees it move. What was
 * told while `about` was another one is not.
 */
export function useAsked<What>(key: string | null, load: () => Promise<What>, about = 0): Asked<What> {
  const nothing = { answer: null, refusal: null, isLoading: key !== null };
  const [told, setTold] = useState<Told<What> & { about: number }>({ ...nothing, about });
  const [tries, setTries] = useState(0);
  const wanted = useRef<string | null>(null);
  const loading = useRef(false);
  const newest = useRef({ load, about });
  newest.current = { load, about };

  const run = async (): Promise<void> => {
    if (loading.current) return;
    loading.current = true;
    while (wanted.current !== null) {
      const current = wanted.current;
      const question = newest.current;
      const result = await question.load().then(
        (answer) => ({ answer, refusal: null }),
        (error: unknown) => ({ answer: null, refusal: refusalFrom(error) }),
      );
      if (wanted.current === current) wanted.current = null;
      setTold({ ...result, about: question.about, isLoading: wanted.current !== null });
    }
    loading.current = false;
  };

  useEffect(() => {
    wanted.current = key;
    if (key === null) return;
    setTold((before) => ({ ...before, isLoading: true }));
    void run();
  }, [key, token.value, tries]);
  useEffect(() => () => void (wanted.current = null), []);
  return { ...(told.about === about ? told : nothing), again: () => setTries(tries + 1) };
}

const refusalFrom = (error: unknown): Refusal =>
  error instanceof Refusal ? error : new Refusal(0, "PAGE", error instanceof Error ? error.message : String(error));

/** Counts what is asked about: another path, or other parameters while the clocks stand, which may be in all of them. */
function useAbout(path: string | null, key: string | null): number {
  const clocks = JSON.stringify(moment());
  const last = useRef({ path, key, clocks, about: 0 });
  const { about } = last.current;
  const isOther = path !== last.current.path || (key !== last.current.key && clocks === last.current.clocks);
  last.current = { path, key, clocks, about: isOther ? about + 1 : about };
  return last.current.about;
}

/** The answer to a question; a path of null asks nothing. The last answer stays while only the clocks move. */
export function useAnswer<Row>(path: string | null, parameters: Parameters = {}): Asked<Answer<Row>> {
  const key = path === null ? null : `${path} ${JSON.stringify(parameters)}`;
  const asked = useAsked(key, () => ask<Row>(path ?? "", parameters), useAbout(path, key));
  useEffect(() => hearOf(asked.answer?.policy, asked.answer?.as_of), [asked.answer]);
  return asked;
}
