import { StoreError } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { resourceVersionTooLarge } from "../../src/status/refusals.js";
import { statusOf, success } from "../../src/status/status.js";

describe("statusOf", () => {
  it.each([
    ["BadRequest", 400, "BadRequest"],
    ["Unauthorized", 401, "Unauthorized"],
    ["Forbidden", 403, "Forbidden"],
    ["NotFound", 404, "NotFound"],
    ["MethodNotAllowed", 405, "MethodNotAllowed"],
    ["AlreadyExists", 409, "AlreadyExists"],
    ["Conflict", 409, "Conflict"],
    ["Expired", 410, "Expired"],
    ["RequestEntityTooLarge", 413, "RequestEntityTooLarge"],
    ["UnsupportedMediaType", 415, "UnsupportedMediaType"],
    ["Invalid", 422, "Invalid"],
    ["TooManyRequests", 429, "TooManyRequests"],
    ["ServiceUnavailable", 503, "ServiceUnavailable"],
    ["Closed", 503, "ServiceUnavailable"],
    ["Timeout", 504, "Timeout"],
  ] as const)("a StoreError %s is a %i %s", (storeCode, code, reason) => {
    expect(statusOf(new StoreError(storeCode, "why"))).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: "why",
      reason,
      code,
    });
  });

  it("AP-2: a 500 has no reason, as for upstream's plain errors, unless it is an internal error", () => {
    const plain = statusOf(
      new StoreError("InternalError", "resourceVersion should not be set on objects to be created"),
    );
    expect(plain).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: "resourceVersion should not be set on objects to be created",
      code: 500,
    });
    const internal = statusOf(new StoreError("InternalError", "Internal error occurred: no port is left"));
    expect(internal).toMatchObject({ code: 500, reason: "InternalError" });
  });

  it("writes its fields in upstream's order and omits empty ones", () => {
    const error = new StoreError("NotFound", 'deployments.apps "x" not found', {
      details: { kind: "deployments", group: "apps", name: "x", uid: "", causes: [] },
    });
    expect(JSON.stringify(statusOf(error))).toBe(
      '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"deployments.apps \\"x\\" not found","reason":"NotFound","details":{"name":"x","group":"apps","kind":"deployments"},"code":404}',
    );
  });

  it("a kind that the store does not serve is answered as by upstream's router", () => {
    expect(statusOf(new StoreError("NoKindMatch", "no matches for kind"))).toMatchObject({
      code: 404,
      reason: "NotFound",
      message: "the server could not find the requested resource",
      details: {},
    });
  });

  it("treats every other error as an internal error", () => {
    expect(statusOf(new TypeError("boom"))).toMatchObject({
      code: 500,
      reason: "InternalError",
      message: "Internal error occurred: boom",
      details: { causes: [{ message: "boom" }] },
    });
    expect(statusOf("text").message).toBe("Internal error occurred: text");
  });

  it("AP-80: a future version is a Timeout with the cause that client-go recognises", () => {
    expect(statusOf(resourceVersionTooLarge("9", "3"))).toMatchObject({
      code: 504,
      reason: "Timeout",
      message: "Timeout: Too large resource version: 9, current: 3",
      details: {
        causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
        retryAfterSeconds: 1,
      },
    });
  });

  it("has no code for a success that upstream sends without one", () => {
    expect(JSON.stringify(success({ name: "x", kind: "configmaps" }))).toBe(
      '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","details":{"name":"x","kind":"configmaps"}}',
    );
  });
});
