// One field of an order: typed, or chosen from the policy, the units or the contract's words; with what the rules say.
import { language, said, texts } from "../language";
import { word } from "../terms";
import { depthOf } from "../units";
import { Choices } from "./choices";
import { Field } from "./forms";

const text = texts({
  choose: ["選択", "choose"],
  optional: ["任意", "optional"],
});

function optionsOf(field: Field, choices: Choices): [id: string, shown: string][] {
  const { units, entries } = choices;
  if (field.units)
    return units.map((unit) => [unit.unit, `${"\u3000".repeat(depthOf(units, unit))}${unit.name ?? unit.unit}`]);
  if (field.table)
    return entries(field.table).map(({ id, label }) => [
      String(id),
      label?.[language.value] ?? label?.ja ?? String(id),
    ]);
  return (field.words ?? []).map((id) => [id, word(id)]);
}

function Choice(props: {
  field: Field;
  choices: Choices;
  value: string;
  id: string;
  onChange: (value: string) => void;
  describedBy: string | undefined;
}) {
  const options = optionsOf(props.field, props.choices);
  // What was chosen for another day is sent, so it is to be seen.
  if (props.value && !options.some(([id]) => id === props.value)) options.push([props.value, props.value]);
  return (
    <select
      id={props.id}
      value={props.value}
      aria-describedby={props.describedBy}
      aria-invalid={props.describedBy !== undefined}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    >
      <option value="">{text.choose}</option>
      {options.map(([id, shown]) => (
        <option key={id} value={id}>
          {shown}
        </option>
      ))}
    </select>
  );
}

export function Line(props: {
  field: Field;
  choices: Choices;
  value: string;
  complaint: string | undefined;
  onChange: (value: string) => void;
  onUnread: () => void; // what is typed is no value yet, of which browsers do not tell
}) {
  const { field, complaint } = props;
  const id = `order-${field.name}`;
  const describedBy = complaint ? `${id}-complaint` : undefined;
  const isTyped = !field.units && !field.table && !field.words;
  return (
    <div class="field">
      <label for={id}>
        {said(field.title)}
        {field.optional && <span class="ground"> {text.optional}</span>}
      </label>
      {field.input === "json" ? (
        <textarea
          id={id}
          rows={8}
          value={props.value}
          spellcheck={false}
          aria-describedby={describedBy}
          aria-invalid={complaint !== undefined}
          onInput={(event) => props.onChange(event.currentTarget.value)}
        />
      ) : isTyped ? (
        <input
          id={id}
          type={field.input ?? "text"}
          value={props.value}
          aria-describedby={describedBy}
          aria-invalid={complaint !== undefined}
          title={field.hint ? said(field.hint) : undefined}
          onInput={(event) => props.onChange(event.currentTarget.value)}
          onKeyUp={(event) => event.currentTarget.validity.badInput && props.onUnread()}
        />
      ) : (
        <Choice
          field={field}
          choices={props.choices}
          value={props.value}
          id={id}
          onChange={props.onChange}
          describedBy={describedBy}
        />
      )}
      {complaint && (
        <p class="refused" id={describedBy}>
          {complaint}
        </p>
      )}
    </div>
  );
}
