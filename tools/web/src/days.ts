// Days as ISO texts ("2023-04-01"), fiscal years from 1 April, and eras (元号).
const MS_PER_DAY = 86_400_000;

/** A day of change belongs to both eras. */
const ERAS = [
  { from: "2019-05-01", to: "2999-12-31", ja: "令和", letter: "R", first: 2019 },
  { from: "1989-01-08", to: "2019-04-30", ja: "平成", letter: "H", first: 1989 },
  { from: "1926-12-25", to: "1989-01-07", ja: "昭和", letter: "S", first: 1926 },
  { from: "1912-07-30", to: "1926-12-25", ja: "大正", letter: "T", first: 1912 },
  { from: "1873-01-01", to: "1912-07-30", ja: "明治", letter: "M", first: 1868 },
] as const;

export const toNumber = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / MS_PER_DAY);
export const fromNumber = (days: number): string => new Date(days * MS_PER_DAY).toISOString().slice(0, 10);
export const plusDays = (day: string, days: number): string => fromNumber(toNumber(day) + days);
export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(toNumber(text));

const clocks = new Map<string, Intl.DateTimeFormat>();
/** "2024-04-01 09:00:00": an instant as the clocks of a zone show it. */
export function inZone(instant: string, zone: string): string {
  const clock =
    clocks.get(zone) ?? new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  clocks.set(zone, clock);
  return clock.format(new Date(instant));
}

/** The year in which the fiscal year of a day began. */
export const fiscalYearOf = (day: string): number => Number(day.slice(0, 4)) - (day.slice(5) < "04-01" ? 1 : 0);
export const endOfFiscalYear = (year: number): string => `${year + 1}-03-31`;
/** The last fiscal year that is over at the end of the day. */
export const lastFullFiscalYear = (day: string): number =>
  day.endsWith("03-31") ? fiscalYearOf(day) : fiscalYearOf(day) - 1;

const eraOf = (day: string) => ERAS.find((era) => day >= era.from);

/** "令和5年4月1日"; the first year of an era is 元年. */
export function inEra(day: string): string {
  const era = eraOf(day);
  if (!era) return day;
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const count = year - era.first + 1;
  return `${era.ja}${count === 1 ? "元" : count}年${month}月${date}日`;
}

/** "R5" or "H30": the fiscal year that began in this year, by the era in which the year ended. */
export function fiscalYearInEra(year: number): string {
  const era = eraOf(`${year}-12-31`);
  return era ? `${era.letter}${year - era.first + 1}` : `${year}`;
}

const isInCalendar = (day: string): boolean => isDay(day) && fromNumber(toNumber(day)) === day;

/**
 * A day as people type it: 2024-04-01, 2024/4/1, R6.4.1, 令和6年4月1日, also in full width. Anything else stays as it
 * is, so that the rules refuse it: what is no day of the calendar, or lies outside of its era.
 */
export function readDay(text: string): string {
  const given = text.trim();
  const found =
    /^(?:(\d{4})|([MTSHR]|明治|大正|昭和|平成|令和)(\d{1,3}|元))(?:([-/.])(\d{1,2})\4(\d{1,2})|年(\d{1,2})月(\d{1,2})日)$/.exec(
      given.normalize("NFKC").replaceAll("\u2212", "-").toUpperCase(),
    );
  if (!found) return given;
  const [, western, name, count, , month = found[7] ?? "", date = found[8] ?? ""] = found;
  const era = ERAS.find((one) => one.letter === name || one.ja === name);
  const year = western ? Number(western) : (era?.first ?? 0) + (count === "元" ? 1 : Number(count)) - 1;
  const day = `${String(year).padStart(4, "0")}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
  return isInCalendar(day) && (!era || (day >= era.from && day <= era.to)) ? day : given;
}
