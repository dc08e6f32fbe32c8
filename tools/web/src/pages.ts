// Rows of a long list that are fetched by pages as they come into sight, and kept.
import { signal, Signal } from "@preact/signals";

import { Refusal } from "./service";

export const PAGE_ROWS = 200;

export class Pages<Row> {
  /** Grows with each page that has come. */
  readonly changes: Signal<number> = signal(0);
  readonly refusal: Signal<Refusal | null> = signal(null);
  /** How many rows there are; until it is known, as many as have come and a page more. */
  readonly total: Signal<number> = signal(PAGE_ROWS);

  private readonly pages = new Map<number, Row[]>();
  private readonly asked = new Set<number>();

  /** `load` gives the rows from `skip` on, at most PAGE_ROWS; fewer at the end. */
  constructor(private readonly load: (skip: number) => Promise<Row[]>) {}

  /** Of rows that are there already. */
  static of<Row>(rows: Row[]): Pages<Row> {
    const made = new Pages<Row>(async () => []);
    for (let skip = 0; skip < rows.length; skip += PAGE_ROWS) {
      made.asked.add(skip / PAGE_ROWS);
      made.pages.set(skip / PAGE_ROWS, rows.slice(skip, skip + PAGE_ROWS));
    }
    made.total.value = rows.length;
    return made;
  }

  row(index: number): Row | undefined {
    return this.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
  }

  /** The indexes of all rows that have come. */
  fetched(): number[] {
    return [...this.pages]
      .sort(([a], [b]) => a - b)
      .flatMap(([page, rows]) => rows.map((_, index) => page * PAGE_ROWS + index));
  }

  /** Fetches what is missing of these rows. */
  want(first: number, last: number): void {
    for (let page = Math.floor(first / PAGE_ROWS); page <= Math.floor(last / PAGE_ROWS); ++page) {
      if (!this.asked.has(page)) void this.fetch(page);
    }
  }

  private async fetch(page: number): Promise<void> {
    this.asked.add(page);
    try {
      const rows = await this.load(page * PAGE_ROWS);
      this.pages.set(page, rows);
      const end = page * PAGE_ROWS + rows.length;
      if (rows.length < PAGE_ROWS) this.total.value = end;
      else if (this.total.value <= end) this.total.value = end + PAGE_ROWS;
    } catch (error) {
      this.asked.delete(page);
      this.refusal.value = error as Refusal;
    }
    ++this.changes.value;
  }
}
