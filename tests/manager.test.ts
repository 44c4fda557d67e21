import { readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ManagerProcess } from "./support/manager-process.js";
import { send } from "./support/request.js";

describe("the engenho program", () => {
  it("prints one line when ready, writes its kubeconfig with mode 0600, and stops cleanly", async () => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
      const manager = await ManagerProcess.ready();
      expect(manager.stdout).toMatch(
        /^engenho is ready: https:\/\/127\.0\.0\.1:\d+, kubeconfig engenho\.kubeconfig \(\d+ ms\)\n$/,
      );
      expect((await stat(manager.kubeconfig)).mode & 0o777).toBe(0o600);
      manager.kill(signal);
      expect(await manager.exit).toEqual({ code: 0, signal: null });
      expect(manager.stderr).toBe("");
      await manager.stop();
    }
  });

  it("stops cleanly while clients watch", async () => {
    const manager = await ManagerProcess.ready();
    const trust = await manager.credentials();
    const watch = send(`${manager.address}/api/v1/pods?watch=1`, trust).catch((error: unknown) => error);
    await send(`${manager.address}/readyz`, trust);
    manager.kill("SIGTERM");
    expect(await manager.exit).toEqual({ code: 0, signal: null });
    await watch;
    await manager.stop();
  });

  it("serves health and version without a token, and metrics with one", async () => {
    const manager = await ManagerProcess.ready();
    const trust = await manager.credentials();
    const get = async (path: string, token?: string) => send(manager.address + path, { ca: trust.ca, token });
    for (const path of ["/healthz", "/livez", "/readyz"]) expect((await get(path)).text).toBe("ok");
    expect(JSON.parse((await get("/version")).text)).toMatchObject({
      major: "1",
      minor: "34",
      gitVersion: expect.stringMatching(/^v1\.34\./),
    });
    expect((await get("/metrics")).status).toBe(401);
    const { text } = await get("/metrics", trust.token);
    for (const name of [
      'engenho_controller_ticks_total{controller="deployment-controller",woken="start"} 1',
      'engenho_controller_tick_seconds_count{controller="replicaset-controller"}',
      'workqueue_depth{name="garbage-collector-controller"} 0',
      'workqueue_retries_total{name="deployment-controller"} 0',
      'engenho_controller_objects_total{controller="namespace-controller",result="examined"}',
      'apiserver_request_duration_seconds_count{verb="GET"',
      'apiserver_request_total{verb="GET"',
      'apiserver_storage_objects{resource="namespaces"} 4',
      "engenho_event_loop_delay_seconds",
    ]) {
      expect(text).toContain(name);
    }
    await manager.stop();
  });

  it("runs only the selected controllers", async () => {
    const manager = await ManagerProcess.ready(["--port=0", "--controllers=*,-gc,-deployment"]);
    const { text } = await send(`${manager.address}/metrics`, await manager.credentials());
    expect(text).toContain('name="replicaset-controller"');
    expect(text).not.toContain('name="garbage-collector-controller"');
    expect(text).not.toContain('name="deployment-controller"');
    await manager.stop();
  });

  it("reads a config file with the same names; flags take precedence", async () => {
    const first = await ManagerProcess.spawn(["--version"]);
    await first.exit;
    const file = join(first.directory, "engenho.yaml");
    await writeFile(file, "port: 0\nnodes: 3\ncontrollers: ['*', '-gc']\nkubeconfig-out: other.kubeconfig\n");
    const manager = await ManagerProcess.ready(["--config", file, "--kubeconfig-out", "engenho.kubeconfig"]);
    const trust = await manager.credentials();
    // The controllers' first ticks run after the ready line.
    const listNodes = async () => JSON.parse((await send(`${manager.address}/api/v1/nodes`, trust)).text).items;
    await expect.poll(listNodes, { timeout: 30_000 }).toHaveLength(3);
    expect((await send(`${manager.address}/metrics`, trust)).text).not.toContain("garbage-collector-controller");
    await manager.stop();
    await first.stop();
  });

  it("prints its version, and a help that fits a screen", async () => {
    const help = await ManagerProcess.spawn(["--help"]);
    expect(await help.exit).toEqual({ code: 0, signal: null });
    expect(help.stdout.trimEnd().split("\n").length).toBeLessThanOrEqual(30);
    for (const line of help.stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(100);
    for (const flag of [
      "--port",
      "--bind-address",
      "--tls-sans",
      "--max-requests-inflight",
      "--max-mutating-requests-inflight",
      "--kubeconfig-out",
      "--nodes",
      "--pod-startup-ms",
      "--controllers",
      "--debounce-ms",
      "--fallback-interval-ms",
      "--v",
      "--config",
      "--version",
      "--help",
      "--help-all",
    ]) {
      expect(help.stdout).toContain(flag);
    }
    const all = await ManagerProcess.spawn(["--help-all"]);
    expect(await all.exit).toEqual({ code: 0, signal: null });
    for (const line of all.stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(120);
    for (const listed of ["--port", "--client-ca-file", "--audit-policy-file", "garbage-collector-controller"]) {
      expect(all.stdout).toContain(listed);
    }
    await all.stop();
    const version = await ManagerProcess.spawn(["--version"]);
    expect(await version.exit).toEqual({ code: 0, signal: null });
    const manifest = JSON.parse(await readFile(new URL("../apps/manager/package.json", import.meta.url), "utf8"));
    expect(version.stdout).toBe(`${manifest.version}\n`);
    await help.stop();
    await version.stop();
  });

  it.each<[string, string[], number, RegExp]>([
    ["an unknown flag", ["--prot", "0"], 2, /^engenho: unknown option '--prot'/],
    [
      "a port out of range",
      ["--port", "70000"],
      2,
      /^engenho: option '--port <port>' argument '70000' is invalid\. It must be a whole number from 0 to 65535\./,
    ],
    ["a number of nodes that is not a number", ["--nodes", "two"], 2, /--nodes.*'two' is invalid/],
    ["an unknown controller", ["--controllers", "*,-podautoscaler"], 2, /"-podautoscaler" is not a controller/],
    ["an unknown command", ["start"], 2, /^engenho: "start" is not a command; the commands are types, envtest, /],
    ["an excess argument", ["--nodes", "1", "start"], 2, /^engenho: too many arguments/],
    [
      "a config file that does not exist",
      ["--config", "none.yaml"],
      2,
      /^engenho: cannot read none\.yaml of --config: ENOENT/,
    ],
    [
      "a kubeconfig that cannot be written",
      ["--port", "0", "--kubeconfig-out", "no/such/folder/file"],
      1,
      /^engenho: cannot write the kubeconfig no\/such.*; choose another with --kubeconfig-out$/m,
    ],
    [
      "an address of another machine",
      ["--port", "0", "--bind-address", "192.0.2.1"],
      1,
      /^engenho: cannot listen on 192\.0\.2\.1:0: the address is not one of this machine; choose another with --bind-address$/m,
    ],
  ])("refuses %s in one sentence", async (_, args, code, message) => {
    const manager = await ManagerProcess.spawn(args);
    expect((await manager.exit).code).toBe(code);
    expect(manager.stderr).toMatch(message);
    expect(manager.stderr.trim().split("\n")).toHaveLength(1);
    expect(manager.stdout).toBe("");
    await manager.stop();
  });

  it.each([
    ["nodes: {}", /nodes: expected a string/],
    ["nods: 2", /"nods" is not a flag/],
    ["port: -1", /port: "-1" is invalid\. It must be a whole number/],
    ["- port", /expected a mapping/],
    ["a: [", /bad.yaml of --config is not YAML/],
    ["config: other.yaml", /"config" is not a flag that a config file can set/],
  ])("refuses the config %j in one sentence", async (text, message) => {
    const place = await ManagerProcess.spawn(["--version"]);
    await place.exit;
    const file = join(place.directory, "bad.yaml");
    await writeFile(file, text);
    const manager = await ManagerProcess.spawn(["--config", file]);
    expect((await manager.exit).code).toBe(2);
    expect(manager.stderr).toMatch(message);
    expect(manager.stderr.trim().split("\n")).toHaveLength(1);
    await manager.stop();
    await place.stop();
  });

  it("reports a port in use in one sentence", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const manager = await ManagerProcess.spawn(["--port", String(port)]);
    expect((await manager.exit).code).toBe(1);
    expect(manager.stderr).toBe(
      `engenho: cannot listen on 127.0.0.1:${port}: the port is in use; choose another with --port, or 0 for any free one\n`,
    );
    await manager.stop();
    await new Promise((resolve) => server.close(resolve));
  });
});
