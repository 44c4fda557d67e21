import { describe, expect, it } from "vitest";
import { defaultManagerOptions } from "../src/manager-options.js";

describe("a manager that is told nothing", () => {
  it("listens on loopback alone", () => {
    expect(defaultManagerOptions.bindAddress).toBe("127.0.0.1");
  });

  it("limits requests as kube-apiserver does", () => {
    expect(defaultManagerOptions).toMatchObject({ maxRequestsInflight: 400, maxMutatingRequestsInflight: 200 });
  });
});
