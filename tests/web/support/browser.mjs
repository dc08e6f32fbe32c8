// A real browser before the served city. Stories share one Chromium; each visit is a window of its own.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after } from "node:test";

const require = createRequire(join(process.env.WEB_MODULES, "..", "package.json"));
const { chromium } = require("playwright-core");
const AXE = require.resolve("axe-core/axe.min.js");

export const url = process.env.RIREKI_URL;
export const token = (role) => process.env[`TOKEN_${role.toUpperCase()}`];

let browser;
after(async () => await browser?.close());

async function launched() {
  browser ??= await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
  return browser;
}

/** A window without a session; whatever it complains of, or asks of another host, fails the story. */
export async function openWindow(run, options = {}) {
  const context = await (
    await launched()
  ).newContext({ viewport: { width: 1400, height: 900 }, locale: "ja-JP", acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on(
    "console",
    (message) =>
      message.type() === "error" && !/status of 4\d\d/.test(message.text()) && complaints.push(message.text()),
  );
  page.on(
    "request",
    (request) =>
      /^(https?|wss?):/.test(request.url()) &&
      !request.url().startsWith(url) &&
      complaints.push(`asked ${request.url()}`),
  );
  try {
    await run(page, context);
    assert.deepEqual(complaints, []);
  } finally {
    await context.close();
  }
}

/** A window that is logged in, at `#/place`, when its view is there. */
export async function visit(role, place, run, options = {}) {
  await openWindow(async (page, context) => {
    await context.addInitScript((secret) => {
      sessionStorage.setItem("token", secret);
    }, token(role));
    await page.goto(`${url}/#/${place}`);
    await page.locator("main .panel").first().waitFor();
    await run(page, context);
  }, options);
}

/** Changes the view by the address, as a link would. */
export async function goTo(page, place) {
  await page.evaluate((hash) => (location.hash = hash), `#/${place}`);
}

/** No serious or critical finding of axe-core in what is shown. */
export async function isAccessible(page) {
  await page.evaluate(require("node:fs").readFileSync(AXE, "utf8"));
  const found = await page.evaluate(
    async () => (await window.axe.run(document, { resultTypes: ["violations"] })).violations,
  );
  const serious = found.filter((one) => ["serious", "critical"].includes(one.impact));
  assert.deepEqual(
    serious.map(
      (one) =>
        `${one.id}: ${one.nodes
          .map((node) => node.html)
          .join(" ")
          .slice(0, 300)}`,
    ),
    [],
  );
}

/** The cells of a table by its caption, header first; waits until a row satisfies `until`. */
export async function table(page, caption, until = (rows) => rows.length > 1) {
  const region = page.getByRole("region", { name: caption, exact: true });
  const limit = Date.now() + 30_000;
  for (;;) {
    const rows = await region
      .locator("tr")
      .evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText.trim())))
      .catch(() => []);
    if (until(rows)) return rows;
    assert.ok(Date.now() < limit, `the table ${caption} has ${JSON.stringify(rows.slice(0, 4))}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** Opens the tables behind the charts, when there are so many. */
export async function openTables(page, count) {
  await page
    .locator("figure summary")
    .nth(count - 1)
    .waitFor();
  await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
}
