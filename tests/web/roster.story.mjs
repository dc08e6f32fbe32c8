import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { goTo, isAccessible, table, visit } from "./support/browser.mjs";

const downloaded = async (page, button) => {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button, exact: true }).click(),
  ]);
  return readFileSync(await file.path());
};

test("the roster scrolls to its end, and only what is in sight is drawn", async () => {
  await visit("hr", "roster?as-of=2023-04-01", async (page) => {
    await page.getByText("2,550", { exact: true }).waitFor();
    const first = await table(page, "名簿", (rows) => rows.length > 10 && rows[1].length > 5);
    assert.deepEqual(first[1].slice(0, 4), ["P000007", "三浦 萌", "職員課", "係長"]);
    const drawn = await page.locator("tbody tr").count();
    assert.ok(drawn < 60, `${drawn} rows are drawn`);
    const region = page.locator(".long");
    const head = region.locator("thead th").first();
    const box = await region.boundingBox();
    assert.ok(Math.abs((await head.boundingBox()).y - box.y) < 2, "the header is at the top of the box");
    await region.focus();
    await page.keyboard.press("End");
    const end = await table(
      page,
      "名簿",
      (rows) => rows.length > 10 && rows.at(-1).length > 5 && rows.at(-1)[0] === "P004598",
    );
    assert.equal(await page.locator("tbody tr").last().getAttribute("aria-rowindex"), "2551");
    assert.ok(end.at(-1)[1].length > 1);
    const height = await region.evaluate((element) => element.scrollHeight);
    await page.mouse.move(box.x + 100, box.y + 100);
    await page.mouse.wheel(0, 500);
    await page.keyboard.press("ArrowDown");
    const gaps = await page.evaluate(() => {
      const of = (selector) => document.querySelector(selector).getBoundingClientRect();
      return [of(".long tbody tr:last-child").bottom - of(".long").bottom, of(".long th").top - of(".long").top];
    });
    assert.ok(gaps[0] <= 1, `the last row ends ${gaps[0]} px below the box`);
    assert.ok(Math.abs(gaps[1]) < 2, `the header is ${gaps[1]} px from the top of the box`);
    assert.equal(await region.evaluate((element) => element.scrollHeight), height, "scrolling does not lengthen it");
    await isAccessible(page);
  });
});

test("filters, search and files follow the address", async () => {
  await visit("auditor", "roster?as-of=2023-04-01", async (page) => {
    await page.getByLabel("所属").selectOption("U-110");
    await page.getByText("217", { exact: true }).waitFor();
    await page.waitForURL(/unit=U-110/);
    const csv = (await downloaded(page, "CSV")).toString("utf8").trim().split("\n");
    assert.equal(csv.length - 1, 217);
    assert.equal((await downloaded(page, "Excel")).subarray(0, 2).toString(), "PK");
    await page.getByLabel("氏名・カナ・職員番号で探す").fill("三浦 萌");
    await page.keyboard.press("Enter");
    const found = await table(page, "検索結果");
    assert.ok(found.some((cells) => cells[0] === "P000007"));
    await goTo(page, "roster?as-of=2022-04-01&known-at=2022-04-15&unit=U-112&rank=chief");
    const then = await table(page, "名簿", (rows) => rows.length > 2 && rows[1]?.[0] === "P000007");
    assert.equal(then[1][3], "係長", "as it was known before the correction");
  });
});

test("a manager sees the own unit's staff alone, to the end of the list", async () => {
  await visit("manager", "roster?as-of=2023-04-01", async (page) => {
    const rows = await table(page, "名簿", (all) => all.length > 10 && all[1].length > 5);
    assert.ok(rows.slice(1).every((cells) => cells.length > 5 || cells[0] === "…"));
    await isAccessible(page);
  });
});
