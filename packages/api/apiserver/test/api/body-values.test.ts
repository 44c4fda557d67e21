import { FakeClock } from "@engenho/core/testing";
import { afterEach, describe, expect, it } from "vitest";
import { encodeMessage } from "../../src/protobuf/encode-message.js";
import { envelope } from "../../src/protobuf/envelope.js";
import { MessageWriter } from "../../src/protobuf/message-writer.js";
import { knownMessage, protobuf } from "../support/protobuf-client.js";
import { startServer, type TestServer } from "../support/test-server.js";

const maps = "/api/v1/namespaces/default/configmaps";
const pods = "/api/v1/namespaces/default/pods";
/** One more than the limit. */
const many = 100_001;
const numbers = `[${"1,".repeat(many - 1)}1]`;

let server: TestServer;
afterEach(() => server.close());

/** A Pod with this many empty tolerations. */
function podInProtobuf(tolerations: number): Buffer {
  const value = {
    metadata: { name: "p" },
    spec: {
      containers: [{ name: "c", image: "i" }],
      tolerations: Array.from({ length: tolerations }, () => ({ operator: "Exists" })),
    },
  };
  return envelope(
    { apiVersion: "v1", kind: "Pod" },
    encodeMessage(value, knownMessage("core.v1.Pod"), new MessageWriter()),
  );
}

describe("H6, H7: the number of values in a body", () => {
  it.each<[string, string, string, string, string | Buffer]>([
    ["JSON", "POST", maps, "application/json", numbers],
    ["JSON with keys", "POST", maps, "application/json", `{"data":{${'"a":1,'.repeat(many)}"b":1}}`],
    ["JSON sent as YAML", "POST", maps, "application/yaml", numbers],
    ["YAML", "POST", maps, "application/yaml", "- 1\n".repeat(many)],
    ["a merge patch", "PATCH", `${maps}/m`, "application/merge-patch+json", `{"data":${numbers}}`],
    ["an apply", "PATCH", `${maps}/m?fieldManager=m`, "application/apply-patch+yaml", "- 1\n".repeat(many)],
    ["DeleteOptions", "DELETE", `${maps}/m`, "application/json", numbers],
    ["protobuf", "POST", pods, protobuf, podInProtobuf(many / 2)],
  ])("%s: is limited to 100,000, and the error says so", async (_, method, path, type, body) => {
    server = await startServer();
    const { code, json } = await server.send(method, path, { headers: { "content-type": type }, body });
    expect(code).toBe(413);
    expect(json).toMatchObject({
      reason: "RequestEntityTooLarge",
      message: "Request entity too large: limit is 100000 values",
    });
  });

  it("a string counts as one value, whatever it contains", async () => {
    server = await startServer();
    const body = { metadata: { name: "m" }, data: { text: '{"a":[1,2,3]},\\"'.repeat(50_000) } };
    expect((await server.send("POST", maps, { body })).code).toBe(201);
  });

  it("a large body is parsed in several turns, a small one in none", async () => {
    /** Every reading of it finds that 4 ms have passed. */
    class BusyClock extends FakeClock {
      turns = 0;
      #passedMs = 0;

      override monotonicNow(): number {
        this.#passedMs += 4;
        return this.#passedMs;
      }

      override turn(): Promise<void> {
        this.turns++;
        return super.turn();
      }
    }
    const clock = new BusyClock();
    server = await startServer({ clock });
    const turnsOf = async (length: number): Promise<number> => {
      const before = clock.turns;
      const { code } = await server.send("POST", `${maps}?dryRun=All`, {
        body: { metadata: { name: "m" }, data: { text: "x".repeat(length) } },
      });
      expect(code).toBe(201);
      return clock.turns - before;
    };
    const small = await turnsOf(1000);
    expect(await turnsOf(200_000)).toBeGreaterThanOrEqual(small + 3);
  });
});
