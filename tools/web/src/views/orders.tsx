// Orders (発令) are entered here, one by one or as a pasted batch: judged first, then recorded or proposed.
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { change, parameter } from "../address";
import { said, texts } from "../language";
import { Batch } from "../orders/batch";
import { useChoices } from "../orders/choices";
import { empty, taken } from "../orders/entered";
import { FORMS } from "../orders/forms";
import { Judged, rejudged } from "../orders/judged";
import { Proposals } from "../orders/proposals";
import { Done, Review } from "../orders/review";
import { Single } from "../orders/single";
import { Panel } from "../parts";

const text = texts({
  title: ["発令の入力", "Enter an order"],
  kind: ["発令の種類", "Kind of order"],
  batch: ["一括（表計算から貼り付け）", "Batch (pasted from a spreadsheet)"],
});
const BATCH = "batch";

const Kinds = (props: { kind: string }) => (
  <label class="row">
    {text.kind}
    <select value={props.kind} onChange={(event) => change({ kind: event.currentTarget.value })}>
      {FORMS.map((one) => (
        <option key={one.id} value={one.id}>
          {said(one.title)}
        </option>
      ))}
      <option value={BATCH}>{text.batch}</option>
    </select>
  </label>
);

/** What is judged, as long as it is what stands in the form. */
function useJudged() {
  const [judged, setJudged] = useState<Judged | null>(null);
  const [isBusy, setBusy] = useState(false);
  const checked = useRef(0);
  const check = (promise: Promise<Judged>): void => {
    const mine = ++checked.current;
    setBusy(true);
    void promise.then((found) => {
      if (mine !== checked.current) return;
      setJudged(found);
      setBusy(false);
    });
  };
  const forget = (): void => {
    ++checked.current;
    setJudged(null);
    setBusy(false);
  };
  return { judged, setJudged, isBusy, check, forget };
}

export default function Orders() {
  const kind = parameter("kind") ?? FORMS[0]?.id ?? "";
  const form = FORMS.find((one) => one.id === kind);
  const { judged, setJudged, isBusy, check, forget } = useJudged();
  const { units } = useChoices(judged?.events.at(-1)?.effective);
  // Before anything of the other form is painted.
  useLayoutEffect(() => {
    if (taken.value) empty();
    forget();
  }, [kind, parameter("target")]);
  const next = (): void => {
    empty();
    forget();
    change({ subject: null, target: null });
  };
  const entering = { judged, isBusy, onCheck: check, onEdit: forget };
  return (
    <>
      <Panel title={text.title} busy={isBusy} actions={<Kinds kind={kind} />}>
        {form ? <Single key={form.id} form={form} {...entering} /> : <Batch {...entering} />}
      </Panel>
      {taken.value ? (
        <Done taken={taken.value} onNext={next} />
      ) : (
        judged && <Review judged={judged} units={units} onRefused={(refusal) => setJudged(rejudged(judged, refusal))} />
      )}
      <Proposals />
    </>
  );
}
