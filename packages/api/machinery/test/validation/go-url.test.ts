import { formatUrl, type GoUrl, hostnameOf, parseRequestUri, parseUrl, portOf, queryOf } from "@engenho/machinery";
import { describe, expect, it } from "vitest";

const urlOf = (text: string) => parseUrl(text) as GoUrl;

describe("the parts of a URL are Go's", () => {
  it.each<[string, Record<string, string>]>([
    [
      "https://example.com:80/",
      { scheme: "https", host: "example.com:80", hostname: "example.com", port: "80", path: "/" },
    ],
    ["https://[::1]:80/", { scheme: "https", host: "[::1]:80", hostname: "::1", port: "80", path: "/" }],
    ["/path", { scheme: "", host: "", hostname: "", port: "", path: "/path" }],
    ["https://example.com", { scheme: "https", host: "example.com", hostname: "example.com", port: "", path: "" }],
    [
      "https://example.com/path with spaces/",
      { scheme: "https", host: "example.com", hostname: "example.com", port: "", path: "/path%20with%20spaces/" },
    ],
    ["HTTPS://a/b%2Fc", { scheme: "https", host: "a", hostname: "a", port: "", path: "/b%2Fc" }],
    ["mailto:a@b.c", { scheme: "mailto", host: "", hostname: "", port: "", path: "" }],
  ])("%s", (text, expected) => {
    const url = urlOf(text);
    const parts = { scheme: url.scheme, host: url.host, hostname: hostnameOf(url), port: portOf(url) };
    expect({ ...parts, path: url.escapedPath }).toEqual(expected);
  });

  it.each<[string, Record<string, string[]>]>([
    ["https://example.com/path?k1=a&k2=b&k2=c", { k1: ["a"], k2: ["b", "c"] }],
    ["https://example.com/path?key with spaces=value with spaces", { "key with spaces": ["value with spaces"] }],
    ["https://example.com/path?a=1;b=2&c", { c: [""] }],
    ["https://example.com/path?a=%zz&b=x+y", { b: ["x y"] }],
    ["https://example.com/path?", {}],
  ])("the query of %s", (text, expected) => {
    expect(Object.fromEntries(queryOf(urlOf(text)))).toEqual(expected);
  });
});

it.each<[string, string]>([
  ["", 'parse "": empty url'],
  ["../relative-path", 'parse "../relative-path": invalid URI for request'],
  [":path", 'parse ":path": missing protocol scheme'],
  ["https://a b.c/", 'parse "https://a b.c/": invalid character " " in host name'],
  ["https://a:b/", 'parse "https://a:b/": invalid port ":b" after host'],
  ["https://[::1/", "parse \"https://[::1/\": missing ']' in host"],
  ["/a%zz", 'parse "/a%zz": invalid URL escape "%zz"'],
  ["https://a%41/", 'parse "https://a%41/": invalid URL escape "%41"'],
  ["https://us er@a/", 'parse "https://us er@a/": net/url: invalid userinfo'],
  ["/a\n", 'parse "/a\\n": net/url: invalid control character in URL'],
])("%j is not a URL that can be requested: %s", (text, message) => {
  expect(parseRequestUri(text)).toEqual({ fault: message });
});

it("a relative URL is one, a fragment is apart, and an error names the text that Go was reading", () => {
  expect(parseUrl("../a?b#c%20d")).toMatchObject({
    scheme: "",
    host: "",
    escapedPath: "../a",
    query: "b",
    fragment: "c%20d",
  });
  expect(parseRequestUri("/a#b")).toMatchObject({ escapedPath: "/a%23b", fragment: "" });
  expect(parseUrl("https://a:b/#c")).toEqual({ fault: 'parse "https://a:b/": invalid port ":b" after host' });
  expect(parseUrl("/#%zz")).toEqual({ fault: 'parse "/#%zz": invalid URL escape "%zz"' });
});

it.each(["https://user:p%40ss@example.com:8080/a%2Fb?x=1#f", "/a/b?", "mailto:a@b.c", "file:/a", "https://a"])(
  "%s is formatted to the same text",
  (text) => {
    expect(formatUrl(urlOf(text))).toBe(text);
  },
);
