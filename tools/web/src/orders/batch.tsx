// Many orders, pasted from a spreadsheet.
import { useState } from "preact/hooks";

import { texts } from "../language";
import { edited, idOf, pasted, taken } from "./entered";
import { judge } from "./judged";
import { Problem, readPasted } from "./pasted";
import { Entering } from "./single";

const text = texts({
  check: ["確認", "Check"],
  pasted: ["貼り付けた表", "The pasted table"],
  hint: [
    "1行目は列名: type, subject, effective, order_ref, data.rank, data.unit …（タブ区切り）",
    "First line: type, subject, effective, order_ref, data.rank, data.unit … (tab-separated)",
  ],
  no_table: [
    "表を貼り付けてください。1行目は列名、2行目からが発令です。",
    "Paste a table: a line that names the columns, and below it the orders.",
  ],
  unknown_column: ["列名が分かりません", "unknown column"],
  twice: ["同じ列が二つあります", "this column stands twice"],
  surplus: ["列名のない値です", "a value without a column"],
  missing: ["値がありません", "no value"],
  line: ["行", "line"],
});

const saying = ({ what, line, column }: Problem): string =>
  what === "no_table" ? text[what] : `${text.line} ${line}, ${column}: ${text[what]}`;

export function Batch(props: Entering) {
  const [problem, setProblem] = useState<Problem | null>(null);
  const submit = (event: Event): void => {
    event.preventDefault();
    const { events, lines, problem: found } = readPasted(pasted.value, idOf);
    setProblem(found);
    if (!found) props.onCheck(judge(events, lines));
  };
  return (
    <form onSubmit={submit}>
      <label for="pasted">{text.pasted}</label>
      <textarea
        id="pasted"
        rows={10}
        value={pasted.value}
        aria-describedby="paste-hint"
        spellcheck={false}
        onInput={(event) => {
          pasted.value = event.currentTarget.value;
          edited();
          props.onEdit();
        }}
      />
      <p id="paste-hint" class="ground">
        {text.hint}
      </p>
      {problem && (
        <p class="refused" role="alert">
          {saying(problem)}
        </p>
      )}
      <button type="submit" class="first" disabled={props.isBusy || taken.value !== null}>
        {text.check}
      </button>
    </form>
  );
}
