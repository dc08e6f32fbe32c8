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

test("pages under a filter are turned back the way they came, and the newest of a day is what was known then", async () => {
  await visit("hr", "log?type=Promoted", async (page) => {
    const first = await table(page, "記録", (rows) => rows.length === 101);
    await page.getByRole("button", { name: "新しい方へ" }).click();
    const second = await table(page, "記録", (rows) => rows.length > 1 && Number(rows[1][0]) > Number(first[100][0]));
    await page.getByRole("button", { name: "新しい方へ" }).click();
    await table(page, "記録", (rows) => rows.length > 1 && Number(rows[1][0]) > Number(second.at(-1)[0]));
    await page.getByRole("button", { name: "古い方へ" }).click();
    assert.deepEqual(await table(page, "記録", (rows) => rows[1]?.[0] === second[1][0]), second);
    await page.getByRole("button", { name: "古い方へ" }).click();
    assert.deepEqual(await table(page, "記録", (rows) => rows[1]?.[0] === first[1][0]), first);
    await goTo(page, "log?known-at=2015-01-01");
    const known = await table(page, "記録", (rows) => rows.length === 101 && Number(rows[100][0]) > 10_000);
    assert.ok(known[100][1] < "2015-01-02", known[100][1]);
    await goTo(page, "log?known-at=seq:100&seq=28000");
    await page.getByText("この記録は、認識時点ではまだありません。").waitFor();
    assert.equal(await page.getByText('"seq": 28000').count(), 0);
  });
});

test("a record that is opened has the focus, and gives it back", async () => {
  await visit("hr", "log?known-at=seq:200", async (page) => {
    await table(page, "記録", (rows) => rows.length === 101);
    await page.getByRole("button", { name: "190", exact: true }).click();
    await page.waitForFunction(() => document.activeElement.textContent === "記録 190");
    assert.ok(await page.getByRole("heading", { name: "記録 190" }).isVisible());
    await page.getByRole("button", { name: "閉じる" }).click();
    await page.waitForFunction(() => document.activeElement.textContent === "190");
  });
});

test("a line that was cut is taken up again", async () => {
  await visit("hr", "log", async (page) => {
    await page.route("**/v1/events/stream**", (route) =>
      route.fulfill({ status: 200, contentType: "text/event-stream", body: "" }),
    );
    await page.getByLabel("新しい記録を待つ").check();
    await page.getByText("接続が切れました。").waitFor();
    await page.unroute("**/v1/events/stream**");
    await page.getByRole("button", { name: "今すぐ再接続" }).click();
    await page.getByText("● 接続中").waitFor();
    assert.equal(await page.getByText("接続が切れました。").count(), 0);
  });
});
