import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@engenho/core";
import { defaultManagerOptions, type Manager, startManager } from "@engenho/manager";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const [, ...rows] = (await readFile(new URL("../../../../docs/parity/metrics.tsv", import.meta.url), "utf8"))
  .trim()
  .split("\n")
  .map((line) => {
    const [name = "", stability = "", type = "", labels = "", buckets = "", served = "", reason = ""] =
      line.split("\t");
    return { name, stability, type, labels, buckets, served, reason };
  });

interface Scraped {
  readonly help: ReadonlyMap<string, string>;
  readonly types: ReadonlyMap<string, string>;
  readonly samples: readonly { readonly name: string; readonly labels: ReadonlyMap<string, string> }[];
}

/** Reads the text format; throws for what promtool calls an error. */
function parse(text: string): Scraped {
  const help = new Map<string, string>();
  const types = new Map<string, string>();
  const samples: { name: string; labels: Map<string, string> }[] = [];
  const seen = new Set<string>();
  for (const line of text.split("\n")) {
    const [, kind = "", name = "", rest = ""] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? [];
    if (kind !== "") {
      const known = kind === "HELP" ? help : types;
      if (known.has(name)) throw new Error(`${kind} twice: ${name}`);
      known.set(name, rest);
    } else if (line !== "") {
      const [, series = "", sample = "", inner = ""] = /^(([a-z0-9_]+)(?:\{(.*)\})?) [-+\d.eNaInf]+$/.exec(line) ?? [];
      if (series === "" || seen.has(series)) throw new Error(`not a sample, or twice: ${line}`);
      seen.add(series);
      const labels = [...inner.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = "", value = ""]) => [key, value]);
      samples.push({ name: sample, labels: new Map(labels as [string, string][]) });
    }
  }
  return { help, types, samples };
}

describe("the metrics that Kubernetes 1.34 calls stable or beta", () => {
  let folder: string;
  let manager: Manager;
  const scraped = new Map<string, Scraped>();
  const get = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const headers = { authorization: `Bearer ${manager.token}` };
      const sent = request(`${manager.address}${path}`, { ca: manager.caCertificate, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => resolve(Buffer.concat(chunks).toString()));
      });
      sent.on("error", reject);
      sent.end();
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "engenho-"));
    const options = { ...defaultManagerOptions, port: 0, nodes: 0, kubeconfigOut: undefined, dataDir: folder };
    manager = await startManager(options, { logger: silentLogger });
    for (const path of ["/api/v1/endpoints", "/livez?verbose", "/api/v1/namespaces/default"]) await get(path);
    for (const path of ["/metrics", "/metrics/slis"]) scraped.set(path, parse(await get(path)));
  });
  afterAll(async () => {
    await manager.stop();
    await rm(folder, { recursive: true });
  });

  it.each(rows.filter(({ served, reason }) => served !== "no" && reason === ""))(
    "$name has upstream's type, labels and buckets, and says how stable it is",
    ({ name, stability, type, labels, buckets, served }) => {
      const { help, types, samples } = scraped.get(served) as Scraped;
      expect(types.get(name)).toBe(type);
      expect(help.get(name)).toMatch(new RegExp(`^\\[${stability.toUpperCase()}\\] .`));
      const own = samples.filter((sample) => [name, `${name}_bucket`].includes(sample.name));
      for (const sample of own) {
        expect(
          [...sample.labels.keys()]
            .filter((label) => label !== "le")
            .sort()
            .join(" "),
        ).toBe(labels);
      }
      const [first] = own;
      if (type !== "histogram" || buckets === "" || first === undefined) return;
      const rest = ({ labels }: typeof first) => JSON.stringify([...labels].filter(([label]) => label !== "le"));
      const bounds = own.filter((sample) => rest(sample) === rest(first)).map(({ labels }) => labels.get("le"));
      expect(bounds.map(Number)).toEqual([...buckets.split(" ").map(Number), Number.NaN]);
    },
  );

  it("that are not served have a reason, and are not there", () => {
    const { types } = scraped.get("/metrics") as Scraped;
    for (const { name, reason } of rows.filter(({ served }) => served === "no")) {
      expect([name, reason === "", types.has(name)]).toEqual([name, false, false]);
    }
  });

  it("are counted for what has happened", () => {
    const { samples } = scraped.get("/metrics") as Scraped;
    const seen = new Set(samples.map(({ name }) => name));
    for (const name of [
      "apiserver_admission_controller_admission_duration_seconds_count",
      "apiserver_admission_step_admission_duration_seconds_count",
      "apiserver_current_inflight_requests",
      "apiserver_requested_deprecated_apis",
      "apiserver_response_sizes_count",
      "apiserver_storage_size_bytes",
      "registered_metrics_total",
    ]) {
      expect([...seen]).toContain(name);
    }
    const health = (scraped.get("/metrics/slis") as Scraped).samples.map(({ labels }) => [...labels.values()].sort());
    expect(health).toContainEqual(["livez", "ping"]);
    expect(health).toContainEqual(["livez", "ping", "success"]);
  });
});
