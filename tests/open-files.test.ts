import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { get } from "node:https";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const program = fileURLToPath(new URL("../apps/manager/dist/main.cjs", import.meta.url));

describe.runIf(process.platform === "linux")("the program with few open files", () => {
  it("H10: with 64 open files, 200 silent connections keep no other clients out, and nothing is logged or lost", async () => {
    const folder = await mkdtemp(join(tmpdir(), "engenho-open-files-"));
    const child = spawn("sh", ["-c", 'ulimit -n 64 && exec "$0" "$@"', process.execPath, program, "--port=0"], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let complaints = "";
    child.stderr.on("data", (chunk: Buffer) => {
      complaints += chunk.toString();
    });
    let printed = "";
    while (!printed.includes("engenho is ready")) printed += String((await once(child.stdout, "data"))[0]);
    const config = JSON.parse(await readFile(join(folder, "engenho.kubeconfig"), "utf8"));
    const { server, "certificate-authority-data": ca } = config.clusters[0].cluster;
    const ask = () =>
      new Promise<number | undefined>((resolve, reject) => {
        get(`${server}/version`, { ca: Buffer.from(ca, "base64"), agent: false }, (response) => {
          response.resume();
          response.on("end", () => resolve(response.statusCode));
        }).on("error", reject);
      });
    const silent: Socket[] = [];
    for (let index = 0; index < 200; index++) {
      const socket = connect(Number(new URL(server).port), "127.0.0.1");
      socket.on("error", () => {});
      silent.push(socket);
      await once(socket, "connect");
      if (index % 20 === 0) expect(await ask()).toBe(200);
    }
    expect(await ask()).toBe(200);
    for (const socket of silent) socket.destroy();
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(complaints).toBe("");
    await rm(folder, { recursive: true, force: true });
  });
});
