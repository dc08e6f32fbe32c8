import assert from "node:assert/strict";
import { test } from "node:test";

import { goTo, isAccessible, table, url, visit } from "./support/browser.mjs";

test("the definitions in effect, and since when", async () => {
  await visit("auditor", "policy?as-of=2024-03-31", async (page) => {
    const indicators = await table(page, "指標");
    assert.equal(indicators.length - 1, 14);
    assert.match(
      indicators.find((cells) => cells[0] === "KPI2")[2],
      /baseline: fiscal_year 2023 · value 13; target: fiscal_year 2028 · value 8/,
    );
    const versions = await table(page, "採択の記録");
    assert.deepEqual(versions[1].slice(0, 2), ["otaru R6", "1868-01-01"]);
    await isAccessible(page);
    await goTo(page, "policy?as-of=2024-03-31&lang=en");
    await page.getByRole("heading", { name: "The policy in effect" }).waitFor();
  });
});

test("an administrator makes a token that counts, and revokes it", async () => {
  await visit("admin", "tokens", async (page) => {
    await page.getByLabel("所有者").fill("story-analyst");
    await page.getByLabel("役割").selectOption("analyst");
    await page.getByRole("button", { name: "発行", exact: true }).click();
    const secret = (await page.getByRole("status").locator("pre").innerText()).trim();
    const me = () => fetch(`${url}/v1/me`, { headers: { authorization: `Bearer ${secret}` } });
    assert.equal((await (await me()).json()).owner, "story-analyst");
    await isAccessible(page);
    await page.getByRole("button", { name: /^失効させる story-analyst/ }).click();
    await page.getByRole("button", { name: /^本当に失効 story-analyst/ }).click();
    await table(page, "トークン", (rows) => rows.length > 1 && !rows.some((cells) => cells[0] === "story-analyst"));
    assert.equal((await me()).status, 401);
  });
});
