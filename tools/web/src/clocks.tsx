// The two clocks, always on top: the day that is asked about, and the state of knowledge that answers.
import { computed, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

import { change, parameter } from "./address";
import {
  endOfFiscalYear,
  fiscalYearInEra,
  fiscalYearOf,
  fromNumber,
  inEra,
  isDay,
  plusDays,
  readDay,
  toNumber,
} from "./days";
import { language, texts } from "./language";
import { ask } from "./service";
import { asker, may } from "./session";

const text = texts({
  clocks: ["基準日と認識時点", "As of, and as known at"],
  asOf: ["基準日", "As of"],
  knownAt: ["認識時点", "Known at"],
  now: ["現在", "now"],
  slide: ["基準日を動かす", "Move the as-of day"],
  yearEnd: ["年度末へ", "Fiscal-year end"],
  dayBefore: ["前日", "Day before"],
  dayAfter: ["翌日", "Day after"],
  today: ["今日", "today"],
  hint: ["日付・日時・seq:番号。空なら現在", "a day, an instant or seq:N; empty: now"],
  unreadable: [
    "認識時点は 2024-04-01、2024-04-01T09:00:00+09:00、seq:100 のように書きます。",
    "Known at is written like 2024-04-01, 2024-04-01T09:00:00+09:00 or seq:100.",
  ],
});

const today = computed(() => asker.value?.today ?? new Date().toISOString().slice(0, 10));

/** The day asked about; the address's, else today. */
export const asOf = computed(() => {
  const given = parameter("as-of");
  return given && isDay(given) ? given : today.value;
});

/** A day, an instant or "seq:N"; null: everything that is known. */
export const knownAt = computed(() => parameter("known-at"));

/** The first and the last day of which the Log speaks. */
const extent = signal<{ from: string; to: string } | null>(null);

/** From the first year in which somebody was hired. */
async function readExtent(): Promise<void> {
  const years = await ask<{ fiscal_year: number }>("/counts/hires", {
    by: "fiscal_year",
    from: "1900-01-01",
    to: plusDays(today.value, 366),
  });
  const first = Math.min(...years.rows.map((row) => row.fiscal_year), fiscalYearOf(today.value));
  extent.value = { from: `${first}-04-01`, to: endOfFiscalYear(fiscalYearOf(today.value)) };
}

/** Also today, when it is chosen: the link shows the same day tomorrow. */
const setAsOf = (day: string): void => change({ "as-of": day });

const FIRST_DAY = "1868-01-01"; // of which the Log can speak; below it are years that are not typed to the end
const LAST_DAY = "2999-12-31";
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
const isMoment = (typed: string): boolean => isDay(typed) || /^seq:\d+$/.test(typed) || INSTANT.test(typed);

const spoken = (day: string): string => (language.value === "ja" ? inEra(day) : day);

function YearEnds(props: { from: string; to: string }) {
  const years: number[] = [];
  for (let year = fiscalYearOf(props.to); year >= fiscalYearOf(props.from); --year) years.push(year);
  const shown = asOf.value.endsWith("-03-31") ? String(fiscalYearOf(asOf.value)) : "";
  return (
    <select
      aria-label={text.yearEnd}
      value={shown}
      onChange={(event) => setAsOf(endOfFiscalYear(Number(event.currentTarget.value)))}
    >
      <option value="" disabled>
        {text.yearEnd}
      </option>
      {years.map((year) => (
        <option key={year} value={String(year)}>
          {fiscalYearInEra(year)} ({endOfFiscalYear(year)})
        </option>
      ))}
    </select>
  );
}

function KnownAt() {
  const [typed, setTyped] = useState<string | null>(null); // what cannot be read as a moment
  const value = typed ?? knownAt.value ?? "";
  const isRefused = value !== "" && !isMoment(value);
  useEffect(() => setTyped(null), [knownAt.value]);
  const set = (text: string): void => {
    const moment = readDay(text);
    const isGood = moment === "" || isMoment(moment);
    setTyped(isGood ? null : moment);
    if (isGood) change({ "known-at": moment || null });
  };
  return (
    <span class="clock">
      <label for="known-at">{text.knownAt}</label>
      <input
        id="known-at"
        type="text"
        size={18}
        placeholder={text.now}
        title={text.hint}
        spellcheck={false}
        value={value}
        aria-invalid={isRefused}
        aria-describedby={isRefused ? "known-at-refused" : undefined}
        onChange={(event) => set(event.currentTarget.value)}
      />
      <button type="button" disabled={value === ""} onClick={() => set("")}>
        {text.now}
      </button>
      {isRefused && (
        <span id="known-at-refused" class="refused" role="alert">
          {text.unreadable}
        </span>
      )}
    </span>
  );
}

export function Clocks() {
  useEffect(() => {
    if (may("auditor", "hr", "analyst")) void readExtent().catch(() => undefined);
  }, [asker.value]);
  const from = extent.value?.from ?? plusDays(today.value, -3653);
  const to = extent.value?.to ?? today.value;
  return (
    <section class="clocks" aria-label={text.clocks}>
      <span class="clock">
        <label for="as-of">{text.asOf}</label>
        <input
          id="as-of"
          type="date"
          min={FIRST_DAY}
          max={LAST_DAY}
          value={asOf.value}
          onChange={({ currentTarget: { value, validity } }) => validity.valid && isDay(value) && setAsOf(value)}
        />
        <output class="era" for="as-of">
          {language.value === "ja" ? inEra(asOf.value) : fiscalYearInEra(fiscalYearOf(asOf.value))}
        </output>
        <button type="button" aria-label={text.dayBefore} onClick={() => setAsOf(plusDays(asOf.value, -1))}>
          ‹
        </button>
        <button type="button" aria-label={text.dayAfter} onClick={() => setAsOf(plusDays(asOf.value, 1))}>
          ›
        </button>
        <button type="button" disabled={parameter("as-of") === null} onClick={() => change({ "as-of": null })}>
          {text.today}
        </button>
        <YearEnds from={from} to={to} />
      </span>
      <KnownAt />
      <input
        class="slider"
        type="range"
        aria-label={text.slide}
        aria-valuetext={spoken(asOf.value)}
        min={toNumber(from)}
        max={Math.max(toNumber(to), toNumber(asOf.value))}
        value={toNumber(asOf.value)}
        onInput={(event) => setAsOf(fromNumber(Number(event.currentTarget.value)))}
      />
    </section>
  );
}
