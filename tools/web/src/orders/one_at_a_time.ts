// Buttons that write do it once: a double click is one click, and the place of a button may be another's by the second.
import { useRef, useState } from "preact/hooks";

type Click = (event: MouseEvent) => void;

/** Whether something is under way, and what makes a click of what begins it. */
export function useOneAtATime(): [boolean, (begin: () => Promise<unknown>) => Click] {
  const [isBusy, setBusy] = useState(false);
  const underWay = useRef(false);
  const once = (begin: () => Promise<unknown>) => (event: MouseEvent) => {
    if (underWay.current || event.detail > 1) return;
    underWay.current = true;
    setBusy(true);
    void begin().finally(() => {
      underWay.current = false;
      setBusy(false);
    });
  };
  return [isBusy, once];
}
