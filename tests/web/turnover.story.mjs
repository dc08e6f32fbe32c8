import assert from "node:assert/strict";
import { test } from "node:test";

import { isAccessible, openTables, table, visit } from "./support/browser.mjs";

const YOUNG = "30代以下の自己都合退職者（任命権者別）";
const about = (rows, ...wanted) => rows.find((cells) => wanted.every((text, i) => cells[i] === text));

test("young leavers by authority are those of the city's policy, and rates take the denominator chosen", async () => {
  await visit("analyst", "turnover?as-of=2024-03-31", async (page) => {
    await openTables(page, 8);
    const young = await table(page, YOUNG);
    const total = (year) => young.find((cells) => cells[1] === year && cells[2] === "").slice(3, 4)[0];
    assert.deepEqual(["R3", "R4", "R5"].map(total), ["13", "18", "13"]);
    const rates = await table(page, "離職率");
    assert.deepEqual(
      rates
        .filter((cells) => cells[0] === "率" && cells[1] === "R5" && cells[2] === "" && cells[3] === "")
        .map((cells) => [cells[4], ...cells.slice(-2)])[0],
      ["期首の職員数", "170", "2,550"],
    );
    await page.getByLabel("分母").selectOption("january_1");
    await page.waitForURL(/basis=january_1/);
    const curve = await table(page, "在職継続曲線（カプラン・マイヤー）");
    assert.deepEqual(curve[0], ["数値の種類", "年度から", "年度まで", "区分", "在職年数", "値"]);
    assert.deepEqual(about(curve, "継続率", "H26", "R5", "全退職", "5").slice(5), ["55.6%"]);
    await page.getByText("秘匿の値は描いていません (22)").waitFor();
    await isAccessible(page);
  });
});
