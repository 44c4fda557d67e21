import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { anchorsOf, codePathsOf, filesBelow, isRelative, linksOf } from "../scripts/markdown.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

const files = filesBelow(root);
const documents = files.filter((file) => file.endsWith(".md"));

/** The relative links of a Markdown file whose file or heading does not exist. */
function deadLinks(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return linksOf(text)
    .filter(({ target }) => isRelative(target))
    .filter(({ target }) => {
      const [path = "", anchor] = decodeURI(target).split("#", 2);
      const linked = path === "" ? join(root, file) : join(root, dirname(file), path);
      if (!existsSync(linked)) return true;
      return anchor !== undefined && linked.endsWith(".md") && !anchorsOf(readFileSync(linked, "utf8")).has(anchor);
    })
    .map(({ target, line }) => `${file}:${line}: ${target}`);
}

describe("links between the Markdown files", () => {
  it("point to existing files and headings", () => {
    expect(documents).toEqual(expect.arrayContaining(["README.md", "docs/parity.md", "packages/core/README.md"]));
    expect(documents.flatMap(deadLinks)).toEqual([]);
  });

  it("are not dead in code spans either: each path there is that of a file or folder, or the end of one", () => {
    const known = files.map((file) => `/${file}/`);
    // Decisions and changesets name files as they were then.
    const current = documents.filter((file) => !/^(docs\/decisions|\.changeset)\//.test(file));
    const unknown = current.flatMap((file) =>
      codePathsOf(readFileSync(join(root, file), "utf8"))
        .filter((path) => !known.some((each) => each.includes(`/${path}/`)))
        .map((path) => `${file}: ${path}`),
    );
    expect(unknown).toEqual([]);
  });

  it("are found with their lines, and not in code", () => {
    const text = "See [a](a.md#b) and `[x](no.md)`.\n\n```md\n[y](no.md)\n```\n![i](i.png) [h](https://h/)\n";
    expect(linksOf(text).map(({ target, line }) => [target, line])).toEqual([
      ["a.md#b", 1],
      ["i.png", 6],
      ["https://h/", 6],
    ]);
    for (const { target, offset } of linksOf(text)) expect(text.startsWith(target, offset)).toBe(true);
    expect(["a.md", "#b", "https://h/", "mailto:a@b", "/root"].map(isRelative)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it("refer to headings by the anchors of code hosts", () => {
    const text =
      "# `@engenho/core`: it's *all*\n\n## A [link](b.md) twice\n\n```sh\n# no heading\n```\n## A link twice\n";
    expect([...anchorsOf(text)]).toEqual(["engenhocore-its-all", "a-link-twice", "a-link-twice-1"]);
  });
});
