// One field of an order: typed, or chosen from the policy, the units or the contract's words; with what the rules say.
import { said, texts } from "../language";
import { entries, label } from "../policy";
import { word } from "../terms";
import { depthOf, Unit } from "../units";
import { Field } from "./forms";

const text = texts({
  choose: ["選択", "choose"],
  optional: ["任意", "optional"],
});

function Choice(props: {
  field: Field;
  units: Unit[];
  value: string;
  id: string;
  onChange: (value: string) => void;
  describedBy: string | undefined;
}) {
  const { field, units } = props;
  const options: [string, string][] = field.units
    ? units.map((unit) => [unit.unit, `${"\u3000".repeat(depthOf(units, unit))}${unit.name ?? unit.unit}`])
    : field.table
      ? entries(field.table).map((entry) => [String(entry.id), label(field.table ?? "", String(entry.id))])
      : (field.words ?? []).map((id) => [id, word(id)]);
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
  units: Unit[];
  value: string;
  complaint: string | undefined;
  onChange: (value: string) => void;
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
        />
      ) : (
        <Choice
          field={field}
          units={props.units}
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
