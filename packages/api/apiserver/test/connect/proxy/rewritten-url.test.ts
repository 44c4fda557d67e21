import { describe, expect, it } from "vitest";
import {
  forwardedUri,
  type ProxiedPlace,
  rewrittenLink,
  rewrittenLocation,
} from "../../../src/connect/proxy/rewritten-url.js";
import { parseTargetName } from "../../../src/connect/proxy/target-name.js";

const prefix = "/api/v1/namespaces/default/pods/web/proxy";
const place: ProxiedPlace = { prefix, address: "10.1.2.3:80", host: "api:6443" };
/** The place of a request whose target has a scheme and a host. */
const absolute: ProxiedPlace = { ...place, origin: { scheme: "https", host: "foo.com" } };

describe("a URL of what is proxied to (upstream: util/proxy transport_test.go)", () => {
  it.each([
    ["/login", `${prefix}/login`],
    ["/login/", `${prefix}/login/`],
    ["/", `${prefix}/`],
    ["/login?a=/b#c", `${prefix}/login?a=/b#c`],
    ["/a/../b//c", `${prefix}/b/c`],
    ["http://10.1.2.3:80/login", `${prefix}/login`],
    ["http://api:6443/login", `http://api:6443${prefix}/login`],
    ["//api:6443/login", `//api:6443${prefix}/login`],
    [`${prefix}/login`, `${prefix}/login`],
    ["login", "login"],
    ["../login", "../login"],
    ["", ""],
    ["#top", "#top"],
    ["mailto:somebody@example.com", "mailto:somebody@example.com"],
    ["http://elsewhere/login", "http://elsewhere/login"],
    ["http://api:6443", "http://api:6443"],
    ["//elsewhere/login", "//elsewhere/login"],
  ])("%s leads to %s", (url, expected) => {
    expect([rewrittenLink(url, place), rewrittenLocation(url, place)]).toEqual([expected, expected]);
  });

  it.each([
    ["/login", `https://foo.com${prefix}/login`],
    ["http://10.1.2.3:80/login", `https://foo.com${prefix}/login`],
    ["http://api:6443/login", `https://foo.com${prefix}/login`],
    ["http://elsewhere/login", "http://elsewhere/login"],
  ])("of a request target in absolute form: %s leads to %s", (url, expected) => {
    expect(rewrittenLocation(url, absolute)).toBe(expected);
  });

  it.each([
    ["/%00<script>alert(1)</script>/", `${prefix}/%00%3Cscript%3Ealert%281%29%3C/script%3E/`],
    ["http://elsewhere/%00<script>alert(1)</script>/", "http://elsewhere/%00%3Cscript%3Ealert%281%29%3C/script%3E/"],
    ["http://elsewhere/a(b)", "http://elsewhere/a(b)"],
    ["/a%zz", `${prefix}/a%zz`],
  ])("a Location is escaped: %s becomes %s", (url, expected) => {
    expect(rewrittenLocation(url, place)).toBe(expected);
  });

  it.each([
    ["/logs/log.log", `${prefix}/logs/log.log`],
    ["/", `${prefix}/`],
    ["", prefix],
    ["/a b/", `${prefix}/a%20b/`],
    ["/log\0<script>alert(1)</script>", `${prefix}/log%00%3Cscript%3Ealert%281%29%3C/script%3E`],
  ])("X-Forwarded-Uri of %j is %s", (passed, expected) => {
    expect(forwardedUri(place, passed)).toBe(expected);
  });
});

describe("the name of what is proxied to", () => {
  it.each([
    ["web", { scheme: "http", name: "web", port: "" }],
    ["web:80", { scheme: "http", name: "web", port: "80" }],
    ["https:web:", { scheme: "https", name: "web", port: "" }],
    [":web:http", { scheme: "http", name: "web", port: "http" }],
    ["ftp:web:80", undefined],
    ["a:b:c:d", undefined],
    [":80", undefined],
    ["http::80", undefined],
  ])("%s", (text, expected) => {
    expect(parseTargetName(text)).toEqual(expected);
  });
});
