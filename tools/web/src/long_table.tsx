// A table of any length: only the rows in sight are in the document. All rows are of one height; beyond what browsers
// can scroll, a step of the scroll bar stands for several rows.
import { useEffect, useRef, useState } from "preact/hooks";

import { Pages } from "./pages";
import { Cells, Column, Heads, Nothing, Refused } from "./parts";

const ROW_PX = 33;
const SIGHT_PX = 560;
const AROUND = 8; // rows above and below what is in sight
const SCROLL_PX_MAX = 8_000_000;

interface Window {
  begin: number;
  end: number;
  offset: number; // of the table from the top of what scrolls
}

/** The header stays on top of the box; below it lie the rows that the scroll bar stands at. */
function windowAt(top: number, total: number): Window & { height: number } {
  const whole = (total + 1) * ROW_PX;
  const height = Math.min(whole, SCROLL_PX_MAX);
  const scrolled = Math.min(top, Math.max(height - SIGHT_PX, 0));
  const above = height < whole ? (scrolled * (whole - SIGHT_PX)) / (height - SIGHT_PX) : scrolled;
  const begin = Math.max(Math.floor(above / ROW_PX) - AROUND, 0);
  const end = Math.min(Math.ceil((above + SIGHT_PX) / ROW_PX) + AROUND, total);
  return { begin, end, offset: scrolled - above + begin * ROW_PX, height };
}

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

  const { begin, end, offset, height } = windowAt(top, total);
  useEffect(() => (end > begin ? pages.want(begin, end - 1) : undefined), [pages, begin, end]);
  useEffect(() => {
    place.current?.scrollTo(0, 0);
    setTop(0);
  }, [pages]);

  if (total === 0) return <Nothing />;
  const rows = Array.from({ length: Math.max(end - begin, 0) }, (_, n) => begin + n);
  return (
    <>
      {pages.refusal.value && <Refused refusal={pages.refusal.value} />}
      <div
        class="scrolls long"
        ref={place}
        tabIndex={0}
        role="region"
        aria-label={props.caption}
        style={{ maxHeight: `${SIGHT_PX}px` }}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <div style={{ height: `${height}px`, paddingTop: `${offset}px` }}>
          <table aria-rowcount={total + 1}>
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
