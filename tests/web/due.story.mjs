import assert from "node:assert/strict";
import { test } from "node:test";

import { isAccessible, openTables, table, visit } from "./support/browser.mjs";

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
    await isAccessible(page);
    await page.getByRole("region", { name: "期限のあるもの" }).getByRole("link").first().click();
    await page.waitForURL(/#\/person\?/);
  });
});
