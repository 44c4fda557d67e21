import { type AuditEvent, type AuditSink, combined, forgiving, formatted, legacyText } from "@engenho/audit";
import { RecordingLogger } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";

const event: AuditEvent = { level: "Metadata" };

/** A sink that records its lines, and fails in the given way. */
function sink(failure?: "now" | "later"): AuditSink & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    write(line) {
      lines.push(line);
      if (failure === "now") throw new Error("disk full");
      return failure === "later" ? Promise.reject(new Error("no route")) : undefined;
    },
  };
}

describe("several sinks", () => {
  it("each get every event, even if others fail, and the first error is thrown", async () => {
    const all = [sink("now"), sink("later"), sink()];
    await expect(combined(all).write("x", event)).rejects.toThrow("disk full");
    expect(all.map(({ lines }) => lines)).toEqual([["x"], ["x"], ["x"]]);
    expect(() => combined([sink(), sink("now")]).write("x", event)).toThrow("disk full");
    expect(combined([sink(), sink()]).write("x", event)).toBeUndefined();
  });

  it("with the mode blocking log failures, and reject nothing", async () => {
    const logger = new RecordingLogger();
    const all = [forgiving(sink("now"), logger), forgiving(sink("later"), logger)];
    await combined(all).write("x", event);
    expect(logger.lines).toHaveLength(2);
  });
});

describe("the format legacy", () => {
  const text = async (known: Partial<AuditEvent>) => {
    const kept = sink();
    await formatted(kept, legacyText).write("{}", { ...event, ...known });
    return kept.lines[0];
  };

  it("is one line of text, as upstream's", async () => {
    expect(
      await text({
        auditID: "one",
        stage: "ResponseComplete",
        requestURI: '/api/v1/namespaces/a/pods?x="y"',
        verb: "create",
        user: { username: "tim", groups: ["a", "b c"] },
        impersonatedUser: { username: "jane", groups: ["d"] },
        sourceIPs: ["192.0.2.1", "192.0.2.2"],
        userAgent: "kubectl",
        objectRef: { namespace: "a" },
        responseStatus: { code: 201 },
        requestReceivedTimestamp: "2025-01-01T00:00:00.120000Z",
      }),
    ).toBe(
      '2025-01-01T00:00:00.12Z AUDIT: id="one" stage="ResponseComplete" ip="192.0.2.1" method="create" user="tim" ' +
        'groups="\\"a\\",\\"b c\\"" as="jane" asgroups="\\"d\\"" user-agent="kubectl" namespace="a" ' +
        'uri="/api/v1/namespaces/a/pods?x=\\"y\\"" response="201"',
    );
  });

  it("prints placeholders for what is unknown", async () => {
    expect(await text({ auditID: "one", user: {}, requestReceivedTimestamp: "2025-01-01T00:00:10.000000Z" })).toBe(
      '2025-01-01T00:00:10Z AUDIT: id="one" stage="" ip="<unknown>" method="" user="<none>" groups="<none>" ' +
        'as="<self>" asgroups="<lookup>" user-agent="" namespace="<none>" uri="" response="<deferred>"',
    );
  });
});
