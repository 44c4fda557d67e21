import { createReadStream } from "node:fs";
import { connect } from "node:http2";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { describe, expect, it } from "vitest";
import { ManagerProcess } from "./support/manager-process.js";

// V8 logs each hidden class that it creates. Objects created the same way share one; those that do not make every access to
// them slow, which no timing on a busy machine can show.

const logFile = "hidden-classes.log";
const deploymentsPerRound = 30;

/** One connection for all requests: Node creates hidden classes for each. */
class Client {
  readonly #session: ReturnType<typeof connect>;
  readonly #token: string;

  constructor(address: string, { ca, token }: { readonly ca: string; readonly token: string }) {
    this.#session = connect(address, { ca });
    this.#token = token;
  }

  async send(method: string, path: string, body?: object): Promise<unknown> {
    const headers = {
      ":method": method,
      ":path": path,
      authorization: `Bearer ${this.#token}`,
      "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json",
    };
    // This DELETE has a body, which Node does not expect.
    const stream = this.#session.request(headers, { endStream: false });
    stream.end(body === undefined ? undefined : JSON.stringify(body));
    let text = "";
    for await (const chunk of stream.setEncoding("utf8")) text += chunk;
    return JSON.parse(text);
  }

  close(): void {
    this.#session.close();
  }
}

interface Listed {
  readonly items: readonly { readonly status?: { readonly availableReplicas?: number } }[];
}

const deployments = "/apis/apps/v1/namespaces/default/deployments";

function deployment(name: string) {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: "web", image: "nginx:1.27" }] } };
  return { metadata: { name }, spec: { replicas: 1, selector: { matchLabels: labels }, template } };
}

function service(name: string) {
  return { metadata: { name }, spec: { selector: { app: name }, ports: [{ port: 80 }] } };
}

/** Deployments and Services are created, become available and are deleted. */
async function deployAndDelete(client: Client): Promise<void> {
  const names = Array.from({ length: deploymentsPerRound }, (_, index) => `web-${index}`);
  const until = async (isDone: (list: Listed) => boolean) => {
    while (!isDone((await client.send("GET", deployments)) as Listed));
  };
  for (const name of names) {
    await client.send("POST", "/api/v1/namespaces/default/services", service(name));
    await client.send("POST", deployments, deployment(name));
  }
  await until(({ items }) => items.every(({ status }) => status?.availableReplicas === 1));
  for (const name of names) {
    await client.send("DELETE", `/api/v1/namespaces/default/services/${name}`);
    await client.send("DELETE", `${deployments}/${name}`, { propagationPolicy: "Foreground" });
  }
  await until(({ items }) => items.length === 0);
}

/** The name of a label is the name of a property, which V8 logs with the hidden class that it creates for it. */
async function mark(client: Client, label: string): Promise<void> {
  await client.send("PATCH", "/api/v1/namespaces/default", { metadata: { labels: { [label]: "yes" } } });
}

/** The numbers of hidden classes that are created before the first mark, and between one mark and the next. */
async function classesBetween(marks: readonly string[], log: string): Promise<readonly number[]> {
  const counts: number[] = [];
  let count = 0;
  for await (const line of createInterface({ input: createReadStream(log) })) {
    if (line.startsWith("map-create,")) count++;
    else if (line.startsWith("map,Transition,") && line.endsWith(`,${marks[counts.length]}`)) {
      counts.push(count);
      count = 0;
    }
  }
  return counts;
}

describe("hidden classes", () => {
  it("none is created per Deployment, for what its controllers derive from it, or per request", async () => {
    const flags = ["--log-maps", `--logfile=${logFile}`, "--no-logfile-per-isolate"];
    const manager = await ManagerProcess.ready(["--port", "0"], flags);
    const client = new Client(manager.address, await manager.credentials());
    for (let round = 0; round < 2; round++) await deployAndDelete(client);
    await mark(client, "counted-from-here");
    for (let round = 0; round < 4; round++) await deployAndDelete(client);
    await mark(client, "counted-to-here");
    client.close();
    manager.kill("SIGTERM");
    await manager.exit;
    const counts = await classesBetween(["counted-from-here", "counted-to-here"], join(manager.directory, logFile));
    await manager.stop();
    expect(counts).toHaveLength(2);
    expect(counts[1]).toBeLessThan(2 * deploymentsPerRound);
  });
});
