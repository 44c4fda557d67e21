import { describe, expect, it } from "vitest";
import { defaultManagerOptions } from "../src/manager-options.js";

describe("the manager's defaults", () => {
  it("listens on loopback only", () => {
    expect(defaultManagerOptions.bindAddress).toBe("127.0.0.1");
  });

  it("limits requests as kube-apiserver does", () => {
    expect(defaultManagerOptions).toMatchObject({ maxRequestsInflight: 400, maxMutatingRequestsInflight: 200 });
  });
});
