// Instants on the clock of the organisation: by it ends the day that is given as known-at, too.
import { inZone } from "./days";
import { language } from "./language";
import { Entry, policy } from "./policy";

const zone = (): string => String((policy.value?.["policy"] as Entry | undefined)?.["time_zone"] ?? "UTC");

/** To the minute; 10: to the day, 19: to the second. */
export const instant = (of: string, length: 10 | 16 | 19 = 16): string => inZone(of, zone()).slice(0, length);

export const Instant = (props: { of: string; length?: 10 | 16 | 19 }) => (
  <time dateTime={props.of} title={props.of}>
    {instant(props.of, props.length)}
  </time>
);

/** The title of a column of instants. */
export function zoned(title: string): string {
  const isJapanese = language.value === "ja";
  const name = zone() === "Asia/Tokyo" ? (isJapanese ? "日本時間" : "Japan time") : zone();
  return isJapanese ? `${title}（${name}）` : `${title} (${name})`;
}
