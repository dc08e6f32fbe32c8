import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { goTo, isAccessible, openTables, table, visit } from "./support/browser.mjs";

test("what falls due is listed by kind, the overdue first, and leads to the person", async () => {
  await visit("hr", "due?as-of=2024-03-31&within=180", async (page) => {
    await page.getByRole("button", { name: "退職願 18" }).click();
    await page.waitForURL(/kind=tender/);
    const tenders = await table(page, "期限のあるもの", (rows) => rows.length === 19);
    assert.ok(tenders.slice(1).every((cells) => cells[1] === "退職願"));
    await page.getByRole("button", { name: "研修 148" }).click();
    const trainings = await table(page, "期限のあるもの", (rows) => rows[1]?.[1] === "研修");
    assert.match(trainings[1][0], /^平成\d+年3月31日 期限超過$/);
    await openTables(page, 2);
    const coverage = await table(page, "研修の受講率");
    assert.deepEqual(coverage.find((cells) => cells[1] === "新規採用職員研修").slice(2), ["87.6%", "411", "469"]);
    assert.ok(coverage.some((cells) => cells[2] === "89.0%"));
    const ahead = await table(page, "年度別の期限");
    assert.ok(ahead.some((cells) => cells[1] === "研修"));
    await isAccessible(page);
    await page.getByRole("region", { name: "期限のあるもの" }).getByRole("link").first().click();
    await page.waitForURL(/#\/person\?/);
  });
});

test("a kind of which none falls due stays chosen and says so; its file has that kind alone", async () => {
  await visit("hr", "due?as-of=2024-03-31&within=180&kind=tender", async (page) => {
    await table(page, "期限のあるもの", (rows) => rows.length === 19);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV" }).first().click(),
    ]);
    const [head, ...lines] = readFileSync(await file.path(), "utf8")
      .trimEnd()
      .split("\r\n");
    assert.equal(head, "kind,person,date,what");
    assert.equal(lines.length, 18);
    assert.ok(lines.every((line) => line.startsWith("tender,P")));
    await goTo(page, "due?as-of=2024-03-31&within=180&kind=probation");
    await page.getByText("この種類のものは期間内にありません").waitFor();
    assert.equal(await page.getByRole("button", { name: "条件付採用 0" }).getAttribute("aria-pressed"), "true");
    assert.equal(await page.getByRole("region", { name: "期限のあるもの" }).count(), 0);
  });
});
