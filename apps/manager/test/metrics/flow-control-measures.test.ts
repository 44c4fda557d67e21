import { createFlowControl } from "@engenho/apiserver";
import { FakeClock } from "@engenho/core/testing";
import { describe, expect, it } from "vitest";
import { flowControlMeasures } from "../../src/metrics/flow-control-measures.js";

describe("the metrics of flow control", () => {
  it("are upstream's, by priority level and FlowSchema", async () => {
    const clock = new FakeClock();
    const flowControl = createFlowControl({ clock, concurrency: 2 });
    const request = {
      info: { isResource: false, verb: "get", path: "/version" },
      user: { name: "jane", groups: ["system:authenticated"] },
      query: new URLSearchParams(),
      exchange: { onClose: () => {} },
      waitMs: 1000,
    } as unknown as Parameters<typeof flowControl.classify>[0];
    const places = [1, 2, 3].map(() => flowControl.classify(request));
    await places[0]?.enter("request");
    await places[1]?.enter("request");
    await expect(places[2]?.enter("request")).rejects.toThrow("Too many requests");
    places[0]?.leave();
    await clock.advance(10_000);
    flowControl.adjust();
    const lines: string[] = [];
    for (const { name, read } of flowControlMeasures(flowControl)) {
      for (const { suffix = "", labels, value } of await read()) {
        const by = Object.entries(labels).map(([label, of]) => `${label}=${of}`);
        lines.push(`${name}${suffix} ${by.join()} ${value}`.replace("apiserver_flowcontrol_", ""));
      }
    }
    const flow = "priority_level=catch-all,flow_schema=catch-all";
    for (const line of [
      `rejected_requests_total ${flow},reason=concurrency-limit 1`,
      `dispatched_requests_total ${flow} 2`,
      `current_executing_requests ${flow} 1`,
      `current_executing_seats ${flow} 1`,
      `current_inqueue_requests ${flow} 0`,
      `request_wait_duration_seconds_count ${flow},execute=true 2`,
      `request_execution_seconds_count ${flow},type=regular 1`,
      `work_estimated_seats_bucket le=1,${flow} 3`,
      "nominal_limit_seats priority_level=catch-all 2",
      "nominal_limit_seats priority_level=exempt 0",
      "current_limit_seats priority_level=catch-all 2",
      "demand_seats_high_watermark priority_level=catch-all 2",
      "demand_seats_average priority_level=catch-all 1",
    ]) {
      expect(lines).toContain(line);
    }
    expect(lines.some((line) => line.startsWith("seat_fair_frac"))).toBe(true);
  });
});
