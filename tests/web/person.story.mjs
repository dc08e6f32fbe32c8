import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { goTo, isAccessible, table, visit } from "./support/browser.mjs";

const EVENTS = "発令・出来事の一覧";
const stateOf = async (page) =>
  Object.fromEntries(
    await page
      .locator("dl")
      .evaluate((list) =>
        [...list.querySelectorAll("dt")].map((dt) => [dt.textContent, dt.nextElementSibling.textContent]),
      ),
  );

test("a career as of a day, and what was known of it before it was corrected", async () => {
  await visit("auditor", "person?as-of=2022-04-01&person=P000007", async (page) => {
    await table(page, EVENTS);
    assert.equal((await stateOf(page))["職位・職名"], "主任");
    const events = await table(page, EVENTS);
    const promoted = events.find((cells) => cells[0].startsWith("令和4年7月1日"));
    assert.match(promoted.join(" "), /昇任.*係長.*R4-392.*hr-officer-2.*訂正 23841 hr-officer-7・2022-06-16/s);
    assert.match(promoted[0], /基準日より後/);
    assert.ok(await page.getByRole("img", { name: "経歴図" }).isVisible());
    await isAccessible(page);
    await goTo(page, "person?as-of=2022-04-01&known-at=2022-04-15&person=P000007");
    await page.waitForFunction(() => document.querySelector("dl")?.textContent.includes("係長"));
    const then = await table(page, EVENTS, (rows) => rows.some((cells) => cells[0] === "令和4年4月1日"));
    assert.ok(!then.slice(1).some((cells) => cells[7].includes("訂正")));
  });
});

test("voided events are shown on demand, and the personnel record is a file", async () => {
  await visit("hr", "scorecard", async (page) => {
    const voided = await page.evaluate(async () => {
      const headers = { Authorization: `Bearer ${sessionStorage.getItem("token")}` };
      return (await (await fetch("/v1/events?type=EventVoided&limit=1", { headers })).json()).rows[0];
    });
    await goTo(page, `person?person=${voided.subject}`);
    const without = await table(page, EVENTS);
    await page.getByLabel("訂正・取消も表示").check();
    const all = await table(page, EVENTS, (rows) => rows.length > without.length);
    assert.ok(all.some((cells) => cells[7].includes(`取消 ${voided.seq}`)));
    await isAccessible(page);
    const [csv] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CSV", exact: true }).click(),
    ]);
    assert.equal(
      readFileSync(await csv.path(), "utf8")
        .trim()
        .split("\n").length,
      all.length,
      "as on the screen",
    );
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "人事記録（Excel）" }).click(),
    ]);
    assert.equal(file.suggestedFilename(), `${voided.subject}.xlsx`);
  });
});

test("somebody unknown is nobody, and the page says what to do", async () => {
  await visit("hr", "person?person=P999999", async (page) => {
    await page.getByText("該当するものがありません").first().waitFor();
    await page.getByLabel("職員番号・氏名・カナ").fill("ｐ000007");
    await page.keyboard.press("Enter");
    await page.waitForURL(/person=P000007/);
    await table(page, EVENTS);
    await goTo(page, "person?person=P999999");
    await page.getByText("該当するものがありません").first().waitFor();
    await isAccessible(page);
  });
});

/** What the page is told of a person, with some of it replaced. */
const retold = async (page, change) =>
  await page.route("**/v1/persons/P000007*", async (route) => {
    const answer = await route.fetch();
    const told = await answer.json();
    told.rows.forEach(change);
    await route.fulfill({ response: answer, json: told });
  });

test("what is erased or withheld is called so, also where a day would be", async () => {
  await visit("hr", "policy", async (page) => {
    await retold(page, (row) =>
      Object.assign(row, { name: "erased", kana: "erased", birth: "erased", age: "erased", sex: "withheld" }),
    );
    await goTo(page, "person?person=P000007&as-of=2022-04-01");
    await table(page, EVENTS);
    const state = await stateOf(page);
    assert.equal(state["氏名"], "消去済・消去済");
    assert.equal(state["性別・生年月日・年齢"], "非開示・消去済・消去済");
  });
});

test("a term that lapsed ends the career, in the list and in the picture", async () => {
  await visit("hr", "person?person=P004598&as-of=2026-06-01", async (page) => {
    const events = await table(page, EVENTS);
    assert.match(
      events[2][2],
      /^種別 会計年度任用（フルタイム）・所属 .+・級 1・職種 .+・採用区分 経験者採用・任期満了 2024-03-31$/,
    );
    assert.match(events.at(-1).join(" "), /令和7年3月31日 退職・離職\s*任期の定めによる.*任期満了/s);
    const ends = await page.locator("svg.lanes").evaluate((lanes) => ({
      now: Number(lanes.querySelector("line.now").getAttribute("x1")),
      bars: [...lanes.querySelectorAll("svg")].map(
        (bar) => Number(bar.getAttribute("x")) + Number(bar.getAttribute("width")),
      ),
    }));
    assert.ok(ends.bars.length > 2 && ends.bars.every((x) => x < ends.now));
  });
});

test("the state of one person is never shown under another one's number", async () => {
  await visit("hr", "person?person=P000007&as-of=2022-04-01", async (page) => {
    await table(page, EVENTS);
    assert.equal((await stateOf(page))["職位・職名"], "主任");
    const held = [];
    await page.route("**/v1/persons/**", (route) => void held.push(route));
    await goTo(page, "person?person=P002853&as-of=2022-04-02");
    await page.getByRole("heading", { name: "P002853 基準日の状態" }).waitFor();
    assert.equal(await page.locator("main dl").count(), 0);
    assert.equal(await page.getByRole("region", { name: EVENTS }).count(), 0);
    while (held.length < 2) await new Promise((done) => setTimeout(done, 50));
    held.forEach((route) => route.continue());
    await page.unroute("**/v1/persons/**");
    await table(page, EVENTS);
  });
});
