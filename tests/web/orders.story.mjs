import assert from "node:assert/strict";
import { test } from "node:test";

import { isAccessible, table, token, url, visit } from "./support/browser.mjs";

const fill = async (page, typed, chosen) => {
  for (const [label, value] of Object.entries(typed))
    await page.getByLabel(label, { exact: false }).first().fill(value);
  for (const [label, value] of Object.entries(chosen)) await page.locator(`#order-${label}`).selectOption(value);
};
const records = async (subject) => {
  const answer = await fetch(`${url}/v1/events?subject=${subject}`, {
    headers: { authorization: `Bearer ${token("hr")}` },
  });
  return (await answer.json()).rows;
};

test("a hire is refused at its field, corrected, previewed, recorded, and on the career", async () => {
  await visit("hr", "orders?as-of=2024-03-31", async (page) => {
    await fill(
      page,
      { 職員番号: "P900001", 発令日: "2024-04-01", 氏名: "試験 太郎", 生年月日: "2000-05-05", 発令番号: "R6-9001" },
      { sex: "male", kind: "regular", unit: "U-112", rank: "clerk" },
    );
    await page.getByLabel("級").fill("99");
    await page.locator("#order-job_family").selectOption("clerical");
    await page.getByRole("button", { name: "確認" }).click();
    await page.locator("#order-grade-complaint").waitFor();
    await isAccessible(page);
    assert.equal((await records("P900001")).length, 0);
    await page.getByLabel("級").fill("1");
    await page.getByRole("button", { name: "確認" }).click();
    const preview = await table(page, "記録後の経歴（新しい出来事に印）: P900001");
    assert.deepEqual(
      preview.slice(1).map((cells) => cells.slice(0, 3)),
      [
        ["新規", "2024-04-01", "職員登録"],
        ["新規", "2024-04-01", "採用"],
      ],
    );
    await isAccessible(page);
    assert.equal((await records("P900001")).length, 0);
    await page.getByRole("button", { name: "記録する" }).click();
    await page.getByRole("heading", { name: "記録しました。" }).waitFor();
    assert.deepEqual(
      (await records("P900001")).map((row) => [row.type, row.actor]),
      [
        ["PersonRegistered", "test-hr"],
        ["Hired", "test-hr"],
      ],
    );
    await page.getByRole("link", { name: /P900001/ }).click();
    await table(page, "発令・出来事の一覧", (rows) => /採用.*職員課.*R6-9001/s.test(rows.at(-1)?.join(" ")));
  });
});

test("what needs an approval is proposed by one and approved by another", async () => {
  await visit("hr", "orders?kind=discipline", async (page) => {
    await fill(page, { 職員番号: "P000740", 発令日: "2024-04-02" }, { kind: "reprimand" });
    await page.getByRole("button", { name: "確認" }).click();
    await page.getByRole("button", { name: "承認を求める" }).click();
    await table(page, "承認待ち");
    assert.equal(await page.getByRole("button", { name: "承認して記録" }).count(), 0, "nobody approves their own");
  });
  await visit("hr_2", "orders", async (page) => {
    const waiting = await table(page, "承認待ち");
    assert.match(waiting[1].slice(0, 2).join(" "), /懲戒処分 P000740 2024-04-02 test-hr/);
    await page.getByRole("button", { name: "内容を見る" }).click();
    await page.getByText("reprimand").waitFor();
    await isAccessible(page);
    await page.getByRole("button", { name: "承認して記録" }).click();
    await page.getByText("承認し、記録しました。").waitFor();
  });
  const last = (await records("P000740")).at(-1);
  assert.deepEqual([last.type, last.actor, last.approved_by], ["DisciplineImposed", "test-hr", "test-hr-2"]);
});

test("from a career an event is corrected and another voided, and both stay to be seen", async () => {
  await visit("hr", "person?person=P002853&as-of=2024-04-02", async (page) => {
    const before = await table(page, "発令・出来事の一覧");
    await page.getByRole("link", { name: "訂正" }).last().click();
    await page.waitForFunction(() => document.querySelector("#order-data")?.value.includes("{"));
    const data = JSON.parse(await page.locator("#order-data").inputValue());
    await page.locator("#order-data").fill("{");
    await page.locator("#order-cause").selectOption("clerical");
    await page.getByRole("button", { name: "確認" }).click();
    await page.getByText("JSONとして読めません").waitFor();
    await page.locator("#order-data").fill(JSON.stringify({ ...data, minutes: 77 }));
    await page.getByRole("button", { name: "確認" }).click();
    await table(page, "記録後の経歴（新しい出来事に印）: P002853", (rows) => rows.some((cells) => cells[2] === "訂正"));
    await isAccessible(page);
    await page.getByRole("button", { name: "記録する" }).click();
    await page.getByRole("link", { name: /P002853/ }).click();
    await table(page, "発令・出来事の一覧", (rows) => rows.at(-1)?.[2]?.includes("77"));
    await page.getByRole("link", { name: "取消" }).last().click();
    await page.waitForFunction(() => document.querySelector("#order-target")?.value.length > 0);
    await page.locator("#order-cause").selectOption("duplicate");
    await page.getByRole("button", { name: "確認" }).click();
    await page.getByRole("button", { name: "記録する" }).click();
    await page.getByRole("link", { name: /P002853/ }).click();
    await table(page, "発令・出来事の一覧", (rows) => rows.length === before.length - 1);
    await page.getByLabel("訂正・取消も表示").check();
    await table(page, "発令・出来事の一覧", (rows) => rows.length === before.length);
  });
});
