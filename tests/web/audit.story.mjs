import assert from "node:assert/strict";
import { test } from "node:test";

import { isAccessible, table, visit } from "./support/browser.mjs";

test("the log is verified with its progress in sight, and an answer is certified", async () => {
  await visit("auditor", "audit?as-of=2024-03-31", async (page) => {
    await page.getByText("28,4", { exact: false }).first().waitFor();
    await page.getByRole("button", { name: "検証を始める" }).click();
    await page.getByText("完了").waitFor();
    await page.getByText('"first_bad"').or(page.getByText("first_bad")).first().waitFor();
    assert.equal(await page.getByRole("button", { name: "再構築を始める" }).count(), 0);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "職員数" }).click(),
    ]);
    assert.equal(file.suggestedFilename(), "headcount-2024-03-31.certificate");
    await isAccessible(page);
  });
});

test("who has read whom is shown to auditors", async () => {
  await visit("hr", "person?person=P000500", async (page) => await table(page, "発令・出来事の一覧"));
  await visit("auditor", "audit?person=P000500", async (page) => {
    const rows = await table(page, "個人情報の閲覧記録");
    assert.ok(rows.slice(1).some((cells) => cells[1] === "test-hr" && cells[4].includes("P000500")));
  });
});

test("the nightly job rebuilds, and sees nothing of staff", async () => {
  await visit("job", "audit", async (page) => {
    await page.getByRole("button", { name: "再構築を始める" }).click();
    await page.getByText("events_per_second").waitFor();
    assert.deepEqual(await page.locator("nav a").allInnerTexts(), ["監査"]);
    await isAccessible(page);
  });
});
