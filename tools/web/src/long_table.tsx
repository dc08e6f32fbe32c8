// A table of any length: only the rows in sight are in the document, and on paper those that have been fetched. All
// rows are of one height; beyond what browsers can scroll, a step of the scroll bar stands for several rows.
import { useEffect, useRef, useState } from "preact/hooks";

import { texts } from "./language";
import { Pages } from "./pages";
import { Cells, Column, Heads, Nothing, number, Refused } from "./parts";
import { isPrinting } from "./theme";

const ROW_PX = 33;
const SIGHT_PX = 560;
const AROUND = 8; // rows above and below what is in sight
const SCROLL_PX_MAX = 8_000_000;

const text = texts({
  onPaper: [
    "紙に載るのは一部の行です。全員は Excel でご覧ください。",
    "Paper has a part of the rows. Excel has them all.",
  ],
});

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

function rowsOf<Row>(shown: Window, pages: Pages<Row>): number[] {
  if (isPrinting.value) return pages.fetched();
  return Array.from({ length: Math.max(shown.end - shown.begin, 0) }, (_, n) => shown.begin + n);
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

  const shown = windowAt(top, total);
  const { begin, end, offset, height } = shown;
  useEffect(() => (end > begin ? pages.want(begin, end - 1) : undefined), [pages, begin, end]);
  useEffect(() => {
    place.current?.scrollTo(0, 0);
    setTop(0);
  }, [pages]);

  if (total === 0) return <Nothing />;
  const rows = rowsOf(shown, pages);
  return (
    <>
      {pages.refusal.value && <Refused refusal={pages.refusal.value} />}
      {isPrinting.value && rows.length < total && (
        <p>
          {text.onPaper} ({number(rows.length)} / {number(total)})
        </p>
      )}
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
