// What has been entered, judged by the service before it is recorded; then recorded, or a second person asked.
import { link } from "../address";
import { texts } from "../language";
import { Panel, Refused } from "../parts";
import { Refusal } from "../service";
import { Unit } from "../units";
import { sending, Taken, took } from "./entered";
import { Judged, needsApproval, post } from "./judged";
import { useOneAtATime } from "./one_at_a_time";
import { Careers, Outcomes } from "./outcomes";

const text = texts({
  judged: ["記録できます。内容を確かめて記録してください。", "It can be recorded. Check it, then record it."],
  refused: ["記録できません。", "It cannot be recorded."],
  record: ["記録する", "Record"],
  propose: ["承認を求める", "Ask for approval"],
  needsApproval: ["この発令には別の職員の承認が必要です。", "A second person has to approve this."],
  recorded: ["記録しました。", "Recorded."],
  proposed: ["承認待ちに入れました。", "It waits for approval."],
  again: ["次の発令", "Next order"],
  outcomes: ["判定", "Outcomes"],
  person: ["経歴を見る", "See the career"],
});
const LINKS_MAX = 20;

/** That it is done; `onNext` empties what was typed. */
export const Done = (props: { taken: Taken; onNext: () => void }) => (
  <Panel
    title={text[props.taken.how]}
    actions={
      // Where the button is that has recorded: the second click of two is not meant for this one.
      <button type="button" class="first" onClick={(event) => event.detail < 2 && props.onNext()}>
        {text.again}
      </button>
    }
  >
    <p class="done" role="status">
      {text[props.taken.how]}
    </p>
    {props.taken.persons.slice(0, LINKS_MAX).map((person) => (
      <p key={person}>
        <a href={link("person", { person })}>
          {text.person}: {person}
        </a>
      </p>
    ))}
  </Panel>
);

export function Review(props: { judged: Judged; units: Unit[]; onRefused: (refusal: Refusal) => void }) {
  const { judged } = props;
  const [isSending, once] = useOneAtATime();
  const isApprovable = needsApproval(judged);
  const sender = (path: string, how: Taken["how"]) =>
    once(() => {
      sending();
      const persons = [...new Set(judged.events.map((event) => event.subject))];
      return post(path, judged.events).then(() => took(how, persons), props.onRefused);
    });
  const button = (shown: string, onClick: (event: MouseEvent) => void) => (
    <button type="button" class="first" disabled={isSending} onClick={onClick}>
      {shown}
    </button>
  );
  return (
    <Panel
      title={text.outcomes}
      busy={isSending}
      actions={
        isApprovable
          ? button(text.propose, sender("/proposals", "proposed"))
          : !judged.refusal && button(text.record, sender("/events", "recorded"))
      }
    >
      <p class={judged.refusal && !isApprovable ? "refused" : "done"} role="status">
        {isApprovable ? text.needsApproval : judged.refusal ? text.refused : text.judged}
      </p>
      {judged.refusal && judged.outcomes.length === 0 && <Refused refusal={judged.refusal} />}
      {judged.failure && <Refused refusal={judged.failure} />}
      <Outcomes judged={judged} />
      <Careers judged={judged} units={props.units} />
    </Panel>
  );
}
