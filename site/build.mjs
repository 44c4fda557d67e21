// `pnpm run docs`: builds the documentation site from the sources and the repository's Markdown files. `--out` is the target folder
// (default site/dist), `--host` the URL at which the site is served, for canonical links and a sitemap. Lists dead links, exports
// without a doc comment, and types that are not exported though exports refer to them; if there are any, the exit code is 1.
import { relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { Application, Converter, KindRouter, LogLevel, OptionDefaults, TSConfigReader } from "typedoc";
import { deadLinks } from "./dead-links.mjs";
import { undocumented } from "./documented.mjs";
import { unexported } from "./exported.mjs";
import { addPages, describeModules, groups, packageGroups, sortModules } from "./pages.mjs";
import { entryPoints, repositoryUrl, root } from "./sources.mjs";

const { values } = parseArgs({
  options: { out: { type: "string", default: `${root}site/dist` }, host: { type: "string" } },
});
const out = resolve(values.out);

/** Gives a page that shows a file the path of the file. */
class RepositoryRouter extends KindRouter {
  getIdealBaseName(reflection) {
    const file = reflection.isDocument() ? reflection.project.files.getReflectionPath(reflection) : undefined;
    return file === undefined ? super.getIdealBaseName(reflection) : relative(root, file).replace(/\.[a-z]+$/, "");
  }
}

const app = await Application.bootstrap(
  {
    name: "engenho",
    basePath: root,
    tsconfig: `${root}tsconfig.json`,
    entryPoints: [...entryPoints.keys()],
    readme: "none",
    // `pnpm typecheck` checks the types.
    skipErrorChecking: true,
    disableGit: true,
    sourceLinkTemplate: `${repositoryUrl}/blob/main/{path}#L{line}`,
    ...(values.host === undefined ? {} : { hostedBaseUrl: values.host }),
    excludeInternal: true,
    excludePrivate: true,
    excludeExternals: true,
    groupOrder: [...groups.map(({ title }) => title), ...packageGroups, "*"],
    sort: ["alphabetical"],
    sortEntryPoints: false,
    navigation: { includeGroups: true, includeFolders: false },
    headings: { readme: false },
    locales: { en: { kind_module: "Package", kind_plural_module: "Packages" } },
    router: "repository",
    customCss: `${root}site/style.css`,
    navigationLinks: { Repository: repositoryUrl },
    includeHierarchySummary: false,
    searchInDocuments: true,
    searchInComments: true,
    highlightLanguages: [...OptionDefaults.highlightLanguages, "java", "python"],
    // documented.mjs and exported.mjs check the rest.
    validation: { invalidLink: true, invalidPath: true, rewrittenLink: true, notDocumented: false, notExported: false },
    markdownItLoader: (parser) => {
      const { fence } = parser.renderer.rules;
      // TypeDoc would highlight a block without a language as TypeScript.
      parser.renderer.rules.fence = (tokens, index, ...rest) => {
        tokens[index].info ||= "text";
        return fence(tokens, index, ...rest);
      };
    },
    logLevel: LogLevel.Warn,
  },
  [new TSConfigReader()],
);

app.renderer.defineRouter("repository", RepositoryRouter);
app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) =>
  describeModules(app, context, reflection),
);
app.converter.on(Converter.EVENT_BEGIN, ({ project }) => addPages(app, project));
app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => sortModules(project));

const project = await app.convert();
if (project === undefined) process.exit(1);
app.validate(project);
const { missing, count } = undocumented(project);
for (const name of missing) app.logger.error(`${name} has no doc comment`);
for (const type of unexported(project)) app.logger.error(type);
await app.generateDocs(project, out);
for (const link of await deadLinks(out)) app.logger.error(link);

const faults = app.logger.errorCount + app.logger.warningCount;
console.log(`${count - missing.length} of ${count} exported names and members have a doc comment`);
console.log(`${faults === 0 ? "The site is in" : `${faults} faults in`} ${out}`);
process.exitCode = faults === 0 ? 0 : 1;
