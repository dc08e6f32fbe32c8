// Why a record counts: what the service says in English, as people here say it.
import { language } from "./language";
import { eventName } from "./terms";

const DAY = "(\\d{4}-\\d{2}-\\d{2})";
const SAYINGS: readonly (readonly [pattern: RegExp, say: (first: string, second: string) => string])[] = [
  [/^(\d+) of (\d+)$/, (part, whole) => `分子 ${part}・分母 ${whole}`],
  [/^the tally of the year and population$/, () => "年度・対象の集計"],
  [new RegExp(`^absent from ${DAY} to ${DAY}$`), (from, to) => `${from} から ${to} まで休務`],
  [new RegExp(`^absent from ${DAY}, still open$`), (from) => `${from} から休務中`],
  [new RegExp(`^its term ended on ${DAY} and was not renewed$`), (day) => `${day} に任期満了、更新なし`],
  [new RegExp(`^employed at the end of ${DAY}$`), (day) => `${day} 末に在職`],
  [/^employed on every day of the year$/, () => "年度を通して在職"],
  [new RegExp(`^hired then and still employed on ${DAY}$`), (day) => `この日に採用、${day} に在職`],
  [new RegExp(`^hired then, gone by ${DAY}$`), (day) => `この日に採用、${day} までに退職`],
  [/^first took the rank then$/, () => "この日に初めて就任"],
  [
    /^first took the rank then, after (\d+) completed years of service$/,
    (years) => `この日に初めて就任（勤続 ${years} 年）`,
  ],
  [/^(\d+) minutes in one person-month$/, (minutes) => `1人1か月に ${minutes} 分`],
  [/^(\d+) minutes of leave$/, (minutes) => `休暇 ${minutes} 分`],
  [/^had a child in the year$/, () => "年度内に子が出生"],
  [/^took childcare leave$/, () => "育児休業を取得"],
  [new RegExp(`^(\\w+) on ${DAY}$`), (type, day) => `${day} ${eventName(type)}`],
];
const SIDES: Record<string, string> = {
  numerator: "（分子）",
  denominator: "（分母）",
  "numerator and denominator": "（分子・分母）",
  "denominator only": "（分母のみ）",
};

/** A reason is "indicator: what: side", mostly without the first and the last; what is not known here stays as it is. */
export function reason(why: string): string {
  if (language.value !== "ja") return why;
  const [, before = "", what = "", side = ""] = /^((?:[^\s:]+: )*)(.*?)(?:: ([^:]+))?$/.exec(why) ?? [];
  for (const [pattern, say] of SAYINGS) {
    const found = pattern.exec(what);
    if (found) return `${before}${say(found[1] ?? "", found[2] ?? "")}${side && (SIDES[side] ?? `: ${side}`)}`;
  }
  return why;
}
