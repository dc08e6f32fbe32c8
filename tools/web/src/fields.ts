// What the fields of states and events are called, and their values as people read them (contract, sections 4 and 5).
import { fiscalYearInEra } from "./days";
import { language } from "./language";
import { number } from "./parts";
import { label } from "./policy";
import { word } from "./terms";
import { Unit, unitName } from "./units";

/** In Japanese; in English a field is called by its key. */
const NAMES: Record<string, string> = {
  person: "職員番号",
  name: "氏名",
  kana: "カナ",
  birth: "生年月日",
  sex: "性別",
  age: "年齢",
  age_band: "年代",
  status: "状態",
  employment: "任用",
  unit: "所属",
  authority: "任命権者",
  post: "職名",
  rank: "職位",
  rank_class: "職位区分",
  manager: "管理職",
  grade: "級",
  step: "号給",
  job_family: "職種",
  job_group: "職種区分",
  hired: "採用日",
  first_hired: "初回採用日",
  service_years: "勤続",
  rank_since: "現職位から",
  unit_since: "現所属から",
  term_end: "任期満了",
  work_pattern: "勤務形態",
  track: "志向",
  absence: "休務",
  secondment: "派遣",
  assignments: "兼務・役割",
  separated: "退職",
  last_day: "最終日",
  prior_service_months: "前歴",
  kind: "種別",
  route: "採用区分",
  weekly_minutes: "週の勤務時間",
  telework: "在宅勤務",
  pattern: "勤務形態",
  outcome: "結果",
  until: "まで",
  ground: "理由",
  cause: "事由",
  selection: "選考",
  label: "名称",
  counterpart: "相手方",
  host: "派遣先",
  basis: "根拠",
  planned_last_day: "予定最終日",
  via: "復帰の方法",
  intended_last_day: "退職希望日",
  reason: "事由",
  detail: "詳細",
  course: "研修",
  category: "区分",
  categories: "区分",
  minutes: "時間",
  provider: "実施者",
  period: "年度",
  profile: "職務",
  ability: "能力評価",
  performance: "業績評価",
  feedback_on: "面談日",
  wishes: "希望",
  month: "月",
  overtime_minutes: "時間外勤務",
  paid_leave_minutes: "年次休暇",
  overtime_eligible: "時間外勤務の対象",
  since: "開始",
  count: "人数",
  value: "値",
  numerator: "分子",
  denominator: "分母",
};

const TABLES = ["rank", "job_family", "authority", "reason"];
const UNITS = ["unit", "parent", "successor"];
const FISCAL_YEARS = ["period", "fiscal_year"];

export const fieldName = (field: string): string =>
  language.value === "ja" ? (NAMES[field] ?? field) : field.replaceAll("_", " ");

function measured(field: string, value: number): string {
  const isJapanese = language.value === "ja";
  if (FISCAL_YEARS.includes(field)) return isJapanese ? fiscalYearInEra(value) : String(value);
  if (field.endsWith("minutes")) return `${number(value)}${isJapanese ? "分" : " min"}`;
  if (field.endsWith("months")) return `${number(value)}${isJapanese ? "か月" : " months"}`;
  return isJapanese && field === "service_years" ? `${number(value)}年` : number(value);
}

/** The ids that join the events of one absence, assignment or child tell people nothing. */
export const isTelling = ([field, value]: [string, unknown]): boolean =>
  value !== null && !["absence", "assignment", "family_event", "derived"].includes(field);

export function fieldValue(field: string, value: unknown, units: Unit[]): string {
  if (value === null || value === undefined) return "–";
  if (Array.isArray(value)) return value.map((one) => fieldValue(field, one, units)).join("、") || "–";
  if (typeof value === "object")
    return Object.entries(value)
      .filter(isTelling)
      .map(([key, part]) => fieldValue(key, part, units))
      .join("・");
  if (typeof value === "number") return measured(field, value);
  const id = String(value);
  if (UNITS.includes(field)) return unitName(units, id);
  const named = TABLES.includes(field) ? label(field, id) : id;
  return named === id ? word(id) : named;
}
