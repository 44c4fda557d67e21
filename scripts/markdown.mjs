// What the check of links and the documentation site know about Markdown: where a text links to, and its anchors.
import { readdirSync } from "node:fs";

const ignored = new Set(["node_modules", "dist", "coverage", ".git", ".turbo", ".engenho"]);

/** The Markdown files below a folder, as paths from it, without what is installed or built. */
export function markdownFiles(folder, below = "") {
  return readdirSync(`${folder}/${below}`, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return ignored.has(entry.name) ? [] : markdownFiles(folder, `${below}${entry.name}/`);
    return entry.name.endsWith(".md") ? [`${below}${entry.name}`] : [];
  });
}

/** The same text with what is code overwritten by blanks, so that offsets and lines stay what they are. */
function withoutCode(text) {
  const blank = (code) => code.replaceAll(/[^\n]/g, " ");
  return text.replaceAll(/^( *)(```+|~~~+).*?^ *\2 *$/gms, blank).replaceAll(/(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, blank);
}

/** The inline links and images of a text: their destination, its offset, and its line, from 1. */
export function linksOf(text) {
  return [...withoutCode(text).matchAll(/\]\(<?([^)\s>]+)/g)].map((match) => {
    const offset = match.index + match[0].length - match[1].length;
    return { target: match[1], offset, line: text.slice(0, offset).split("\n").length };
  });
}

/** Whether a link's destination is a path in this repository, or an anchor of the same file. */
export function isRelative(target) {
  return !/^([a-z][a-z0-9+.-]*:|\/)/i.test(target);
}

/** The titles of a text's headings, in their order, as they read without emphasis, code marks and links. */
export function headingsOf(text) {
  const visible = text.replaceAll(/^( *)(```+|~~~+).*?^ *\2 *$/gms, "");
  return [...visible.matchAll(/^#{1,6} +(.+?)(?: +#+)? *$/gm)].map((match) =>
    match[1].replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll(/[`*]/g, ""),
  );
}

/** The anchors that code hosts give the headings of a text: lower case, no punctuation, hyphens for blanks, repeated ones numbered. */
export function anchorsOf(text) {
  const seen = new Map();
  return new Set(
    headingsOf(text).map((heading) => {
      const anchor = heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, "")
        .replaceAll(" ", "-");
      const count = seen.get(anchor) ?? 0;
      seen.set(anchor, count + 1);
      return count === 0 ? anchor : `${anchor}-${count}`;
    }),
  );
}
