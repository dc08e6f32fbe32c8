import assert from "node:assert/strict";
import { test } from "node:test";

import { goTo, isAccessible, table, token, url, visit } from "./support/browser.mjs";

const records = async (subject) => {
  const answer = await fetch(`${url}/v1/events?subject=${subject}`, {
    headers: { authorization: `Bearer ${token("hr")}` },
  });
  return (await answer.json()).rows;
};
const tsv = (...rows) => rows.map((cells) => cells.join("\t")).join("\n");
const check = async (page, text) => {
  await page.getByLabel("貼り付けた表").fill(text);
  await page.getByRole("button", { name: "確認", exact: true }).click();
};
const HEADER = ["type", "subject", "effective"];

test("a batch pasted from a spreadsheet is judged as a whole", async () => {
  await visit("hr", "orders?kind=batch", async (page) => {
    const rows = [
      ["type", "subject", "effective", "order_ref", "data.rank", "data.grade", "data.unit"],
      ["Promoted", "P001865", "R6.4.1", "R6-9101", "chief", "3", ""],
      ["Transferred", "P000007", "2024-04-01", "R6-9102", "", "", "U-111"],
    ];
    const paste = (all) => page.getByLabel("貼り付けた表").fill(all.map((cells) => cells.join("\t")).join("\n"));
    await paste([["typo", ...rows[0].slice(1)], ...rows.slice(1)]);
    await page.getByRole("button", { name: "確認" }).click();
    await page.getByText("行 1, typo: 列名が分かりません").waitFor();
    await paste([rows[0], rows[1], [...rows[2].slice(0, 6), "U-999"]]);
    await page.getByRole("button", { name: "確認" }).click();
    await page.getByText("2 行中 1 行が拒否されました（行 3）。").waitFor();
    const refused = await table(page, "判定");
    assert.match(refused[1][4], /保留/);
    assert.match(refused[2][4], /ORG_UNIT_NOT_ACTIVE/);
    await paste(rows);
    await page.getByRole("button", { name: "確認" }).click();
    await page.getByRole("button", { name: "記録する" }).click();
    await page.getByRole("heading", { name: "記録しました。" }).waitFor();
    assert.equal((await records("P000007")).at(-1).order_ref, "R6-9102");
  });
});

test("a table that is none is told so at its line", async () => {
  await visit("hr", "orders?kind=batch", async (page) => {
    const promoted = ["Promoted", "P001865", "2024-04-01", "chief"];
    for (const [text, complaint] of [
      ["", "表を貼り付けてください"],
      [tsv(HEADER), "表を貼り付けてください"],
      [tsv([...HEADER, "data.rank", "data.rank"], promoted), "行 1, data.rank: 同じ列が二つあります"],
      [tsv([...HEADER, "data.rank"], [], [...promoted, "", "9"]), "行 3, 9: 列名のない値です"],
      [tsv(HEADER, ["Promoted", "P001865"]), "行 2, effective: 値がありません"],
    ]) {
      await check(page, text);
      await page.getByRole("alert").filter({ hasText: complaint }).waitFor();
    }
    await isAccessible(page);
  });
});

test("cells are read as what their fields need, and nothing else is changed", async () => {
  await visit("hr", "orders?kind=batch", async (page) => {
    const sent = async (text) => {
      const request = page.waitForRequest((one) => one.url().includes("dry-run"));
      await check(page, text);
      return (await request)
        .postData()
        .split("\n")
        .map((line) => JSON.parse(line));
    };
    const names = ["name", "birth", "sex", "prior_service_months", "kind", "unit", "rank", "job_family", "post"];
    const columns = [...HEADER, ...names.map((name) => `data.${name}`), "data.pattern", "data.telework", ""];
    const events = await sent(
      tsv(
        columns,
        ["PersonRegistered", "P900011", "R6.4.1", '"試験 ""一"""', "昭和６０年４月１日", "male", "２４"],
        ["Hired", "P900011", "2024/4/1", "", "", "", "", "regular", "U-112", "clerk", "clerical", "true"],
        ["WorkPatternChanged", "P900011", "2024-04-02", ...names.map(() => ""), "day", "TRUE"],
      ),
    );
    await page.getByText("記録できます").waitFor();
    assert.deepEqual(
      events.map((event) => [event.effective, event.data]),
      [
        ["2024-04-01", { name: '試験 "一"', birth: "1985-04-01", sex: "male", prior_service_months: 24 }],
        ["2024-04-01", { kind: "regular", unit: "U-112", rank: "clerk", job_family: "clerical", post: "true" }],
        ["2024-04-02", { pattern: "day", telework: true }],
      ],
    );
    const amended = await sent(
      tsv(
        [...HEADER, "data.target", "data.cause", "data.unit", "data.post", "data.takers", "data.feedback_on"],
        ["EventVoided", "P000880", "", "demo-000000", "duplicate", "", "", "120", "令和元年５月１日"],
        ["Transferred", "P000880", "H38.4.1", "", "", "U-702", '"一行\n""二行"'],
      ),
    );
    const outcomes = await table(page, "判定");
    assert.match(outcomes[1].join(" "), /UNKNOWN_FIELD/);
    assert.match(outcomes[2].join(" "), /INVALID_DATE/);
    assert.deepEqual([amended[0].effective, amended[1].effective], [undefined, "H38.4.1"]);
    assert.deepEqual([amended[0].data.takers, amended[0].data.feedback_on], [120, "2019-05-01"]);
    assert.equal(amended[1].data.post, '一行\n"二行', "a cell with a line break is one cell");
  });
});

test("an approval is asked for where it is all that is missing, and shows all that it would record", async () => {
  const persons = ["P000880", "P000881", "P000882", "P000931", "P000932", "P000933", "P000934"];
  const rows = persons.map((person) => ["DisciplineImposed", person, "2024-04-03", "reprimand", ""]);
  const header = [...HEADER, "data.kind", "data.rank"];
  await visit("hr", "orders?kind=batch", async (page) => {
    await check(page, tsv(header, rows[0], ["Promoted", "P000881", "2024-04-03", "", "clerk"]));
    await page.getByText("2 行中 1 行が拒否されました（行 3）。").waitFor();
    await page.getByText("記録できません。").waitFor();
    assert.equal(await page.getByRole("button", { name: "承認を求める" }).count(), 0);
    await check(page, tsv(header, ...rows));
    await page.getByText("この発令には別の職員の承認が必要です。").waitFor();
    await goTo(page, "person");
    await page.getByRole("search").waitFor();
    await goTo(page, "orders?kind=batch");
    await page.getByRole("button", { name: "確認", exact: true }).click();
    await page.getByRole("button", { name: "承認を求める" }).click();
    await page.getByRole("heading", { name: "承認待ちに入れました。" }).waitFor();
  });
  await visit("hr_2", "orders", async (page) => {
    const waiting = await table(page, "承認待ち");
    assert.match(waiting[1][0], /P000932 2024-04-03 ほか 2 件（全 7 件）$/);
    await page.getByRole("button", { name: "内容を見る" }).click();
    const contents = await table(page, "承認を求められている内容");
    assert.deepEqual(
      contents.slice(1).map((cells) => cells.slice(0, 4)),
      persons.map((person) => ["懲戒処分", person, "2024-04-03", "種別 戒告"]),
    );
    await isAccessible(page);
    await page.getByRole("button", { name: "取り下げ" }).click();
    await page.getByText("承認を待つ発令はありません。").waitFor();
  });
});
