import { silentLogger } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { readCommandLine } from "../src/command-line.js";
import { startManager } from "../src/manager.js";
import { defaultManagerOptions } from "../src/manager-options.js";

const run = (...argv: string[]) =>
  readCommandLine({ argv, program: "engenho", env: {}, tell: () => undefined }, "0.0.0");

describe("the flags of etcd", () => {
  it.each([
    [["--etcd-servers", "x"], "--etcd-servers: x is not a URL such as http://127.0.0.1:2379"],
    [
      ["--etcd-servers", "http://a:1/path"],
      "--etcd-servers: http://a:1/path is not a URL such as http://127.0.0.1:2379",
    ],
    [["--store", "etcd"], "--store etcd needs --etcd-servers <url>,..."],
    [["--store", "memory", "--etcd-servers", "http://a:1"], "--etcd-servers goes with --store etcd, not memory"],
    [["--etcd-cafile", "a"], "--etcd-cafile, --etcd-certfile and --etcd-keyfile go with --etcd-servers"],
    [["--etcd-servers", "https://a:1", "--etcd-certfile", "a"], "--etcd-certfile and --etcd-keyfile go together"],
  ])("%j is a usage error in one sentence", async (argv, message) => {
    await expect(run(...argv)).rejects.toMatchObject({
      name: "UsageError",
      exitCode: 2,
      message: `${message} (engenho --help lists the flags)`,
    });
  });

  it("have kube-apiserver's defaults and forms", async () => {
    const parsed = await run("--etcd-servers=http://a:1,https://b:2", "--etcd-compaction-interval", "1m30s");
    expect(parsed).toMatchObject({
      type: "run",
      options: { etcdServers: ["http://a:1", "https://b:2"], etcdPrefix: "/registry", etcdCompactionInterval: 90_000 },
    });
  });

  it("a file that cannot be read is an error of one sentence that names the flag", async () => {
    const options = {
      ...{ ...defaultManagerOptions, port: 0, nodes: 0, kubeconfigOut: undefined },
      ...{ etcdServers: ["https://127.0.0.1:1"], etcdCafile: "/no/such/file" },
    };
    await expect(startManager(options, { logger: silentLogger })).rejects.toMatchObject({
      name: "UsageError",
      exitCode: 1,
      message: expect.stringMatching(/^--etcd-servers: .*\/no\/such\/file.*--etcd-cafile/),
    });
  }, 60_000);
});
