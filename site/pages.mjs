// The pages besides the API reference: the repository's Markdown files, and the lessons of `examples/`.
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, posix } from "node:path";
import { Comment, CommentTag, DocumentReflection, MinimalSourceFile, ReflectionKind } from "typedoc";
import { filesBelow, headingsOf, isRelative, linksOf } from "../scripts/markdown.mjs";
import { entryPoints, publicPackages, repositoryUrl, root } from "./sources.mjs";

const files = filesBelow(root).filter((file) => file.endsWith(".md") && !file.startsWith("."));

/** The root page of the site. */
const home = "README.md";
/** Shown on the pages of the packages, above their API. */
const readmes = new Set(publicPackages.map(({ directory }) => `${directory}/README.md`));
const decisions = files.filter((file) => file.startsWith("docs/decisions/")).sort();
const guides = ["examples/README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"];
const others = files.filter((file) => file !== home && ![...readmes, ...guides, ...decisions].includes(file)).sort();

/** The groups of pages in the navigation, in order. A new Markdown file that no other group has is among the documents. */
export const groups = [
  { title: "Guides", files: guides },
  { title: "Documents", files: others },
  { title: "Decisions", files: decisions },
];

/** The group of a package in the navigation: the folder below `packages/` or `apps/`. */
function packageGroupOf({ directory }) {
  return `Packages: ${directory.split("/")[1]}`;
}

/** The groups of packages in the navigation, in order. */
export const packageGroups = [...new Set(publicPackages.map(packageGroupOf))].sort();

/** The programs and folders of programs that the page of the lessons links to: child pages, titled as its links are. */
function lessonsOf(file) {
  if (file !== "examples/README.md") return [];
  const text = readFileSync(root + file, "utf8");
  return linksOf(text)
    .filter(({ target }) => /^[^./][^/#]*$/.test(target) && existsSync(`${root}examples/${target}`))
    .map(({ target, offset }) => ({
      file: `examples/${target}`,
      title: text.slice(text.lastIndexOf("[", offset) + 1, offset - 2),
    }));
}

/** The page of a lesson: its source files. */
function lessonText({ file, title }) {
  const listing = (path) => `\`\`\`\`ts\n${readFileSync(path, "utf8")}\`\`\`\`\n`;
  if (!statSync(root + file).isDirectory()) return `# ${title}\n\n${listing(root + file)}`;
  const sources = filesBelow(root + file)
    .filter((source) => /\.(ts|mjs)$/.test(source))
    .sort((left, right) => Number(left.includes(".test.")) - Number(right.includes(".test.")));
  return [`# ${title}\n`, ...sources.map((source) => `## ${source}\n\n${listing(`${root}${file}/${source}`)}`)].join(
    "\n",
  );
}

const listed = groups.flatMap((group) => group.files);
const pages = new Set([home, ...readmes, ...listed, ...listed.flatMap(lessonsOf).map(({ file }) => file)]);

/** The page that shows a path of the repository: the file itself, or the README of a folder. */
function pageOf(path) {
  return [path, posix.join(path, "README.md")].find((candidate) => pages.has(candidate));
}

/**
 * Rewrites the relative links of a text for the site: links to files that have no page lead to the code host. Dead links are left as
 * they are, for the checks to find.
 */
function withSiteLinks(text, file) {
  let result = "";
  let done = 0;
  for (const { target, offset } of linksOf(text)) {
    const [path, anchor] = target.split("#", 2);
    if (!isRelative(target) || path === "") continue;
    const linked = posix.join(dirname(file), decodeURI(path)).replace(/\/$/, "");
    if (!existsSync(root + linked)) continue;
    const page = pageOf(linked);
    const url =
      page === undefined
        ? `${repositoryUrl}/${statSync(root + linked).isDirectory() ? "tree" : "blob"}/main/${linked}`
        : posix.relative(dirname(file), page);
    result += text.slice(done, offset) + (anchor === undefined ? url : `${url}#${anchor}`);
    done = offset + target.length;
  }
  return result + text.slice(done);
}

/** Parses the text of a file into TypeDoc's representation. */
function contentOf(app, project, file, text) {
  const source = new MinimalSourceFile(withSiteLinks(text, file), root + file);
  return app.converter.parseRawComment(source, project.files).content;
}

/** Adds a page to a parent page or to the project. */
function addPage(app, { project, parent, file, title, text, group }) {
  const content = contentOf(app, project, file, text);
  const page = new DocumentReflection(title, parent, content, group === undefined ? {} : { group });
  parent.addChild(page);
  project.registerReflection(page, undefined, root + file);
  return page;
}

/** Adds the home page and all Markdown pages to a project. */
export function addPages(app, project) {
  project.readme = contentOf(app, project, home, readFileSync(root + home, "utf8"));
  project.files.registerReflectionPath(root + home, project);
  for (const group of groups) {
    for (const file of group.files) {
      const text = readFileSync(root + file, "utf8");
      const title = headingsOf(text)[0];
      const page = addPage(app, { project, parent: project, file, title, text, group: group.title });
      for (const lesson of lessonsOf(file)) {
        addPage(app, { project, parent: page, ...lesson, text: lessonText(lesson) });
      }
    }
  }
}

/** Names a module as it is imported, puts it into the group of its package, and adds the README to the package's main module. */
export function describeModules(app, context, reflection) {
  if (!reflection.kindOf(ReflectionKind.Module)) return;
  const [declaration] = context.getSymbolFromReflection(reflection)?.declarations ?? [];
  reflection.name = entryPoints.get(declaration.getSourceFile().fileName);
  const owner = publicPackages.find(({ manifest: { name } }) => `${reflection.name}/`.startsWith(`${name}/`));
  reflection.comment ??= new Comment();
  reflection.comment.blockTags.push(new CommentTag("@group", [{ kind: "text", text: packageGroupOf(owner) }]));
  if (reflection.name !== owner.manifest.name) return;
  const file = `${owner.directory}/README.md`;
  // The page has a heading of its own.
  const text = readFileSync(root + file, "utf8").replace(/^# .*\n/, "");
  reflection.readme = contentOf(app, context.project, file, text);
  context.project.files.registerReflectionPath(root + file, reflection);
}

/** Sorts the packages by name. */
export function sortModules(project) {
  const byName = (left, right) => (left.name < right.name ? -1 : 1);
  for (const list of [project.children, project.childrenIncludingDocuments]) {
    const modules = list.filter((child) => child.kindOf(ReflectionKind.Module)).sort(byName);
    const others = list.filter((child) => !child.kindOf(ReflectionKind.Module));
    list.splice(0, list.length, ...others, ...modules);
  }
}
