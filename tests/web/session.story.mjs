import assert from "node:assert/strict";
import { test } from "node:test";

import { isAccessible, openWindow, token, url } from "./support/browser.mjs";

test("a newcomer opens the address, enters the token, and sees the scorecard", async () => {
  await openWindow(async (page) => {
    await page.goto(url);
    await isAccessible(page);
    await page.getByLabel("トークン").fill("wrong");
    await page.getByRole("button", { name: "ログイン" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("トークン").fill(token("hr"));
    await page.getByRole("button", { name: "ログイン" }).click();
    await page.getByRole("heading", { name: "指標（KGI・KPI）" }).waitFor();
  });
});

test("nothing readable stays after logging out", async () => {
  await openWindow(async (page, context) => {
    await page.goto(url);
    await page.getByLabel("トークン").fill(token("hr"));
    await page.getByRole("button", { name: "ログイン" }).click();
    await page.getByRole("button", { name: "ログアウト" }).click();
    await page.getByLabel("トークン").waitFor();
    const left = await page.evaluate(async () => ({
      stored: [...Object.keys(localStorage), ...Object.keys(sessionStorage)],
      caches: await caches.keys(),
      databases: (await indexedDB.databases()).length,
      text: document.body.innerText,
    }));
    assert.deepEqual([left.stored, left.caches, left.databases], [[], [], 0]);
    assert.ok(!left.text.includes("KPI2"));
    assert.deepEqual(await context.cookies(), []);
    const token_typed = await page.getByLabel("トークン").inputValue();
    assert.equal(token_typed, "");
  });
});

test("who logs in next does not come where the last one was", async () => {
  await openWindow(async (page) => {
    const logIn = async (role) => {
      await page.getByLabel("トークン").fill(token(role));
      await page.getByRole("button", { name: "ログイン" }).click();
      await page.getByRole("button", { name: "ログアウト" }).waitFor();
    };
    await page.goto(`${url}/#/roster?as-of=2022-04-01&text=三浦`);
    await logIn("hr");
    await page.getByRole("link", { name: "P000007" }).first().click();
    await page.waitForURL(/#\/person\?.*P000007/);
    await page.waitForFunction(() => document.title.startsWith("個人"));
    await page.evaluate(() => (location.hash = "#/nowhere"));
    await page.waitForFunction(() => document.title === "rireki 履歴");
    await page.goBack();
    await page.getByRole("button", { name: "ログアウト" }).click();
    await page.getByLabel("トークン").waitFor();
    assert.deepEqual([new URL(page.url()).hash, await page.title()], ["#/", "rireki 履歴"]);
    await page.goBack();
    await page.waitForFunction(() => location.hash === "#/");
    await logIn("auditor");
    await page.getByRole("heading", { name: "指標（KGI・KPI）" }).waitFor();
    await page.getByRole("link", { name: "名簿" }).click();
    await page.waitForURL(/#\/roster$/);
    await page.goBack();
    await page.waitForURL(/#\/$/);
  });
});

test("the page forbids whatever is inline or from elsewhere", async () => {
  const answer = await fetch(`${url}/`);
  const policy = answer.headers.get("content-security-policy");
  assert.match(policy, /default-src 'none'/);
  assert.ok(!policy.includes("unsafe"));
  const asset = (await answer.text()).match(/\/assets\/[^"]+\.js/)[0];
  assert.match((await fetch(url + asset)).headers.get("cache-control"), /immutable/);
  assert.equal((await fetch(`${url}/../../etc/passwd`)).status, 404);
});
