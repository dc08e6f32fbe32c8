import assert from "node:assert/strict";
import { test } from "node:test";

import { isAccessible, table, visit } from "./support/browser.mjs";

const CAPTION = "指標（KGI・KPI）";
const row = (rows, id) =>
  Object.fromEntries(rows.find((cells) => cells[0] === id).map((cell, i) => [rows[0][i], cell]));

test("the scorecard shows the published figures", async () => {
  await visit("auditor", "scorecard?as-of=2024-03-31", async (page) => {
    const rows = await table(page, CAPTION);
    assert.equal(rows.length, 15);
    assert.deepEqual([row(rows, "KPI2").R4, row(rows, "KPI2").R5, row(rows, "KPI2").目標値], ["18", "13", "8"]);
    assert.equal(row(rows, "KGI1").R5, "68.7");
    assert.equal(row(rows, "KPI1").R5, "405");
    await isAccessible(page);
  });
});

test("a figure is explained down to its records", async () => {
  await visit("hr", "scorecard?as-of=2024-03-31", async (page) => {
    await page.getByRole("button", { name: "根拠 KPI2" }).click();
    const rows = await table(page, "この数値の根拠となる記録");
    assert.equal(rows.length - 1, 13);
    assert.ok(rows.slice(1).every((cells) => cells[1] === "退職・離職" && /退職・離職$/.test(cells[4])));
    await page.waitForURL(/explain=KPI2/);
    assert.match(await page.evaluate(() => document.activeElement.textContent), /記録: KPI2/);
    assert.ok((await page.locator("h2", { hasText: "KPI2" }).boundingBox()).y < 700, "it is in sight");
    await isAccessible(page);
    await page.getByRole("button", { name: "閉じる" }).click();
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "根拠 KPI2");
    await page.waitForURL((at) => !at.hash.includes("explain"));
  });
  await visit("hr", "scorecard?as-of=2024-03-31&explain=KPI4", async (page) => {
    const rows = await table(page, "この数値の根拠となる記録");
    assert.deepEqual(rows[1].slice(1, 3), ["調査集計", "組織全体"]);
    assert.equal(rows[1][4], "分子 801・分母 1056");
  });
});

test("an earlier state of knowledge gives the figures of then, and the link holds both clocks", async () => {
  await visit("auditor", "scorecard?as-of=2024-03-31&known-at=2023-04-15&lang=en", async (page) => {
    const rows = await table(page, "Indicators (KGI, KPI)");
    const now = row(rows, "KPI2");
    assert.equal(now.Target, "8");
    assert.notEqual(now.R5, "13");
    assert.match(page.url(), /as-of=2024-03-31&known-at=2023-04-15/);
  });
});

test("what is withheld has a status that says so", async () => {
  await visit("analyst", "scorecard?as-of=2019-03-31", async (page) => {
    const rows = await table(page, CAPTION);
    const withheld = rows.slice(1).filter((cells) => cells[7] === "秘匿");
    assert.ok(withheld.length > 0);
    const status = rows[0].indexOf("状況");
    assert.ok(withheld.every((cells) => cells[status] === "秘匿"));
  });
});
