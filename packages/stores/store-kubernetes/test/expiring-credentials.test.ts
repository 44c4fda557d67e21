import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configMaps, silentLogger } from "@engenho/core";
import { FakeClock, seededRandom } from "@engenho/core/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { certificate } from "../../../api/apiserver/test/support/self-signed.js";
import { createKubernetesStore, type Kubeconfig, type KubernetesStore } from "../src/index.js";
import { configMap, ScriptedServer, status } from "./support/scripted-server.js";
import { until } from "./support/test-cluster.js";

const tenMinutesMs = 600_000;

let clock: FakeClock;
let server: ScriptedServer;
let url: string;
let store: KubernetesStore;
/** The only token that the server accepts. */
let valid: string;

beforeEach(async () => {
  clock = new FakeClock();
  server = new ScriptedServer();
  url = await server.listen();
  server.list = { items: [configMap("x", "50")], resourceVersion: "100" };
  server.intercept = ({ headers }) =>
    headers.authorization === `Bearer ${valid}`
      ? undefined
      : { code: 401, body: status(401, "Unauthorized", "Unauthorized") };
});
afterEach(async () => {
  await store.close();
  await server.close();
});

async function open(user: object): Promise<void> {
  const kubeconfig = {
    "current-context": "main",
    clusters: [{ name: "c", cluster: { server: url } }],
    users: [{ name: "u", user }],
    contexts: [{ name: "main", context: { cluster: "c", user: "u" } }],
  } as Kubeconfig;
  store = await createKubernetesStore({ kubeconfig, clock, random: seededRandom(1), logger: silentLogger });
}

const names = async () => (await store.list(configMaps)).items.map(({ metadata }) => metadata.name);
const tokensSent = () => new Set(server.requests.map(({ headers }) => headers.authorization?.slice("Bearer ".length)));

describe("a command whose credentials expire", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "exec-"));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it("runs again when they have expired, and when the server rejects them earlier; requests and watches continue", async () => {
    const apiVersion = "client.authentication.k8s.io/v1";
    const [command, runs, expiry] = ["plugin.mjs", "runs", "expiry"].map((name) => join(directory, name)) as [
      string,
      string,
      string,
    ];
    const script = `#!${process.execPath}
import { appendFileSync, readFileSync } from "node:fs";
appendFileSync(${JSON.stringify(runs)}, "x");
const token = "token-" + readFileSync(${JSON.stringify(runs)}, "utf8").length;
const expirationTimestamp = readFileSync(${JSON.stringify(expiry)}, "utf8");
console.log(JSON.stringify({ kind: "ExecCredential", apiVersion: "${apiVersion}", status: { token, expirationTimestamp } }));
`;
    await writeFile(command, script);
    await chmod(command, 0o700);
    const expire = (ms: number) => writeFile(expiry, new Date(clock.now() + ms).toISOString());
    const runCount = async () => (await readFile(runs, "utf8")).length;
    await expire(tenMinutesMs);
    await open({ exec: { command, apiVersion, interactiveMode: "Never" } });
    valid = "token-1";
    expect(await names()).toEqual(["x"]);
    expect(await names()).toEqual(["x"]);
    expect(await runCount()).toBe(1);

    await clock.advance(tenMinutesMs);
    await expire(tenMinutesMs);
    valid = "token-2";
    expect(await names()).toEqual(["x"]);
    expect(await runCount()).toBe(2);
    // The old token was not tried again.
    expect(tokensSent()).toEqual(new Set(["token-1", "token-2"]));

    const watch = store.watch({ kinds: [configMaps] });
    await until(() => server.watches.length === 1);
    valid = "token-3";
    server.watch.end();
    // The command takes real time, during which the token must not expire: at most 50 s of the fake clock pass.
    const reopened = async () => {
      await clock.advance(100);
      return server.watches.length;
    };
    await expect.poll(reopened, { timeout: 10_000, interval: 20 }).toBe(2);
    server.watch.send("ADDED", configMap("y", "101"));
    expect(await watch.next()).toMatchObject({ type: "events", events: [{ type: "ADDED" }] });
    expect(await runCount()).toBe(3);
    watch.close();
  });
});

describe("an OpenID Connect provider", () => {
  let provider: Server;
  const forms: URLSearchParams[] = [];
  const own = certificate({ commonName: "localhost" });
  const token = (name: string, expiresMs: number) =>
    `${name}.${Buffer.from(JSON.stringify({ exp: expiresMs / 1000 })).toString("base64url")}.s`;

  beforeEach(async () => {
    provider = createServer(own, (request, response) => {
      const issuer = `https://localhost:${(provider.address() as AddressInfo).port}`;
      let body = "";
      request.setEncoding("utf8").on("data", (part: string) => {
        body += part;
      });
      request.on("end", () => {
        if (request.method === "GET") {
          response.end(JSON.stringify({ token_endpoint: `${issuer}/token` }));
          return;
        }
        forms.push(new URLSearchParams(body));
        valid = token(`h${forms.length}`, clock.now() + tenMinutesMs);
        response.end(JSON.stringify({ id_token: valid, refresh_token: `refresh-${forms.length}` }));
      });
    });
    await new Promise<void>((resolve) => provider.listen(0, "localhost", resolve));
  });
  afterEach(() => new Promise((resolve) => provider.close(resolve)));

  it("exchanges the refresh token for a new ID token shortly before the old one expires, and uses the new refresh token the next time", async () => {
    valid = token("h0", clock.now() + tenMinutesMs);
    const config = {
      "idp-issuer-url": `https://localhost:${(provider.address() as AddressInfo).port}`,
      "idp-certificate-authority-data": Buffer.from(own.cert).toString("base64"),
      "client-id": "engenho",
      "client-secret": "s3cret",
      "id-token": valid,
      "refresh-token": "refresh-0",
    };
    await open({ "auth-provider": { name: "oidc", config } });
    expect(await names()).toEqual(["x"]);
    expect(forms).toEqual([]);
    for (const refresh of ["refresh-0", "refresh-1"]) {
      await clock.advance(tenMinutesMs - 10_000);
      expect(await names()).toEqual(["x"]);
      expect(Object.fromEntries(forms.at(-1) ?? [])).toEqual({
        grant_type: "refresh_token",
        refresh_token: refresh,
        client_id: "engenho",
        client_secret: "s3cret",
      });
    }
    expect(forms.length).toBe(2);
  });
});
