import assert from "node:assert/strict";
import { test } from "node:test";

import { goTo, isAccessible, table, token, url, visit } from "./support/browser.mjs";

const INCLUDED = "この記録はチェックポイントの木に含まれています。";

test("a record's proof is verified in the browser, and one tampered byte is found out", async () => {
  await visit("auditor", "log?seq=28482", async (page) => {
    for (const seq of [28482, 28483, 2, 12345, 25601]) {
      await goTo(page, `log?seq=${seq}`);
      await page.getByRole("heading", { name: `記録の証明 ${seq}` }).waitFor();
      await page.getByText(INCLUDED).waitFor();
      await page.getByText("チェックポイントの署名は検証鍵と一致します。").waitFor();
    }
    await isAccessible(page);
    await page
      .getByLabel("検証鍵")
      .fill((await page.getByLabel("検証鍵").inputValue()).trim().replace(/.{6}$/, "AAAAAA"));
    await page.getByText("チェックポイントの署名が検証鍵と一致しません。").waitFor();
    await page.route("**/tile/entries/**", async (route) => {
      const answer = await route.fetch();
      const body = await answer.body();
      for (let at = 20; at < body.length; at += 40) body[at] ^= 1;
      await route.fulfill({ response: answer, body });
    });
    await goTo(page, "log?seq=300");
    await page.getByText("含まれていません").waitFor();
  });
});

test("records are filtered, bounded by what was known, and followed as they come", async () => {
  await visit("hr", "log?type=Promoted&known-at=seq:2000", async (page) => {
    const rows = await table(page, "記録");
    assert.ok(rows.slice(1).every((cells) => cells[2] === "昇任" && Number(cells[0]) <= 2000));
    await goTo(page, "log?from=1&known-at=seq:3");
    const first = await table(page, "記録", (all) => all.length === 4);
    assert.equal(first[0][1], "記録日時（日本時間）");
    assert.equal(first[1][1], "2007-03-26 09:00:00", "which was recorded at 2007-03-26T00:00:00Z");
    await goTo(page, "log?live=1&type=TrainingCompleted");
    await page.getByText("● 接続中").waitFor();
    const event = {
      id: "story-log-1",
      type: "TrainingCompleted",
      subject: "P000007",
      effective: "2024-04-01",
      data: { course: "倫理研修", category: "workplace", minutes: 60 },
    };
    const appended = await fetch(`${url}/v1/events`, {
      method: "POST",
      body: JSON.stringify(event),
      headers: { authorization: `Bearer ${token("hr")}`, "content-type": "application/json" },
    });
    assert.equal(appended.status, 201, await appended.text());
    const live = await table(page, "新しい記録を待つ");
    assert.deepEqual(live[1].slice(2, 6), ["研修修了・資格取得", "P000007", "2024-04-01", "test-hr"]);
    await isAccessible(page);
  });
});
