// A table of any length: only the rows in sight are in the document. All rows are of one height; beyond what browsers
// can scroll, a step of the scroll bar stands for several rows.
import { useEffect, useRef, useState } from "preact/hooks";

import { Pages } from "./pages";
import { Cells, Column, Heads, Refused } from "./parts";

const ROW_PX = 33;
const SIGHT_PX = 560;
const IN_SIGHT = Math.ceil(SIGHT_PX / ROW_PX);
const AROUND = 8; // rows above and below what is in sight
const SCROLL_PX_MAX = 8_000_000;

export function LongTable<Row>(props: {
  caption: string;
  columns: Column<Row>[];
  pages: Pages<Row>;
  rowKey: (row: Row) => string;
}) {
  const { pages, columns } = props;
  const place = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const total = pages.total.value;
  void pages.changes.value; // drawn anew when a page has come

  const height = Math.min(total * ROW_PX, SCROLL_PX_MAX);
  const last = Math.max(total - IN_SIGHT, 0);
  const first = Math.min(Math.round((top / Math.max(height - SIGHT_PX, 1)) * last), last);
  const begin = Math.max(first - AROUND, 0);
  const end = Math.min(first + IN_SIGHT + AROUND, total);
  useEffect(() => pages.want(begin, Math.max(end - 1, 0)), [pages, begin, end]);
  useEffect(() => place.current?.scrollTo(0, 0), [pages]);

  const offset = Math.max(top - (first - begin) * ROW_PX, 0);
  const rows = Array.from({ length: end - begin }, (_, n) => begin + n);
  return (
    <>
      {pages.refusal.value && <Refused refusal={pages.refusal.value} />}
      <div
        class="scrolls long"
        ref={place}
        tabIndex={0}
        role="region"
        aria-label={props.caption}
        style={{ height: `${SIGHT_PX}px` }}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <div style={{ height: `${height + 2 * ROW_PX}px` }}>
          <table aria-rowcount={total + 1} style={{ transform: `translateY(${offset}px)` }}>
            <caption class="unseen">{props.caption}</caption>
            <thead>
              <tr aria-rowindex={1}>
                <Heads columns={columns} />
              </tr>
            </thead>
            <tbody>
              {rows.map((index) => {
                const row = pages.row(index);
                return (
                  <tr key={row ? props.rowKey(row) : index} aria-rowindex={index + 2}>
                    {row ? (
                      <Cells columns={columns} row={row} />
                    ) : (
                      <td colSpan={columns.length} class="nothing">
                        …
                      </td>
                    )}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      </div>
    </>
  );
}
