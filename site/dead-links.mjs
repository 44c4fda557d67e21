// Checks the links between the generated HTML pages: whether the file and the anchor exist.
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

/** The dead links of all pages in a folder, each as a sentence. */
export async function deadLinks(folder) {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".html"));
  const pages = new Map();
  for (const file of files) pages.set(join(folder, file), await readFile(join(folder, file), "utf8"));
  const anchors = new Map(
    [...pages].map(([file, html]) => [file, new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))]),
  );
  return [...pages].flatMap(([file, html]) =>
    [...new Set([...html.matchAll(/ (?:href|src)="([^"]+)"/g)].map(([, target]) => target.replaceAll("&amp;", "&")))]
      .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target))
      .filter((target) => {
        const [path = "", anchor = ""] = target.split("#", 2).map(decodeURIComponent);
        const found = path === "" ? file : join(dirname(file), path.replace(/\?.*/, ""));
        const linked = path.endsWith("/") ? join(found, "index.html") : found;
        if (!existsSync(linked)) return true;
        return anchor !== "" && anchors.has(linked) && !anchors.get(linked).has(anchor);
      })
      .map((target) => `${relative(folder, file)} links to ${target}, which does not exist`),
  );
}
