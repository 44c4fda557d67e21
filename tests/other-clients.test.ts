import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually, type TestCluster, useCluster } from "./conformance/support/use-cluster.js";

const run = promisify(execFile);

/** The client libraries that Debian has: python3-kubernetes and ruby-kubeclient. */
const clients = [
  {
    name: "python3-kubernetes",
    programs: ["/usr/bin/python3", "python3"],
    probe: ["-c", "import kubernetes"],
    script: "access.py",
  },
  { name: "ruby-kubeclient", programs: ["ruby"], probe: ["-e", "require 'kubeclient'"], script: "access.rb" },
] as const;

/** The first of the programs that has the library; says so once if none has. */
function programWith({ name, programs, probe }: (typeof clients)[number]): string | undefined {
  for (const program of programs) {
    try {
      execFileSync(program, probe, { stdio: "ignore" });
      return program;
    } catch {
      // The next one may have it.
    }
  }
  console.warn(`skipped: these tests need ${name}`);
  return undefined;
}

describe.each(clients)("$name", (client) => {
  const program = programWith(client);
  describe.skipIf(program === undefined)("with tokens", () => {
    let cluster: TestCluster;
    let folder = "";
    useCluster((ready) => {
      cluster = ready;
    });
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "engenho-"));
    });
    afterAll(() => rm(folder, { recursive: true }));

    it("is refused without a valid one, may do what RBAC allows, and watches", async () => {
      const { admin, manager } = cluster;
      const account = "/api/v1/namespaces/default/serviceaccounts/robot";
      await admin.create("/api/v1/namespaces/default/serviceaccounts", { metadata: { name: "robot" } });
      const root = "/api/v1/namespaces/default/configmaps/kube-root-ca.crt";
      await eventually(
        () => admin.send("GET", root),
        ({ code }) => code === 200,
      );
      const { status } = await admin.create(`${account}/token`, {});
      await writeFile(join(folder, "ca.crt"), manager.caCertificate);
      const script = fileURLToPath(new URL(`support/clients/${client.script}`, import.meta.url));
      const { stdout } = await run(program as string, [script], {
        env: {
          ...process.env,
          SERVER: manager.address,
          CA_FILE: join(folder, "ca.crt"),
          ADMIN_TOKEN: manager.token,
          ROBOT_TOKEN: status.token,
        },
        timeout: 60_000,
      });
      const unauthorized = { code: 401, reason: "Unauthorized", message: "Unauthorized" };
      const user = 'User "system:serviceaccount:default:robot" cannot list resource "configmaps" in API group ""';
      const forbidden = (scope: string) => ({
        code: 403,
        reason: "Forbidden",
        message: `configmaps is forbidden: ${user} ${scope}`,
      });
      expect(JSON.parse(stdout)).toEqual({
        anonymous: unauthorized,
        wrong: unauthorized,
        denied: forbidden('in the namespace "default"'),
        may: true,
        outside: forbidden("at the cluster scope"),
        seen: [
          ["ADDED", "one", "1"],
          ["MODIFIED", "one", "2"],
          ["DELETED", "one", "2"],
        ],
      });
    });
  });
});
