// One order as a form.
import { useEffect, useState } from "preact/hooks";

import { parameter } from "../address";
import { HistoryRow } from "../history";
import { texts } from "../language";
import { ask } from "../service";
import { useChoices } from "./choices";
import { complaintOf } from "./complaints";
import { edited, enter, idOf, taken, valuesOf } from "./entered";
import { Field, OrderForm, Values } from "./forms";
import { judge, Judged } from "./judged";
import { Line } from "./line";

const text = texts({
  check: ["確認", "Check"],
  date: ["この日付はありません", "there is no such day"],
  number: ["数字を入れてください", "a number is needed"],
  json: ["JSONとして読めません", "this cannot be read as JSON"],
});

export interface Entering {
  judged: Judged | null;
  isBusy: boolean;
  onCheck: (judged: Promise<Judged>) => void;
  onEdit: () => void;
}

/** What the address says of an amendment, and what the event says now. What it says stands in no address. */
function usePrefilled(form: OrderForm): void {
  const subject = parameter("subject");
  const target = parameter("target");
  useEffect(() => {
    if (!subject || !target || !form.fields.some((field) => field.name === "target")) return;
    if (valuesOf(form)["target"] === target) return; // one has come back to it
    enter(form, { subject, target, effective: "", cause: "", data: "" });
    const isWanted = (): boolean => valuesOf(form)["target"] === target && !valuesOf(form)["data"];
    const path = `/persons/${encodeURIComponent(subject)}/history`;
    void ask<HistoryRow>(path, { "as-of": "2100-01-01", "with-void": true }).then(
      ({ rows }) => {
        const found = rows.find((row) => row.id === target);
        if (found && isWanted()) enter(form, { data: JSON.stringify(found.data, null, 1) });
      },
      () => undefined,
    );
  }, [form, subject, target]);
}

function isJson(value: string): boolean {
  try {
    JSON.parse(value || "{}");
    return true;
  } catch {
    return false;
  }
}

/** The fields that hold something else than they seem to: their values are empty, or cannot be sent. */
function unreadIn(shown: HTMLFormElement, form: OrderForm, values: Values): string[] {
  const bad = [...shown.querySelectorAll("input")].filter((input) => input.validity.badInput).map((input) => input.id);
  return form.fields
    .filter(({ name, input }) => bad.includes(`order-${name}`) || (input === "json" && !isJson(values[name] ?? "")))
    .map(({ name }) => name);
}

const trimmed = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()]));

export function Single(props: { form: OrderForm } & Entering) {
  const { form } = props;
  const values = valuesOf(form);
  const choices = useChoices(values["effective"]);
  const [unread, setUnread] = useState<string[]>([]);
  usePrefilled(form);
  const edit = (): void => {
    edited();
    props.onEdit();
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    const found = unreadIn(event.currentTarget as HTMLFormElement, form, values);
    setUnread(found);
    found.length > 0 ? edit() : props.onCheck(judge(form.events(trimmed(values), idOf)));
  };
  const complaint = (field: Field): string | undefined =>
    unread.includes(field.name)
      ? text[field.input === "date" || field.input === "number" ? field.input : "json"]
      : complaintOf(props.judged, form, field);
  return (
    <form onSubmit={submit} noValidate>
      <div class="fields">
        {form.fields.map((field) => (
          <Line
            key={field.name}
            field={field}
            choices={choices}
            value={values[field.name] ?? ""}
            complaint={complaint(field)}
            onUnread={edit}
            onChange={(value) => {
              enter(form, { [field.name]: value });
              setUnread(unread.filter((name) => name !== field.name));
              edit();
            }}
          />
        ))}
      </div>
      <button type="submit" class="first" disabled={props.isBusy || taken.value !== null}>
        {text.check}
      </button>
    </form>
  );
}
