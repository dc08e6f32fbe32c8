// The two clocks, always on top: the day that is asked about, and the state of knowledge that answers.
import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { change, parameter } from "./address";
import { endOfFiscalYear, fiscalYearInEra, fiscalYearOf, fromNumber, inEra, isDay, plusDays, toNumber } from "./days";
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
  hint: ["日付・日時・seq:番号。空なら現在", "a day, an instant or seq:N; empty: now"],
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

const setAsOf = (day: string): void => change({ "as-of": day === today.value ? null : day });

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
        value={knownAt.value ?? ""}
        onChange={(event) => change({ "known-at": event.currentTarget.value.trim() || null })}
      />
      <button type="button" disabled={knownAt.value === null} onClick={() => change({ "known-at": null })}>
        {text.now}
      </button>
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
          value={asOf.value}
          onChange={(event) => isDay(event.currentTarget.value) && setAsOf(event.currentTarget.value)}
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
        <YearEnds from={from} to={to} />
      </span>
      <KnownAt />
      <input
        class="slider"
        type="range"
        aria-label={text.slide}
        aria-valuetext={inEra(asOf.value)}
        min={toNumber(from)}
        max={Math.max(toNumber(to), toNumber(asOf.value))}
        value={toNumber(asOf.value)}
        onInput={(event) => setAsOf(fromNumber(Number(event.currentTarget.value)))}
      />
    </section>
  );
}
