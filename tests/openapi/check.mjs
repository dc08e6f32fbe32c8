// Holds the OpenAPI document that a running service gives against a public validator, the service's answers against the
// document, and a client that a public generator makes of it against the service.
//
//   node check.mjs URL WORKSPACE      with one token a role in TOKEN_AUDITOR, TOKEN_HR, TOKEN_JOB, TOKEN_ADMIN
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [base, workspace] = process.argv.slice(2);
const require = createRequire(join(workspace, "package.json"));
const load = async (name) => await import(pathToFileURL(require.resolve(name)).href);
const token = (role) => process.env[`TOKEN_${role.toUpperCase()}`];
const roles = ["auditor", "hr", "job", "admin"];

const document = await (await fetch(`${base}/v1/openapi.json`)).json();

async function isValid() {
  const { Validator } = await load("@seriousme/openapi-schema-validator");
  const found = await new Validator().validate(structuredClone(document));
  assert.ok(found.valid, JSON.stringify(found.errors, null, 1));
}

function schemaCheckers(Ajv, addFormats) {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats(ajv);
  ajv.addSchema(document, "document");
  return (pointer, value) => {
    const check = ajv.getSchema(`document#${pointer}`) ?? ajv.compile({ $ref: `document#${pointer}` });
    assert.ok(check(value), `${pointer}: ${JSON.stringify(check.errors)} in ${JSON.stringify(value).slice(0, 300)}`);
  };
}

const escaped = (key) => key.replaceAll("~", "~0").replaceAll("/", "~1");

// Where a path or a query needs a value to be answered at all.
const values = {
  person: "P000001",
  what: "headcount",
  report: "staff_trend",
  seq: "1",
  period: "FY2000",
  id: "none",
  form: "appointments",
};
const queries = {
  "/find": "?text=1",
  "/consistency": "?old=1&new=2",
  "/diff": "?known-at=seq:5..seq:9&what=headcount",
};

// Whoever gets an answer gets it in every form that the document names, and its head alone.
async function formsAreDescribed(target, role, operations) {
  const authorization = `Bearer ${token(role)}`;
  for (const media of Object.keys(operations.get.responses["200"].content)) {
    const answer = await fetch(`${base}/v1${target}`, { headers: { authorization, accept: media } });
    const given = answer.headers.get("content-type").split(";")[0];
    await answer.arrayBuffer();
    assert.equal(`${answer.status} ${given}`, `200 ${media}`, `${target} as ${role}`);
  }
  const head = await fetch(`${base}/v1${target}`, { method: "HEAD", headers: { authorization } });
  assert.equal(head.status, 200, `HEAD ${target}`);
  assert.ok(operations.head.responses["200"]);
}

// Every route that reads: what comes back is what the document says of that status.
async function answersAreDescribed(check) {
  let described = 0;
  for (const [path, operations] of Object.entries(document.paths)) {
    if (!operations.get || path.startsWith("/events/stream")) continue;
    const target = path.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "0") + (queries[path] ?? "");
    for (const role of roles) {
      const answer = await fetch(`${base}/v1${target}`, { headers: { authorization: `Bearer ${token(role)}` } });
      const responses = operations.get.responses;
      const status = responses[answer.status] ? `${answer.status}` : `${Math.floor(answer.status / 100)}XX`;
      const media = answer.headers.get("content-type").split(";")[0];
      assert.ok(responses[status]?.content[media], `${target} as ${role}: ${answer.status} ${media}`);
      const body = await answer.text();
      const schema = `/paths/${escaped(path)}/get/responses/${status}/content/${escaped(media)}/schema`;
      if (media.includes("json")) check(schema, JSON.parse(body));
      if (answer.status !== 200) continue;
      described += 1;
      await formsAreDescribed(target, role, operations);
    }
  }
  assert.ok(described > 25, `only ${described} answers were given`);
}

async function generatedClient() {
  const { createClient } = await load("@hey-api/openapi-ts");
  const source = join(workspace, "client");
  rmSync(source, { recursive: true, force: true });
  mkdirSync(source, { recursive: true });
  writeFileSync(join(workspace, "openapi.json"), JSON.stringify(document));
  await createClient({
    input: join(workspace, "openapi.json"),
    output: source,
    plugins: ["@hey-api/client-fetch", "@hey-api/typescript", "@hey-api/sdk"],
    logs: { level: "silent" },
  });
  execFileSync(
    process.execPath,
    [
      require.resolve("typescript/bin/tsc"),
      "--strict",
      "--skipLibCheck",
      "--target",
      "es2022",
      "--module",
      "es2022",
      "--moduleResolution",
      "bundler",
      "--outDir",
      join(workspace, "built"),
      join(source, "index.ts"),
    ],
    { stdio: "inherit", cwd: workspace },
  );
  // Its imports name no file endings, which Node wants.
  return await bundled(join(workspace, "built"));
}

async function bundled(directory) {
  const { readdirSync, readFileSync } = await import("node:fs");
  for (const file of readdirSync(directory)) {
    const text = readFileSync(join(directory, file), "utf8").replace(/from '(\.\/[^']+)'/g, "from '$1.js'");
    writeFileSync(join(directory, file), text.replaceAll(".js.js", ".js"));
  }
  return [
    await import(pathToFileURL(join(directory, "sdk.gen.js")).href),
    await import(pathToFileURL(join(directory, "client.gen.js")).href),
  ];
}

async function clientWorks() {
  const [sdk, { client }] = await generatedClient();
  client.setConfig({ baseUrl: `${base}/v1`, headers: { authorization: `Bearer ${token("hr")}` } });
  const roster = await sdk.getRoster({ query: { "as-of": "2023-04-01" } });
  assert.equal(roster.error, undefined);
  assert.ok(roster.data.rows.length > 0);
  const person = roster.data.rows[0].person;
  const one = await sdk.getPersonsPerson({ path: { person } });
  assert.equal(one.data.rows.length, 1);
  const event = {
    id: "openapi-1",
    type: "TrainingCompleted",
    subject: person,
    effective: "2023-04-01",
    data: { course: "ethics", category: "workplace", minutes: 60 },
  };
  const first = await sdk.postEvents({ body: event });
  assert.equal(first.response.status, 201, JSON.stringify(first.error));
  const again = await sdk.postEvents({ body: event });
  assert.equal(again.data.outcomes[0].duplicate, true);
  const refused = await sdk.postEvents({ body: { ...event, id: "openapi-2", data: {} } });
  assert.equal(refused.error.code, "MISSING_FIELD");
}

await isValid();
const Ajv = (await load("ajv/dist/2020.js")).default.default ?? (await load("ajv/dist/2020.js")).default;
const addFormats = (await load("ajv-formats")).default;
await answersAreDescribed(schemaCheckers(Ajv, addFormats.default ?? addFormats));
await clientWorks();
console.log("the document is valid, the answers fit it, and the generated client works");
