import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type KubernetesObject, silentLogger } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { readCommandLine } from "../apps/manager/src/command-line.js";
import { startManager } from "../apps/manager/src/manager.js";
import { defaultManagerOptions } from "../apps/manager/src/manager-options.js";
import { send } from "./support/request.js";

const folder = fileURLToPath(new URL("../deploy/", import.meta.url));
const text = (name: string) => readFileSync(folder + name, "utf8");

/** The options that arguments of the program mean. */
async function optionsOf(argv: readonly string[]) {
  const invocation = { argv, program: "engenho", env: {}, tell: () => {} };
  const commandLine = await readCommandLine(invocation, "0");
  if (commandLine.type !== "run") throw new Error(`${argv.join(" ")} does not run a control plane`);
  return commandLine.options;
}

describe("deploy/engenho.service", () => {
  const systemd = spawnSync("systemd-analyze", ["--version"], { encoding: "utf8" });

  it.skipIf(systemd.error !== undefined)("is a unit that systemd accepts (skipped without systemd-analyze)", () => {
    const { status, stderr } = spawnSync("systemd-analyze", ["verify", `${folder}engenho.service`], {
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  it.skipIf(systemd.error !== undefined)("is exposed to little (skipped without systemd-analyze)", () => {
    const args = ["security", "--offline=true", "--threshold=20", `${folder}engenho.service`];
    const { status, stdout } = spawnSync("systemd-analyze", args, { encoding: "utf8" });
    expect(status, stdout).toBe(0);
  });

  it("keeps what must survive in the directory that systemd keeps", async () => {
    const [, command = ""] = /^ExecStart=\/usr\/bin\/env engenho (.*)$/m.exec(text("engenho.service")) ?? [];
    const argv = command.split(" ").filter((word) => word !== "$ENGENHO_FLAGS");
    // biome-ignore lint/suspicious/noTemplateCurlyInString: systemd's own syntax.
    expect((await optionsOf(argv)).dataDir).toBe("${STATE_DIRECTORY}");
  });
});

describe("deploy/Dockerfile", () => {
  const file = text("Dockerfile");
  const list = (instruction: string): string[] =>
    JSON.parse(new RegExp(`^${instruction} (\\[.*\\])$`, "m").exec(file)?.[1] ?? "[]");

  it("runs the program of the manager's package with flags that it knows", async () => {
    const [, program = ""] = list("ENTRYPOINT");
    const { bin } = JSON.parse(readFileSync(new URL("../apps/manager/package.json", import.meta.url), "utf8"));
    expect(program.replace("/program/", "./")).toBe(bin.engenho);
    expect(await optionsOf(list("CMD"))).toMatchObject({ dataDir: "/data", bindAddress: "0.0.0.0" });
  });

  it("does not run it as root", () => {
    expect(/^USER (\d+):(\d+)$/m.exec(file)?.slice(1).map(Number)).toEqual([65532, 65532]);
  });
});

interface Composition {
  readonly services: Readonly<Record<string, { readonly command: readonly string[]; readonly read_only?: boolean }>>;
}

describe("deploy/compose.yaml", () => {
  const { services } = parse(text("compose.yaml"), { merge: true }) as Composition;
  const named = (prefix: string) => Object.entries(services).filter(([name]) => name.startsWith(prefix));

  it("has three members of etcd, each of which knows the others", () => {
    expect(named("etcd-").map(([name]) => name)).toEqual(["etcd-1", "etcd-2", "etcd-3"]);
    const cluster = `--initial-cluster=${["1", "2", "3"].map((id) => `etcd-${id}=http://etcd-${id}:2380`).join(",")}`;
    for (const [name, { command }] of named("etcd-")) {
      expect(command).toContain(cluster);
      expect(command).toContain(`--name=${name}`);
      expect(command).toContain(`--advertise-client-urls=http://${name}:2379`);
    }
  });

  it("has two managers that use all of them, with flags that the program knows", async () => {
    const managers = named("manager-");
    expect(managers).toHaveLength(2);
    for (const [name, { command, read_only }] of managers) {
      const options = await optionsOf(command);
      expect(options).toMatchObject({
        etcdServers: ["1", "2", "3"].map((id) => `http://etcd-${id}:2379`),
        leaderElect: true,
      });
      expect(options.tlsSans).toContain(name);
      expect(read_only).toBe(true);
    }
  });
});

interface Dashboard {
  readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
}

describe("deploy/kubernetes and the dashboard, at a running manager", () => {
  const objects = parseAllDocuments(text("kubernetes/engenho.yaml")).map((each) => each.toJS() as KubernetesObject);

  async function withManager<T>(
    use: (
      get: (path: string) => Promise<string>,
      store: Awaited<ReturnType<typeof startManager>>["store"],
    ) => Promise<T>,
  ) {
    const options = { ...defaultManagerOptions, port: 0, nodes: 2, kubeconfigOut: undefined };
    const manager = await startManager(options, { logger: silentLogger });
    const { address, caCertificate: ca, token } = manager;
    try {
      return await use(async (path) => (await send(address + path, { ca, token })).text, manager.store);
    } finally {
      await manager.stop();
    }
  }

  it("the manifests are accepted, name roles that exist, and roll out", async () => {
    await withManager(async (_get, store) => {
      for (const object of objects) await store.create(object);
      const roleNames = objects.flatMap((object) => {
        const { roleRef } = object as { roleRef?: { kind: string; name: string } };
        return roleRef?.kind === "ClusterRole" ? [roleRef.name] : [];
      });
      const kind = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole" };
      for (const name of roleNames) expect((await store.get(kind, { name })).metadata.name).toBe(name);
      const deployment = { apiVersion: "apps/v1", kind: "Deployment" };
      const read = () => store.get(deployment, { namespace: "kube-system", name: "engenho" });
      await expect
        .poll(async () => ((await read()) as { status?: { readyReplicas?: number } }).status?.readyReplicas)
        .toBe(2);
    });
  });

  it("every metric of the dashboard is one that the manager exposes", async () => {
    const { panels } = JSON.parse(text("grafana-dashboard.json")) as Dashboard;
    const expressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    const used = new Set(expressions.flatMap((each) => [...each.matchAll(/[a-z0-9_]+(?=\{)/g)].map(([name]) => name)));
    expect(used.size).toBeGreaterThan(15);
    const metrics = await withManager((get) => get("/metrics"));
    const exposed = new Map(
      [...metrics.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = "", type = ""]) => [name, type]),
    );
    for (const name of used) {
      const family = exposed.get(name) ?? exposed.get(name.replace(/_(bucket|count|sum)$/, ""));
      expect(family, name).toBeDefined();
    }
  });
});
