import assert from "node:assert/strict";
import { test } from "node:test";

import { goTo, isAccessible, table, token, url, visit } from "./support/browser.mjs";

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

test("the next order begins with the first change, and what is typed stays until it is recorded", async () => {
  await visit("hr", "orders", async (page) => {
    const [check, record] = ["確認", "記録する"].map((name) => page.getByRole("button", { name, exact: true }));
    await fill(
      page,
      { 職員番号: " P900002 ", 発令日: "2024-04-01", 氏名: "試験 二郎", 生年月日: "2000-05-05" },
      { sex: "male", kind: "regular", unit: "U-112", rank: "clerk", job_family: "clerical" },
    );
    await check.click();
    await record.dblclick();
    await page.getByRole("heading", { name: "記録しました。" }).waitFor();
    await fill(page, { 職員番号: "P900003", 氏名: "試験 三郎" }, {});
    await check.click();
    await record.click();
    await page.getByRole("heading", { name: "記録しました。" }).waitFor();
    for (const person of ["P900002", "P900003"])
      assert.deepEqual(
        (await records(person)).map((row) => row.type),
        ["PersonRegistered", "Hired"],
      );
    await page.getByRole("link", { name: /P900003/ }).click();
    await page.getByRole("heading", { name: "経歴", exact: true }).waitFor();
    await goTo(page, "orders");
    await page.locator("#order-subject").waitFor();
    assert.equal(await page.locator("#order-subject").inputValue(), "", "what was recorded is not there again");
    await fill(page, { 職員番号: "P000880", 発令日: "2024-05-01" }, {});
    await page.getByLabel("発令の種類").selectOption("transfer");
    await page.locator("#order-unit").selectOption("U-704");
    await check.click();
    await page.getByText("記録できません。").waitFor();
    assert.match(await page.locator("#order-unit-complaint").innerText(), /NO_CHANGE/);
    await page.getByRole("link", { name: "発令", exact: true }).click();
    await page.locator("#order-name").waitFor();
    assert.equal(await page.getByText("記録できません。").count(), 0, "what is judged is what stands in the form");
    await page.getByLabel("発令の種類").evaluate((kinds) => {
      kinds.value = "transfer";
      kinds.dispatchEvent(new Event("change", { bubbles: true }));
      document.querySelector("nav a[aria-current]").click(); // before the address says what was chosen
    });
    await page.waitForTimeout(300); // longer than the address waits
    assert.ok(await page.locator("#order-name").isVisible(), "a link leads where it says, however soon it is followed");
    await goTo(page, "person");
    await page.getByRole("search").waitFor();
    await goTo(page, "orders?kind=transfer");
    await page.locator("#order-subject").waitFor();
    const kept = await Promise.all(
      ["subject", "effective", "unit"].map((name) => page.locator(`#order-${name}`).inputValue()),
    );
    assert.deepEqual(kept, ["P000880", "2024-05-01", "U-704"]);
    await page.getByRole("button", { name: "ログアウト" }).click();
    await page.getByLabel("トークン").fill(token("hr_2"));
    await page.getByRole("button", { name: "ログイン" }).click();
    await page.locator("main .panel").first().waitFor();
    await goTo(page, "orders?kind=transfer");
    await page.locator("#order-subject").waitFor();
    assert.equal(await page.locator("#order-subject").inputValue(), "", "what one has typed is not another's to see");
  });
});

test("what a browser cannot read is refused at its field, not left out", async () => {
  await visit("hr", "orders?kind=leave", async (page) => {
    const check = page.getByRole("button", { name: "確認", exact: true });
    const dryRuns = [];
    page.on("request", (request) => request.url().includes("dry-run") && dryRuns.push(request));
    await fill(page, { 職員番号: "P000880", 発令日: "2024-05-01", 休務の番号: "A-1" }, { kind: "sick_leave" });
    await page.locator("#order-cause").selectOption("physical");
    await page.locator("#order-planned_last_day").focus();
    await page.keyboard.type("0631");
    await check.click();
    await page.locator("#order-planned_last_day-complaint", { hasText: "この日付はありません" }).waitFor();
    await isAccessible(page);
    assert.equal(dryRuns.length, 0);
    await page.locator("#order-planned_last_day").fill("2024-05-31");
    await check.click();
    await page.getByText("記録できます").waitFor();
    await page.locator("#order-planned_last_day").focus();
    await page.keyboard.press("Delete");
    await page.getByText("記録できます").waitFor({ state: "hidden" });
    await page.getByLabel("発令の種類").selectOption("promotion");
    await page.locator("#order-rank").selectOption("section_manager");
    await page.locator("#order-grade").pressSequentially("e3");
    await check.click();
    await page.locator("#order-grade-complaint", { hasText: "数字を入れてください" }).waitFor();
    assert.equal(dryRuns.length, 1);
  });
});

test("an order chooses from the units of its own day, as known now", async () => {
  const founded = await fetch(`${url}/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${token("hr")}` },
    body: JSON.stringify({
      type: "OrgUnitEstablished",
      subject: "U-199",
      effective: "2024-09-01",
      data: { name: "試験室", parent: "U-110" },
    }),
  });
  assert.equal(founded.status, 201, await founded.text());
  await visit("hr", "orders?kind=transfer&as-of=2024-04-01&known-at=seq:1", async (page) => {
    await fill(page, { 職員番号: "P000880", 発令日: "2024-09-02" }, { unit: "U-199" });
    await fill(page, { 発令日: "2024-08-31" }, {});
    await page.locator("#order-unit option:checked", { hasText: /^U-199$/ }).waitFor({ state: "attached" });
    await page.getByRole("button", { name: "確認", exact: true }).click();
    await page.locator("#order-unit-complaint", { hasText: "ORG_UNIT_NOT_ACTIVE" }).waitFor();
  });
});

test("an order in a closed month waits for an approval, once", async () => {
  const headers = { authorization: `Bearer ${token("hr")}` };
  const closed = await fetch(`${url}/v1/closings`, { method: "POST", headers, body: '{"period":"2015-05"}' });
  assert.equal(closed.status, 201, await closed.text());
  await visit("hr", "orders?kind=transfer", async (page) => {
    await fill(page, { 職員番号: "P000880", 発令日: "2015-05-10" }, { unit: "U-702" });
    await page.getByRole("button", { name: "確認", exact: true }).click();
    await page.locator("#order-effective-complaint", { hasText: "PERIOD_CLOSED" }).waitFor();
    await page.getByRole("button", { name: "承認を求める" }).dblclick();
    await page.getByRole("heading", { name: "承認待ちに入れました。" }).waitFor();
    const waiting = await table(page, "承認待ち");
    assert.equal(waiting.length, 2, "a double click proposes once");
    await page.getByRole("button", { name: "取り下げ" }).click();
    await page.getByText("承認を待つ発令はありません。").waitFor();
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
    const contents = await table(page, "承認を求められている内容");
    assert.deepEqual(contents[1].slice(0, 4), ["懲戒処分", "P000740", "2024-04-02", "種別 戒告"]);
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
    await page.locator("#order-data").fill(JSON.stringify({ ...data, minutes: "many" }));
    await page.getByRole("button", { name: "確認" }).click();
    await page.locator("#order-data-complaint", { hasText: "INVALID_FIELD" }).waitFor();
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
