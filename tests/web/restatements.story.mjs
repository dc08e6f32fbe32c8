import assert from "node:assert/strict";
import { test } from "node:test";

import { goTo, isAccessible, table, token, url, visit } from "./support/browser.mjs";

test("what later knowledge changed for the same day, with the records that did", async () => {
  await visit("auditor", "restatements?as-of=2022-04-01&k1=2022-04-15", async (page) => {
    const roster = await table(page, "遡及修正の比較");
    assert.deepEqual(roster.find((cells) => cells[0] === "P000007").slice(1), [
      "変更",
      "所属: 職員課\n職位: 係長",
      "所属: 観光振興室\n職位: 主任",
      "23841",
    ]);
    assert.ok(roster.some((cells) => cells[1] === "削除"));
    await isAccessible(page);
    await page.locator("main select").first().selectOption("headcount");
    const count = await table(page, "遡及修正の比較", (rows) => rows.length === 2);
    assert.deepEqual(count[1].slice(0, 4), ["職員数", "変更", "人数: 2,558", "人数: 2,553"]);
    await page.locator("main select").first().selectOption("indicators");
    const figures = await table(page, "遡及修正の比較", (rows) => rows.some((cells) => cells[0].startsWith("KPI8 ")));
    assert.deepEqual(figures.find((cells) => cells[0].startsWith("KPI8 ")).slice(0, 4), [
      "KPI8 月平均時間外勤務時間数 R3",
      "変更",
      "値: –\n分子: –\n分母: –",
      "値: 14.2\n分子: 12,309,696\n分母: 14,448",
    ]);
    await goTo(page, "restatements?as-of=2022-04-01&k1=2022-04-15&k2=2022-04-15");
    await page.getByText("二つの時点で差はありません").waitFor();
  });
});

test("whatever differs of a person is named on both sides", async () => {
  const send = async (event) => {
    const answer = await fetch(`${url}/v1/events`, {
      method: "POST",
      body: JSON.stringify({ subject: "P002853", ...event }),
      headers: { authorization: `Bearer ${token("hr")}`, "content-type": "application/json" },
    });
    assert.equal(answer.status, 201, await answer.text());
  };
  const asked = await fetch(`${url}/v1/events?subject=P002853&limit=1`, {
    headers: { authorization: `Bearer ${token("hr")}` },
  });
  const { known_at, rows } = await asked.json();
  await send({
    type: "EventCorrected",
    data: { target: rows[0].id, data: { ...rows[0].data, birth: "1994-10-25" }, cause: "clerical" },
  });
  await send({ type: "PersonDetailsChanged", effective: "2024-04-01", data: { sex: "other" } });
  await visit("hr", `restatements?as-of=2024-04-01&k1=${known_at}`, async (page) => {
    const differences = await table(page, "遡及修正の比較");
    assert.deepEqual(differences.find((cells) => cells[0] === "P002853").slice(2, 4), [
      "生年月日: 1994-10-24\n性別: 女性",
      "生年月日: 1994-10-25\n性別: その他",
    ]);
  });
});

test("a closed period keeps what was published", async () => {
  await visit("hr", "restatements?as-of=2024-03-31&known-at=seq:28000", async (page) => {
    await page.getByText("締めた期間はまだありません").waitFor();
    const closed = await fetch(`${url}/v1/closings`, {
      method: "POST",
      body: JSON.stringify({ period: "FY2022" }),
      headers: { authorization: `Bearer ${token("hr")}`, "content-type": "application/json" },
    });
    assert.equal(closed.status, 201, await closed.text());
    await goTo(page, "restatements?as-of=2024-03-31&period=FY2022");
    const rows = await table(page, "締めた期間の公表値と現在値");
    assert.deepEqual(rows.find((cells) => cells[0].startsWith("KPI2 ")).slice(1, 3), ["18", "18"]);
    await page.waitForURL(/k1=2024-03-31&k2=seq:\d+/);
    await goTo(page, "restatements?as-of=2024-03-31&known-at=seq:28000&period=FY2022");
    await page.getByText("締めた期間はまだありません").waitFor();
    await goTo(page, "restatements?as-of=2024-03-31&period=FY2022");
    await table(page, "締めた期間の公表値と現在値");
    await isAccessible(page);
  });
});
