import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HtmlLinks } from "../../../src/connect/proxy/html-links.js";

const rewrite = (link: string) => (link.startsWith("/") ? `/p${link}` : link);

function rewritten(...parts: readonly string[]): string {
  const links = new HtmlLinks(rewrite);
  return parts.map((part) => links.push(part)).join("") + links.end();
}

describe("links of a page (upstream: util/proxy transport_test.go)", () => {
  it.each([
    [
      '<pre><a href="a.log">a</a><a href="/b.log">b</a></pre>',
      '<pre><a href="a.log">a</a><a href="/p/b.log">b</a></pre>',
    ],
    ['<img src="/a.jpg"/><IMG SRC=/b.jpg>', '<img src="/p/a.jpg"/><IMG SRC=/p/b.jpg>'],
    ["<a class=x href = '/a'\n>", "<a class=x href = '/p/a'\n>"],
    ["<base href=/a/>", "<base href=/p/a/>"],
    ['<form action="/a"><button formaction="/b">', '<form action="/p/a"><button formaction="/p/b">'],
    ['<a title="/a" data-href="/b" href>', '<a title="/a" data-href="/b" href>'],
    ['<p href="/a">', '<p href="/a">'],
    ["<a href='>' src='/a'><a href=\"/b\">", "<a href='>' src='/a'><a href=\"/p/b\">"],
    ['<!-- <a href="/a"> --><a href="/b">', '<!-- <a href="/a"> --><a href="/p/b">'],
    ['<!--><a href="/a">', '<!--><a href="/p/a">'],
    [
      '<script src="/a.js">"<a href=\'/b\'>"</script ><a href="/c">',
      '<script src="/p/a.js">"<a href=\'/b\'>"</script ><a href="/p/c">',
    ],
    [
      '<style>a{}</styles><a href="/a"></STYLE><a href="/b">',
      '<style>a{}</styles><a href="/a"></STYLE><a href="/p/b">',
    ],
    ["<!DOCTYPE html><?x?></a href='/a'>1 < 2 <", "<!DOCTYPE html><?x?></a href='/a'>1 < 2 <"],
    ['<a href="/a', '<a href="/a'],
    ["<a = href=/a>", "<a = href=/p/a>"],
    ["<constructor href=/a><__proto__ href=/a>", "<constructor href=/a><__proto__ href=/a>"],
  ])("%s", (page, expected) => {
    expect(rewritten(page)).toBe(expected);
  });

  const piece = fc.constantFrom(
    ...[
      "<",
      ">",
      "/",
      "a",
      "<a",
      " href",
      "=",
      '"',
      "'",
      '="/x"',
      "<!--",
      "-->",
      "<script>",
      "</script>",
      "\n",
      "é",
      "<img src=/y ",
    ],
  );
  it("are the same however the page is cut, and nothing of it is lost", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(60), { maxLength: 6 }), (pieces, cuts) => {
        const page = pieces.join("");
        const at = [0, ...cuts.map((cut) => cut % (page.length + 1)).sort((a, b) => a - b), page.length];
        const parts = at.slice(1).map((end, index) => page.slice(at[index], end));
        expect(rewritten(...parts)).toBe(rewritten(page));
        const same = new HtmlLinks((link) => link);
        expect(parts.map((part) => same.push(part)).join("") + same.end()).toBe(page);
      }),
    );
  });

  it("are not held back for longer than a tag may be", () => {
    const links = new HtmlLinks(rewrite);
    const long = `<a title="${"x".repeat(20_000)}`;
    expect(links.push(long).length + 1).toBeGreaterThan(20_000);
    expect(links.push('"><a href="/a">')).toContain('<a href="/p/a">');
  });
});
