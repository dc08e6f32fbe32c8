import assert from "node:assert/strict";
import { test } from "node:test";

import { goTo, isAccessible, openTables, openWindow, table, token, url, visit } from "./support/browser.mjs";

const VIEWS = [
  "scorecard",
  "staff",
  "turnover",
  "roster",
  "person?person=P000007",
  "due",
  "restatements",
  "log",
  "orders",
  "policy",
];
const settled = async (page) =>
  await page.waitForFunction(() => {
    const panels = [...document.querySelectorAll("main .panel")];
    return (
      panels.length > 0 &&
      panels.every((one) => one.getAttribute("aria-busy") !== "true") &&
      !document.querySelector(".loading")
    );
  });

test("each view is accessible in the dark and in English, and all of them load little", async () => {
  await visit(
    "hr",
    "scorecard?as-of=2024-03-31&lang=en",
    async (page) => {
      for (const view of VIEWS) {
        await goTo(page, `${view}${view.includes("?") ? "&" : "?"}as-of=2024-03-31&lang=en`);
        await page.locator("nav a[aria-current=page]").waitFor();
        await settled(page);
        assert.ok(!/[぀-ヿ]{3}/.test(await page.locator("nav").innerText()), "the menu is in English");
        await isAccessible(page);
      }
      const loaded = await page.evaluate(() =>
        performance
          .getEntriesByType("resource")
          .filter((one) => /\/assets\//.test(one.name))
          .reduce((sum, one) => sum + one.encodedBodySize, 0),
      );
      assert.ok(loaded > 100_000 && loaded < 600_000, `${loaded} bytes of page were transferred`);
    },
    { colorScheme: "dark", locale: "en-GB" },
  );
});

test("the keyboard reaches everything: the content, the clocks, the menu", async () => {
  await visit("auditor", "scorecard?as-of=2024-03-31", async (page) => {
    await table(page, "指標（KGI・KPI）");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "本文へ");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    await page.getByLabel("基準日を動かす").focus();
    await page.keyboard.press("ArrowLeft");
    await page.waitForURL(/as-of=2024-03-30/);
    await page.evaluate(() => {
      const slider = document.querySelector("input.slider");
      slider.value = String(Number(slider.value) - 1);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      return new Promise((done) => setTimeout(done)).then(() => {
        document.querySelector('nav a[href^="#/staff"]').click();
        const begin = Date.now(); // the page is busy until the address is due to be written
        while (Date.now() - begin < 300);
      });
    });
    await page.waitForURL(/#\/staff\?as-of=2024-03-29/);
    await page.getByText("組織と定数").first().waitFor();
    await page.getByLabel("基準日を動かす").focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/as-of=2024-03-30/);
    await page.getByRole("link", { name: "名簿" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/#\/roster\?as-of=2024-03-30/);
  });
});

test("a fiscal-year end is a jump away, and known-at narrows what is known", async () => {
  await visit("auditor", "staff?as-of=2024-01-15", async (page) => {
    await page.getByLabel("年度末へ").selectOption("2021");
    await page.waitForURL(/as-of=2022-03-31/);
    await page.getByText("令和4年3月31日").waitFor();
    await page.getByRole("textbox", { name: "認識時点" }).fill("seq:20000");
    await page.keyboard.press("Enter");
    await page.getByText("認識 seq:20000").first().waitFor();
    await page.getByRole("textbox", { name: "認識時点" }).fill("何時か");
    await page.keyboard.press("Enter");
    await page.getByText("認識時点は 2024-04-01、").waitFor();
    assert.equal(await page.getByRole("alert").count(), 1, "it is refused at its own field alone");
    await page.getByRole("textbox", { name: "認識時点" }).fill("R4.3.31");
    await page.keyboard.press("Enter");
    await page.waitForURL(/known-at=2022-03-31/);
    await page.getByRole("textbox", { name: "認識時点" }).fill("2022-02-31");
    await page.keyboard.press("Enter");
    await page.getByText("認識時点は日付・日時・seq:番号で指定してください。").first().waitFor();
    await page.getByRole("button", { name: "現在" }).click();
    await page.getByText("認識 seq:28").first().waitFor();
  });
});

test("a year is typed to its end before it is asked about, and the day chosen stays chosen", async () => {
  await visit("auditor", "staff?as-of=2024-01-15&lang=en", async (page) => {
    const days = [];
    page.on("request", (request) => days.push(new URL(request.url()).searchParams.get("as-of") ?? ""));
    await page.getByLabel("As of", { exact: true }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    const before = await page.getByLabel("As of", { exact: true }).inputValue();
    await page.keyboard.type("2019");
    if ((await page.getByLabel("As of", { exact: true }).inputValue()) === before)
      await page.getByLabel("As of", { exact: true }).fill("2019-01-15");
    await page.waitForURL(/as-of=2019-01-15/);
    assert.ok(!days.some((day) => day.startsWith("0")), days.join(" "));
    assert.equal(await page.getByLabel("Move the as-of day").getAttribute("aria-valuetext"), "2019-01-15");
    const today = await page.evaluate(async () => {
      const headers = { Authorization: `Bearer ${sessionStorage.getItem("token")}` };
      return (await (await fetch("/v1/me", { headers })).json()).today;
    });
    await page.getByLabel("As of", { exact: true }).fill(today);
    await page.waitForURL(new RegExp(`as-of=${today}`));
    await page.getByRole("button", { name: "today" }).click();
    await page.waitForFunction(() => !location.hash.includes("as-of"));
    const option = (year) => page.getByLabel("Fiscal-year end").locator(`option[value="${year}"]`).innerText();
    assert.equal(await option(2019), "R1 (2020-03-31)");
  });
});

test("on paper it is A4, with the tables and without the controls", async () => {
  await visit("auditor", "turnover?as-of=2024-03-31", async (page) => {
    await settled(page);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("nav").isVisible(), false);
    assert.equal(await page.getByRole("region", { name: "離職率", exact: true }).isVisible(), true);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    const [, width, height] = pdf.match(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/);
    assert.deepEqual([Math.round(width), Math.round(height)], [595, 842]);
  });
});

const pagesOf = (pdf) => pdf.toString("latin1").match(/\/Type \/Page\b/g).length;

test("the roster on paper is whom the page has, and where to find the others", async () => {
  await visit("hr", "roster?as-of=2023-04-01", async (page) => {
    await table(page, "名簿", (rows) => rows.length > 10 && rows[1].length > 5);
    await page.getByText("2,550", { exact: true }).waitFor();
    const pages = pagesOf(await page.pdf({ preferCSSPageSize: true }));
    assert.ok(pages > 2 && pages < 12, `${pages} pages`);
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.emulateMedia({ media: "print" });
    await page.getByText("全員は Excel でご覧ください。 (200 / 2,550)").waitFor();
    assert.equal(await page.locator("tbody tr").count(), 200);
    assert.equal(await page.getByRole("search").isVisible(), false);
  });
});

test("the scorecard on paper is one sheet across, dark on white", async () => {
  await visit(
    "hr",
    "scorecard?as-of=2024-03-31",
    async (page) => {
      await table(page, "指標（KGI・KPI）");
      const pdf = await page.pdf({ preferCSSPageSize: true });
      assert.equal(pagesOf(pdf), 1);
      const [, width, height] = pdf.toString("latin1").match(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/);
      assert.ok(Number(width) > Number(height));
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.getByRole("button", { name: "根拠 KPI2" }).isVisible(), false);
      const accent = await page.evaluate(() =>
        getComputedStyle(document.documentElement).getPropertyValue("--accent").trim(),
      );
      assert.equal(accent, "#17517f");
    },
    { colorScheme: "dark" },
  );
});

test("charts are drawn dark on white for paper, and as before after it", async () => {
  await visit(
    "hr",
    "staff?as-of=2023-04-01",
    async (page) => {
      await settled(page);
      const isDarkOnWhite = () =>
        page
          .locator(".chart canvas")
          .first()
          .evaluate((canvas) => {
            const drawn = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
            for (let i = 0; i < drawn.length; i += 4) {
              if (drawn[i + 3] > 200 && Math.max(drawn[i], drawn[i + 1], drawn[i + 2]) < 0x40) return true;
            }
            return false;
          });
      assert.equal(await isDarkOnWhite(), false);
      await page.evaluate(() => void dispatchEvent(new Event("beforeprint")));
      assert.equal(await isDarkOnWhite(), true);
      await page.evaluate(() => void dispatchEvent(new Event("afterprint")));
      for (let n = 0; n < 50 && (await isDarkOnWhite()); ++n) await page.waitForTimeout(50);
      assert.equal(await isDarkOnWhite(), false);
    },
    { colorScheme: "dark" },
  );
});

test("on a phone the head scrolls away and nothing is wider than the screen", async () => {
  await visit(
    "hr",
    "roster?as-of=2023-04-01",
    async (page) => {
      for (const place of ["roster", "scorecard", "due", "log?seq=26363", "person?person=P000007"]) {
        await goTo(page, place);
        await page.locator("main .ground").first().waitFor();
        await settled(page);
        const { width, head, position } = await page.evaluate(() => ({
          width: document.documentElement.scrollWidth,
          head: document.querySelector(".top").offsetHeight,
          position: getComputedStyle(document.querySelector(".top")).position,
        }));
        assert.ok(width <= 390, `${place} is ${width} px wide`);
        assert.ok(head < 320 && position === "static", `the head of ${place} is ${head} px high`);
      }
    },
    { viewport: { width: 390, height: 844 } },
  );
});

test("a service that is gone and a token that is revoked say what to do", async () => {
  await visit("hr", "scorecard?as-of=2024-03-31", async (page) => {
    await table(page, "指標（KGI・KPI）");
    await page.route("**/v1/counts/**", (route) => route.abort());
    await goTo(page, "staff?as-of=2023-03-31");
    await page.getByText("サービスに接続できません").waitFor();
    await page.unroute("**/v1/counts/**");
    await page.getByRole("button", { name: "再試行" }).first().waitFor();
    await page.evaluate(() => document.querySelectorAll(".refused button").forEach((again) => again.click()));
    await openTables(page, 4);
    await table(page, "職員数の推移（4月1日）");
  }).catch((error) => assert.match(String(error), /ERR_FAILED/));
  await openWindow(async (page) => {
    const made = await (
      await fetch(`${url}/v1/tokens`, {
        method: "POST",
        body: JSON.stringify({ owner: "gone", role: "hr" }),
        headers: { authorization: `Bearer ${token("admin")}` },
      })
    ).json();
    await page.goto(url);
    await page.getByLabel("トークン").fill(made.token);
    await page.getByRole("button", { name: "ログイン" }).click();
    // A question still on its way would meet the revoked token by itself, before the click does.
    await table(page, "指標（KGI・KPI）");
    await settled(page);
    await fetch(`${url}/v1/tokens/${made.id}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${token("admin")}` },
    });
    await page.getByRole("link", { name: "職員", exact: true }).click();
    await page.getByLabel("トークン").waitFor();
  });
});
