import assert from "node:assert/strict";
import { test } from "node:test";

import { isAccessible, openTables, table, visit } from "./support/browser.mjs";

test("staff of a day: the published trend, ages, ranks and units", async () => {
  await visit("auditor", "staff?as-of=2023-04-01", async (page) => {
    await openTables(page, 4);
    const trend = await table(page, "職員数の推移（4月1日）");
    assert.deepEqual(
      trend
        .slice(1)
        .map((cells) => [cells[1], cells[2]])
        .slice(-2),
      [
        ["R4", "1,763"],
        ["R5", "1,760"],
      ],
    );
    const ages = await table(page, "年齢構成（男女別）");
    assert.deepEqual(ages.find((cells) => cells[1] === "10代" && cells[2] === "女性").slice(3, 4), ["13"]);
    const units = await table(page, "組織と定数");
    assert.deepEqual(units.find((cells) => cells[1] === "U-100").slice(3), ["1,307", "806"]);
    assert.ok(ages.some((cells) => cells[0] === "構成比"));
    await isAccessible(page);
  });
});

test("what is withheld from an analyst is said to be so, and is no zero", async () => {
  await visit("analyst", "staff?as-of=1968-04-01", async (page) => {
    await openTables(page, 4);
    const parts = await table(page, "任命権者別職員数");
    assert.deepEqual(
      parts.slice(1).map((cells) => cells[1]),
      ["秘匿", "秘匿", "秘匿", "秘匿"],
    );
    await page.getByText("合計: 36", { exact: true }).waitFor();
    assert.equal(await page.getByText("秘匿の値は描いていません (4)").count(), 2);
  });
});

test("moving the as-of slider redraws the staff of the new day", async () => {
  await visit("auditor", "staff?as-of=2014-04-01", async (page) => {
    await table(page, "組織と定数");
    const moments = await page.evaluate(async () => {
      const slider = document.querySelector("input.slider");
      const shown = () =>
        [...document.querySelectorAll("main .panel")].every((panel) => panel.getAttribute("aria-busy") === "false");
      const grounds = () => [...document.querySelectorAll(".ground")].map((one) => one.textContent).join();
      const taken = [];
      for (let n = 0; n < 40; ++n) {
        const day = Number(slider.value) + 61;
        const begin = performance.now();
        slider.value = String(day);
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        const iso = new Date(day * 86_400_000).toISOString().slice(0, 10);
        while (!(shown() && grounds().includes(iso))) {
          if (performance.now() - begin > 15_000) throw new Error(`the view of ${iso} does not come`);
          await new Promise(requestAnimationFrame);
        }
        taken.push(performance.now() - begin);
      }
      return taken.sort((a, b) => a - b);
    });
    const p95 = moments[Math.floor(moments.length * 0.95)];
    console.log(
      `slider to redrawn, of ${moments.length}: median ${Math.round(moments[20])} ms, p95 ${Math.round(p95)} ms`,
    );
    assert.match(page.url(), /as-of=20(1|2)\d-/);
  });
});
