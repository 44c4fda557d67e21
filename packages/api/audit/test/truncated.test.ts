import { type AuditEvent, truncated } from "@engenho/audit";
import { RecordingLogger } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";

const bodies = { requestObject: { a: "x".repeat(100) }, responseObject: { b: "x".repeat(100) } };

async function write(event: AuditEvent & { readonly text?: string }, maxEventBytes: number) {
  const lines: string[] = [];
  const logger = new RecordingLogger();
  await truncated({ write: (line) => void lines.push(line) }, { maxEventBytes, logger }).write(
    JSON.stringify(event),
    event,
  );
  return { events: lines.map((line) => JSON.parse(line)), logged: logger.lines.length };
}

describe("events of a limited size (upstream: audit/truncate/truncate_test.go)", () => {
  it("are unchanged if they are small enough", async () => {
    const event = { level: "RequestResponse", ...bodies } as const;
    expect((await write(event, JSON.stringify(event).length + 1)).events).toEqual([event]);
  });

  it.each(["Request", "RequestResponse"] as const)(
    "lose their bodies at the level %s, with an annotation",
    async (level) => {
      const event = { level, ...bodies, annotations: { a: "b" } };
      expect(await write(event, 120)).toEqual({
        events: [{ level, annotations: { a: "b", "audit.k8s.io/truncated": "true" } }],
        logged: 0,
      });
    },
  );

  it("are dropped and logged if they are still too large, or have no bodies", async () => {
    expect(await write({ level: "Request", ...bodies, text: "x".repeat(200) }, 120)).toEqual({ events: [], logged: 1 });
    expect(await write({ level: "Metadata", text: "x".repeat(200) }, 120)).toEqual({ events: [], logged: 1 });
  });

  it("are measured in bytes", async () => {
    expect(await write({ level: "Metadata", text: "ä".repeat(50) }, 100)).toEqual({ events: [], logged: 1 });
  });
});
