// What people call the dimensions of reports, and what these can be.
import { fiscalYearInEra } from "./days";
import { language, Pair, said, texts } from "./language";
import { entries, label } from "./policy";

const text = texts({
  fiscal_year: ["年度", "Fiscal year"],
  from_fiscal_year: ["年度から", "From fiscal year"],
  to_fiscal_year: ["年度まで", "To fiscal year"],
  authority: ["任命権者", "Authority"],
  age_band: ["年齢層", "Age band"],
  sex: ["性別", "Sex"],
  manager: ["管理職", "Managers"],
  rank_class: ["職位区分", "Rank class"],
  reason: ["事由", "Reason"],
  class: ["区分", "Class"],
  basis: ["分母の種類", "Divided by"],
  course: ["研修", "Course"],
  kind: ["種類", "Kind"],
  years: ["在職年数", "Years of service"],
  within_years: ["採用後年数", "Years since hiring"],
});

const SEXES: Record<string, Pair> = {
  female: ["女性", "Women"],
  male: ["男性", "Men"],
  unknown: ["不明", "Unknown"],
};
const CLASSES: Record<string, Pair> = {
  all: ["全退職", "Any reason"],
  voluntary: ["自己都合など", "Voluntary"],
  involuntary: ["分限・懲戒など", "Involuntary"],
  other: ["定年・任期満了など", "Retirement, end of term …"],
  unknown: ["不明", "Unknown"],
};
const BASES: Record<string, Pair> = {
  opening: ["期首の職員数", "headcount at the beginning"],
  opening_and_closing: ["期首と期末の平均", "mean of beginning and end"],
  month_ends: ["月末の平均", "mean of month ends"],
  person_days: ["延べ在職日数", "person-days in service"],
  january_1: ["1月1日の職員数（雇用動向調査）", "headcount of 1 January"],
  cohort: ["採用年次の人数", "size of the cohort"],
};
const KINDS: Record<string, Pair> = {
  training: ["研修", "Training"],
  term: ["任期満了", "End of term"],
  return: ["復職予定", "Planned return"],
  retirement: ["定年退職", "Retirement"],
  tender: ["退職願", "Tender of resignation"],
  probation: ["条件付採用", "Probation"],
  age_limit: ["役職定年", "Managers' age limit"],
};
const MANAGERS: Record<string, Pair> = { true: ["はい", "yes"], false: ["いいえ", "no"] };

const VALUES: Record<string, Record<string, Pair>> = {
  sex: SEXES,
  class: CLASSES,
  basis: BASES,
  kind: KINDS,
  manager: MANAGERS,
};

/** What people call a value of a dimension. */
export function named(dimension: string, value: unknown): string {
  const id = String(value ?? "");
  const pair = VALUES[dimension]?.[id];
  if (pair) return said(pair);
  switch (dimension) {
    case "age_band":
      return language.value === "ja" ? id.replace(/^(\d+)s$/, "$1代") : id;
    case "fiscal_year":
    case "from_fiscal_year":
    case "to_fiscal_year":
      return fiscalYearInEra(Number(id));
    case "rank_class":
      return language.value === "ja"
        ? String(entries("rank").find((rank) => rank["class"] === id)?.["note"] ?? id)
        : id.replaceAll("_", " ");
    case "authority":
    case "reason":
    case "rank":
    case "job_family":
      return label(dimension, id);
    default:
      return id;
  }
}

export const heading = (dimension: string): string => (text as Record<string, string>)[dimension] ?? dimension;
