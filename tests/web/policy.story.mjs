import assert from "node:assert/strict";
import { test } from "node:test";

import { goTo, isAccessible, table, token, url, visit } from "./support/browser.mjs";

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

test("a policy that is adopted meanwhile is in the tables from its day on, and none before the first", async () => {
  await visit("hr", "policy?as-of=2024-04-20", async (page) => {
    await page.getByText("版 R6", { exact: false }).first().waitFor();
    await table(page, "指標");
    const headers = { authorization: `Bearer ${token("hr")}`, "content-type": "application/json" };
    const text = await (
      await fetch(`${url}/v1/policy`, { headers: { ...headers, accept: "application/toml" } })
    ).text();
    const document = text
      .replace('version = "R6"', 'version = "R8a"')
      .replace("30代以下職員の自己都合", "若手職員の自己都合");
    const adopted = await fetch(`${url}/v1/events`, {
      method: "POST",
      body: JSON.stringify({
        type: "PolicyAdopted",
        subject: "org",
        effective: "2024-04-15",
        data: { policy: "otaru", version: "R8a", document },
      }),
      headers,
    });
    assert.equal(adopted.status, 201, await adopted.text());
    const isNew = (rows) => rows.some((cells) => cells[1]?.startsWith("若手職員の自己都合"));
    await page.getByRole("button", { name: "翌日" }).click();
    await page.getByText("版 R8a", { exact: false }).first().waitFor();
    await table(page, "指標", isNew);
    await goTo(page, "policy?as-of=2024-04-14");
    await table(page, "指標", (rows) => rows.length > 1 && !isNew(rows));
    await goTo(page, "policy?as-of=2024-04-15");
    await table(page, "指標", isNew);
    await goTo(page, "policy?as-of=2024-04-15&known-at=1990-01-01");
    await page.getByText("方針がありません", { exact: false }).first().waitFor();
    await page.waitForFunction(() => !document.querySelector("main .spinner"));
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
