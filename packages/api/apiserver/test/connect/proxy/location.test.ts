import { describe, expect, it } from "vitest";
import { rewrittenLocation } from "../../../src/connect/proxy/location.js";
import { parseTargetName } from "../../../src/connect/proxy/target-name.js";

const proxy = "/api/v1/namespaces/default/pods/web/proxy";

describe("a Location of what is proxied to", () => {
  it.each([
    ["/login", `${proxy}/login`],
    ["/login?a=b#c", `${proxy}/login?a=b#c`],
    ["http://api/login", `${proxy}/login`],
    [`${proxy}/login`, `${proxy}/login`],
    ["login", "login"],
    ["http://elsewhere/login", "http://elsewhere/login"],
    ["//elsewhere/login", "//elsewhere/login"],
  ])("%s leads to %s", (location, expected) => {
    expect(rewrittenLocation(location, { path: `${proxy}/a/b`, passed: "/a/b", host: "api" })).toBe(expected);
  });
});

describe("the name of what is proxied to", () => {
  it.each([
    ["web", { scheme: "", name: "web", port: "" }],
    ["web:80", { scheme: "", name: "web", port: "80" }],
    ["https:web:", { scheme: "https", name: "web", port: "" }],
    [":web:http", { scheme: "", name: "web", port: "http" }],
    ["ftp:web:80", undefined],
    ["a:b:c:d", undefined],
    [":80", undefined],
    ["http::80", undefined],
  ])("%s", (text, expected) => {
    expect(parseTargetName(text)).toEqual(expected);
  });
});
