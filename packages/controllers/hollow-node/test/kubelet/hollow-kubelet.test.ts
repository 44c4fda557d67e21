import type { ContainerCommand, ContainerReference, Pod, Stored } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { createHollowKubelet } from "@engenho/hollow-node";
import { describe, expect, it } from "vitest";

const startMs = Date.UTC(2025, 0, 1);

function container(annotations: Record<string, string> = {}, name = "c", uid = "u"): ContainerReference {
  const state = { running: { startedAt: "2025-01-01T00:00:00Z" } };
  const pod: Stored<Pod> = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web", namespace: "default", uid, resourceVersion: "1", annotations },
    status: { containerStatuses: [{ name, state, image: "i", imageID: "", ready: true, restartCount: 0 }] },
  };
  return { pod, container: name };
}

describe("the log of a hollow container", () => {
  it("begins with the annotation of the container, or of the pod, at the time of its start", () => {
    const kubelet = createHollowKubelet({ clock: new FakeClock() });
    const annotations = { "engenho.dev/log": "all\n", "engenho.dev/log.c": "one\ntwo\n" };
    expect(kubelet.readLog(container(annotations), {})).toBe("one\ntwo\n");
    expect(kubelet.readLog(container(annotations, "d"), { timestamps: true })).toBe(
      "2025-01-01T00:00:00.000000000Z all\n",
    );
    expect(kubelet.readLog(container(), {})).toBe("");
  });

  it("has what is appended, selected by time, lines and bytes", async () => {
    const clock = new FakeClock();
    const kubelet = createHollowKubelet({ clock });
    kubelet.appendLog(container(), "one\ntwo\r\nthree");
    await clock.advance(1_000);
    kubelet.appendLog(container(), "four\n");
    expect(kubelet.readLog(container(), {})).toBe("one\ntwo\nthree\nfour\n");
    expect(kubelet.readLog(container(), { tailLines: 2 })).toBe("three\nfour\n");
    expect(kubelet.readLog(container(), { tailLines: 0 })).toBe("");
    expect(kubelet.readLog(container(), { sinceMs: startMs + 1_000 })).toBe("four\n");
    expect(kubelet.readLog(container(), { limitBytes: 5 })).toBe("one\nt");
    expect(kubelet.readLog(container({}, "c", "another"), {})).toBe("");
  });

  it("passes appended text to its followers until they stop", () => {
    const kubelet = createHollowKubelet({ clock: new FakeClock() });
    const told: string[] = [];
    const stop = kubelet.followLog(container(), { timestamps: false, onText: (text) => told.push(text) });
    kubelet.appendLog(container(), "one\n");
    kubelet.appendLog(container({}, "d"), "other\n");
    stop();
    kubelet.appendLog(container(), "two\n");
    expect(told).toEqual(["one\n"]);
  });

  it("keeps its latest mebibyte, and all logs together their latest 32", () => {
    const kubelet = createHollowKubelet({ clock: new FakeClock() });
    const line = "x".repeat(100_000);
    for (let index = 0; index < 12; index++) kubelet.appendLog(container(), `${index} ${line}\n`);
    const kept = String(kubelet.readLog(container(), {}));
    expect(kept.length).toBeLessThan(1024 * 1024);
    expect(kept.startsWith("2 ")).toBe(true);
    for (let uid = 0; uid < 40; uid++) kubelet.appendLog(container({}, "c", String(uid)), `${line}\n`.repeat(10));
    expect(kubelet.readLog(container(), {})).toBe("");
    expect(String(kubelet.readLog(container({}, "c", "39"), {})).length).toBeGreaterThan(900_000);
  });
});

describe("a command in a hollow container", () => {
  const script = [
    { command: ["ls", "-l"], stdout: "total 0\n" },
    { command: ["false", "*"], stderr: "no\n", exitCode: 3 },
    { command: ["cat"], echo: true },
    { command: ["tar", "cf", "-", "a"], stdoutBase64: "AP8=" },
    { command: ["id"], container: "d", stdout: "d\n" },
    { command: ["id"], stdout: "any\n" },
  ];
  const scripted = (name = "c") => container({ "engenho.dev/exec": JSON.stringify(script) }, name);

  /** The outputs of a command and its exit code. */
  async function run(reference: ContainerReference, command: readonly string[] | undefined, sent?: readonly string[]) {
    const outputs = { stdout: [] as number[], stderr: "" };
    async function* stdin() {
      for (const text of sent ?? []) yield Buffer.from(text);
    }
    const asked: ContainerCommand = {
      command,
      tty: false,
      stdin: sent === undefined ? undefined : stdin(),
      writeStdout: async (chunk) => void outputs.stdout.push(...Buffer.from(chunk as string)),
      writeStderr: async (chunk) => {
        outputs.stderr += chunk;
      },
      signal: new AbortController().signal,
    };
    const code = await createHollowKubelet().run(reference, asked);
    return {
      code,
      bytes: Buffer.from(outputs.stdout),
      stdout: Buffer.from(outputs.stdout).toString(),
      stderr: outputs.stderr,
    };
  }

  it("answers what the annotation scripts", async () => {
    expect(await run(scripted(), ["ls", "-l"])).toMatchObject({ code: 0, stdout: "total 0\n", stderr: "" });
    expect(await run(scripted(), ["false", "a", "b"])).toMatchObject({ code: 3, stdout: "", stderr: "no\n" });
    expect(await run(scripted(), ["false"])).toMatchObject({ code: 3 });
    expect(await run(scripted(), ["cat"], ["a", "b"])).toMatchObject({ code: 0, stdout: "ab" });
    expect((await run(scripted(), ["tar", "cf", "-", "a"])).bytes).toEqual(Buffer.of(0, 255));
    expect(await run(scripted("d"), ["id"])).toMatchObject({ stdout: "d\n" });
    expect(await run(scripted(), ["id"])).toMatchObject({ stdout: "any\n" });
  });

  it("that is not scripted says so", async () => {
    const message = 'no answer to ["ls"] in the annotation engenho.dev/exec of the pod';
    await expect(run(scripted(), ["ls"])).rejects.toMatchObject({ code: "InternalError", message });
    await expect(run(container(), ["ls"])).rejects.toMatchObject({ code: "InternalError", message });
  });

  it("reads the client's input when it is attached to", async () => {
    expect(await run(container(), undefined, ["a"])).toMatchObject({ code: 0, stdout: "" });
  });

  it.each([
    ["{", "is not JSON"],
    ["{}", "must be a list"],
    ["[1]", "[0].command is missing"],
    ['[{"command":"ls"}]', "[0].command is not known, or of another type"],
    ['[{"command":["ls"],"exit":1}]', "[0].exit is not known, or of another type"],
    ['[{"command":["ls"],"exitCode":256}]', "[0].exitCode is not known, or of another type"],
    ['[{"command":["ls"],"__proto__":1}]', "[0].__proto__ is not known, or of another type"],
  ])("with the annotation %s says what is wrong with it", async (annotation, message) => {
    await expect(run(container({ "engenho.dev/exec": annotation }), ["ls"])).rejects.toThrow(message);
  });
});
