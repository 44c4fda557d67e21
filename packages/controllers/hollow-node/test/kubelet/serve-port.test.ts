import type { Pod, Stored } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { parseScriptedPorts } from "../../src/kubelet/scripted-ports.js";
import { type DialLoopback, servePort } from "../../src/kubelet/serve-port.js";

const pod = (ports: unknown, phase = "Running") =>
  ({
    metadata: { name: "web", annotations: { "engenho.dev/ports": JSON.stringify(ports) } },
    status: { phase },
  }) as unknown as Stored<Pod>;

async function answered(target: Stored<Pod>, text: string, dial?: DialLoopback): Promise<string> {
  let answer = "";
  async function* received() {
    yield new TextEncoder().encode(text.slice(0, 5));
    yield new TextEncoder().encode(text.slice(5));
  }
  const write = async (chunk: string | Uint8Array) => {
    answer += typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk);
  };
  await servePort(target, { port: 80, received: received(), write, signal: new AbortController().signal }, dial);
  return answer;
}

describe("a port of a hollow pod", () => {
  it("sends, and echoes", async () => {
    expect(await answered(pod([{ port: 80, send: "hi ", echo: true }]), "hello")).toBe("hi hello");
  });

  it("answers over HTTP with the first entry that fits, else 404", async () => {
    const http = [
      { path: "/a", method: "post", status: 201, headers: { "x-a": "b" }, bodyBase64: "AQ==" },
      { path: "/a*", body: "any" },
    ];
    const target = pod([{ port: 80, http }]);
    expect(await answered(target, "POST /a?q HTTP/1.1\r\nHost: x\r\n\r\nbody")).toBe(
      "HTTP/1.1 201 \r\nx-a: b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 1\r\nConnection: close\r\n\r\n\x01",
    );
    expect(await answered(target, "GET /ab HTTP/1.1\r\n\r\n")).toContain(
      "Content-Length: 3\r\nConnection: close\r\n\r\nany",
    );
    expect(await answered(target, "HEAD /ab HTTP/1.1\r\n\r\n")).toMatch(/Content-Length: 3\r\n.*\r\n\r\n$/s);
    expect(await answered(target, "GET /other HTTP/1.1\r\n\r\n")).toMatch(/^HTTP\/1\.1 404 /);
    expect(await answered(target, "no HTTP")).toBe("");
  });

  it("forwards to the loopback interface alone, and only if the program allows it", async () => {
    const dialled: number[] = [];
    const dial: DialLoopback = async (port) => {
      dialled.push(port);
    };
    await answered(pod([{ port: 80, forward: "127.0.0.1:8080" }]), "", dial);
    expect(dialled).toEqual([8080]);
    const forward = (to: string) => answered(pod([{ port: 80, forward: to }]), "", dial);
    for (const to of ["10.0.0.1:80", "example.com:80", "127.0.0.1", "127.0.0.1:0", "127.0.0.1.evil:80"]) {
      await expect(forward(to)).rejects.toThrow("is no address of the loopback interface");
    }
    await expect(answered(pod([{ port: 80, forward: "127.0.0.1:8080" }]), "")).rejects.toThrow("does not allow");
    expect(dialled).toEqual([8080]);
  });

  it("is closed if nothing is scripted for it, or the pod does not run", async () => {
    await expect(answered(pod([{ port: 81, echo: true }]), "")).rejects.toThrow("nothing for port 80");
    await expect(answered(pod([{ port: 80, echo: true }], "Pending"), "")).rejects.toThrow("the pod is not running");
  });

  it.each([
    ["{", "is not JSON"],
    ["{}", "must be a list"],
    ['[{"port": 0}]', "[0].port is not known, or of another type"],
    ['[{"echo": true}]', "[0].port is missing"],
    ['[{"port": 1, "tcp": true}]', "[0].tcp is not known"],
    ['[{"port": 1, "http": [{}]}]', "[0].http: [0].path is missing"],
    ['[{"port": 1, "http": [{"path": "/", "headers": {"a": "b\\r\\nc: d"}}]}]', "[0].http: [0].headers is not known"],
  ])("%s is refused: %s", (text, message) => {
    expect(() => parseScriptedPorts(text)).toThrow(message);
  });
});
