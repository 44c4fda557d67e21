import { AuditWebhook } from "@engenho/audit";
import { FakeClock, seededRandom } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";

function open(post: (body: string) => Promise<void>) {
  const clock = new FakeClock();
  const webhook = new AuditWebhook({ post, initialBackoffMs: 100, clock, random: seededRandom(1) });
  return { clock, webhook };
}

describe("a blocking webhook for audit events", () => {
  it("gets each event as an EventList of one, in up to five attempts", async () => {
    const bodies: string[] = [];
    const { clock, webhook } = open(async (body) => {
      bodies.push(body);
      if (bodies.length < 5) throw new Error("no route");
    });
    const written = webhook.write('{"auditID":"one"}');
    await clock.advance(60_000);
    await written;
    expect(bodies).toHaveLength(5);
    expect(JSON.parse(bodies[4] as string)).toEqual({
      kind: "EventList",
      apiVersion: "audit.k8s.io/v1",
      metadata: {},
      items: [{ auditID: "one" }],
    });
  });

  it("that cannot be reached fails, and is not retried after it was closed", async () => {
    let asked = 0;
    const { webhook } = open(async () => {
      asked++;
      throw new Error("no route");
    });
    webhook.close();
    await expect(webhook.write("{}")).rejects.toThrow("no route");
    expect(asked).toBe(1);
  });

  it("that hangs delays at most a thousand requests", async () => {
    let release: () => void = () => {};
    const hangs = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { webhook } = open(() => hangs);
    const waiting = Array.from({ length: 1000 }, () => webhook.write("{}"));
    await expect(webhook.write("{}")).rejects.toThrow("1000 audit events wait for the webhook");
    release();
    await Promise.all(waiting);
    await webhook.write("{}");
  });
});
