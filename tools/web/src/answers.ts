// Answers that follow the two clocks: asked again when these move, the last one shown until the next is there.
import { useEffect, useRef, useState } from "preact/hooks";

import { asOf, knownAt } from "./clocks";
import { ask, Answer, Parameters, Refusal } from "./service";
import { token } from "./session";

export interface Asked<Told> {
  answer: Told | null; // the last one, also while the next is on its way
  refusal: Refusal | null;
  isLoading: boolean;
}

/** The clocks, as parameters of a question. */
export const moment = (): Parameters => ({ "as-of": asOf.value, "known-at": knownAt.value });

/**
 * What `load` gives, asked again when `key` changes. While one is under way the newest key waits, so that a slider
 * does not flood the service; an answer is shown even if it is no longer the newest, so that one sees it move.
 */
export function useAsked<Told>(key: string | null, load: () => Promise<Told>): Asked<Told> {
  const [asked, setAsked] = useState<Asked<Told>>({ answer: null, refusal: null, isLoading: key !== null });
  const wanted = useRef<string | null>(null);
  const loading = useRef(false);
  const newest = useRef(load);
  newest.current = load;

  const run = async (): Promise<void> => {
    if (loading.current) return;
    loading.current = true;
    while (wanted.current !== null) {
      const current = wanted.current;
      const result = await newest.current().then(
        (answer) => ({ answer, refusal: null }),
        (error: unknown) => ({ answer: null, refusal: refusalFrom(error) }),
      );
      if (wanted.current === current) wanted.current = null;
      setAsked({ ...result, isLoading: wanted.current !== null });
    }
    loading.current = false;
  };

  useEffect(() => {
    wanted.current = key;
    if (key === null) return;
    setAsked((before) => ({ ...before, isLoading: true }));
    void run();
  }, [key, token.value]);
  useEffect(() => () => void (wanted.current = null), []);
  return asked;
}

const refusalFrom = (error: unknown): Refusal =>
  error instanceof Refusal ? error : new Refusal(0, "PAGE", error instanceof Error ? error.message : String(error));

/** The answer to a question; a path of null asks nothing. */
export function useAnswer<Row>(path: string | null, parameters: Parameters = {}): Asked<Answer<Row>> {
  const key = path === null ? null : `${path} ${JSON.stringify(parameters)}`;
  return useAsked(key, () => ask<Row>(path ?? "", parameters));
}
