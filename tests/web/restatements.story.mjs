import assert from "node:assert/strict";
import { test } from "node:test";

import { goTo, isAccessible, table, token, url, visit } from "./support/browser.mjs";

test("what later knowledge changed for the same day, with the records that did", async () => {
  await visit("auditor", "restatements?as-of=2022-04-01&k1=2022-04-15", async (page) => {
    const roster = await table(page, "遡及修正の比較");
    assert.deepEqual(roster.find((cells) => cells[0] === "P000007").slice(1), [
      "変更",
      "職員課\n係長",
      "観光振興室\n主任",
      "23841",
    ]);
    assert.ok(roster.some((cells) => cells[1] === "削除"));
    await isAccessible(page);
    await page.locator("main select").first().selectOption("headcount");
    const count = await table(page, "遡及修正の比較", (rows) => rows.length === 2);
    assert.ok(Number(count[1][3]) !== Number(count[1][2]));
    await goTo(page, "restatements?as-of=2022-04-01&k1=2022-04-15&k2=2022-04-15");
    await page.getByText("二つの時点で差はありません").waitFor();
  });
});

test("a closed period keeps what was published", async () => {
  await visit("hr", "restatements?as-of=2024-03-31", async (page) => {
    await page.getByText("締めた期間はまだありません").waitFor();
    const closed = await fetch(`${url}/v1/closings`, {
      method: "POST",
      body: JSON.stringify({ period: "FY2022" }),
      headers: { authorization: `Bearer ${token("hr")}`, "content-type": "application/json" },
    });
    assert.equal(closed.status, 201, await closed.text());
    await page.reload();
    const rows = await table(page, "締めた期間の公表値と現在値");
    assert.deepEqual(rows.find((cells) => cells[0].startsWith("KPI2 ")).slice(1, 3), ["18", "18"]);
    await isAccessible(page);
  });
});
