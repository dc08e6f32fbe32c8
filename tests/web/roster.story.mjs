import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { goTo, isAccessible, table, visit } from "./support/browser.mjs";

const downloaded = async (page, button) => {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button, exact: true }).click(),
  ]);
  return readFileSync(await file.path());
};

test("the roster scrolls to its end, and only what is in sight is drawn", async () => {
  await visit("hr", "roster?as-of=2023-04-01", async (page) => {
    await page.getByText("2,550", { exact: true }).waitFor();
    const first = await table(page, "名簿", (rows) => rows.length > 10 && rows[1].length > 5);
    assert.deepEqual(first[1].slice(0, 4), ["P000007", "三浦 萌", "職員課", "係長"]);
    const drawn = await page.locator("tbody tr").count();
    assert.ok(drawn < 60, `${drawn} rows are drawn`);
    const region = page.locator(".long");
    const head = region.locator("thead th").first();
    const box = await region.boundingBox();
    assert.ok(Math.abs((await head.boundingBox()).y - box.y) < 2, "the header is at the top of the box");
    await region.focus();
    await page.keyboard.press("End");
    const end = await table(
      page,
      "名簿",
      (rows) => rows.length > 10 && rows.at(-1).length > 5 && rows.at(-1)[0] === "P004598",
    );
    assert.equal(await page.locator("tbody tr").last().getAttribute("aria-rowindex"), "2551");
    assert.ok(end.at(-1)[1].length > 1);
    const height = await region.evaluate((element) => element.scrollHeight);
    await page.mouse.move(box.x + 100, box.y + 100);
    await page.mouse.wheel(0, 500);
    await page.keyboard.press("ArrowDown");
    const gaps = await page.evaluate(() => {
      const of = (selector) => document.querySelector(selector).getBoundingClientRect();
      return [of(".long tbody tr:last-child").bottom - of(".long").bottom, of(".long th").top - of(".long").top];
    });
    assert.ok(gaps[0] <= 1, `the last row ends ${gaps[0]} px below the box`);
    assert.ok(Math.abs(gaps[1]) < 2, `the header is ${gaps[1]} px from the top of the box`);
    assert.equal(await region.evaluate((element) => element.scrollHeight), height, "scrolling does not lengthen it");
    await isAccessible(page);
  });
});

test("filters, search and files follow the address", async () => {
  await visit("auditor", "roster?as-of=2023-04-01", async (page) => {
    await page.getByLabel("所属").selectOption("U-110");
    await page.getByText("217", { exact: true }).waitFor();
    await page.waitForURL(/unit=U-110/);
    const csv = (await downloaded(page, "CSV")).toString("utf8").trim().split("\n");
    assert.equal(csv.length - 1, 217);
    assert.equal((await downloaded(page, "Excel")).subarray(0, 2).toString(), "PK");
    await page.getByLabel("氏名・カナ・職員番号で探す").fill("三浦 萌");
    await page.keyboard.press("Enter");
    const found = await table(page, "検索結果");
    assert.ok(found.some((cells) => cells[0] === "P000007"));
    await goTo(page, "roster?as-of=2022-04-01&known-at=2022-04-15&unit=U-112&rank=chief");
    const then = await table(page, "名簿", (rows) => rows.length > 2 && rows[1]?.[0] === "P000007");
    assert.equal(then[1][3], "係長", "as it was known before the correction");
  });
});

test("whoever is found is counted, all are there, and the filters hold for them too", async () => {
  await visit("hr", "roster?as-of=2023-04-01&text=P0017", async (page) => {
    const panel = page.locator("section.panel", { has: page.getByRole("heading", { name: "検索結果" }) });
    await panel.getByText("100 人").waitFor();
    await page.getByLabel("所属").selectOption("U-110");
    await panel.getByText("15 人", { exact: true }).waitFor();
    const rows = await table(page, "検索結果", (all) => all.length === 16 && all[1].length > 5);
    const units = await page.getByLabel("所属").locator("option").allInnerTexts();
    const from = units.findIndex((name) => name.trim() === "総務部");
    const under = units.slice(from, from + 12).map((name) => name.trim());
    assert.ok(
      rows.slice(1).every((cells) => under.includes(cells[2])),
      JSON.stringify(rows),
    );
    const box = page.getByLabel("氏名・カナ・職員番号で探す");
    await goTo(page, "roster?as-of=2023-04-01&text=P0018");
    await page.waitForFunction(() => document.querySelector("input[type=search]").value === "P0018");
    await page.getByRole("button", { name: "検索をやめる" }).click();
    await panel.waitFor({ state: "detached" });
    assert.equal(await box.inputValue(), "");
  });
});

test("a long list of whoever was found scrolls to its end", async () => {
  await visit("hr", "roster?as-of=2023-04-01&text=P00", async (page) => {
    const region = page.getByRole("region", { name: "検索結果" });
    await region.focus();
    await page.keyboard.press("End");
    const told = await page.locator("section.panel p[aria-live]").first().innerText();
    const count = Number(told.replace(/\D/g, ""));
    assert.ok(count > 200, told);
    await region.locator(`tr[aria-rowindex="${count + 1}"]`).waitFor();
    const rows = await table(page, "検索結果", (all) => all.at(-1).length > 5);
    assert.match(rows.at(-1)[0], /^P00/);
  });
});

test("each page of the roster is asked for once, and one without anybody says what to do", async () => {
  await visit("hr", "scorecard?as-of=2023-04-01", async (page) => {
    const asked = [];
    page.on("request", (request) => request.url().includes("/v1/roster") && asked.push(request.url()));
    await goTo(page, "roster?as-of=2023-04-01");
    await table(page, "名簿", (rows) => rows.length > 10 && rows[1].length > 5);
    await page.getByText("2,550", { exact: true }).waitFor();
    await page.locator(".long").focus();
    await page.keyboard.press("End");
    await table(page, "名簿", (rows) => rows.at(-1)[0] === "P004598");
    assert.equal(asked.filter((one) => one.includes("skip=0&")).length, 1, asked.join(" "));
    await goTo(page, "roster?as-of=1950-04-01");
    await page.getByText("該当するものがありません。基準日や条件を変えてください。").waitFor();
    assert.equal(await page.locator("main table").count(), 0);
    await goTo(page, "roster?as-of=2023-04-01");
    await table(page, "名簿", (rows) => rows.length > 10 && rows[1].length > 5);
  });
});

test("a manager sees the own unit's staff alone, to the end of the list", async () => {
  await visit("manager", "roster?as-of=2023-04-01", async (page) => {
    const rows = await table(page, "名簿", (all) => all.length > 10 && all[1].length > 5);
    assert.ok(rows.slice(1).every((cells) => cells.length > 5 || cells[0] === "…"));
    await isAccessible(page);
  });
});
