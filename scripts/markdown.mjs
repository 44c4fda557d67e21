// Reads Markdown for the link check and the documentation site: links, paths, headings, anchors.
import { readdirSync } from "node:fs";

const ignored = new Set(["node_modules", "dist", "coverage", ".git", ".turbo", ".engenho"]);

/** The files below a folder, as paths relative to it; installed and built files are left out. */
export function filesBelow(folder, below = "") {
  return readdirSync(`${folder}/${below}`, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return ignored.has(entry.name) ? [] : filesBelow(folder, `${below}${entry.name}/`);
    return [`${below}${entry.name}`];
  });
}

/** The text with code replaced by blanks, so that offsets and line numbers stay the same. */
function withoutCode(text) {
  const blank = (code) => code.replaceAll(/[^\n]/g, " ");
  return text.replaceAll(/^( *)(```+|~~~+).*?^ *\2 *$/gms, blank).replaceAll(/(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, blank);
}

/** The inline links and images of a text: the destination, its offset, and its line number, from 1. */
export function linksOf(text) {
  return [...withoutCode(text).matchAll(/\]\(<?([^)\s>]+)/g)].map((match) => {
    const offset = match.index + match[0].length - match[1].length;
    return { target: match[1], offset, line: text.slice(0, offset).split("\n").length };
  });
}

/** The paths that a text names in code marks: those with a file extension of this repository, and those of its top folders. */
export function codePathsOf(text) {
  const spans = [...text.matchAll(/`([\w@.-]+(?:\/[\w@.-]+)+)\/?`/g)].map(([, path]) => path);
  return spans.filter(
    (path) =>
      /\.(ts|mts|mjs|json|tsv|md)$/.test(path) ||
      /^(packages|apps|docs|tests|scripts|examples|benchmarks)\//.test(path),
  );
}

/** Whether a link leads to a path in this repository, or to an anchor in the same file. */
export function isRelative(target) {
  return !/^([a-z][a-z0-9+.-]*:|\/)/i.test(target);
}

/** The headings of a text in order, without the markup of emphasis, code and links. */
export function headingsOf(text) {
  const visible = text.replaceAll(/^( *)(```+|~~~+).*?^ *\2 *$/gms, "");
  return [...visible.matchAll(/^#{1,6} +(.+?)(?: +#+)? *$/gm)].map((match) =>
    match[1].replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll(/[`*]/g, ""),
  );
}

/** The anchors of a text's headings on a code host: lower case, no punctuation, hyphens for spaces, duplicates numbered. */
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
