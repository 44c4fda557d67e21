import type { CustomResourceDefinition } from "@engenho/core";
import { customResourceModule } from "@engenho/kinds/typescript";
import { parseYaml, readText } from "./read-flag-file.js";
import { UsageError } from "./usage-error.js";

/**
 * `engenho types`: a TypeScript module with the types and tokens of the CustomResourceDefinitions in YAML or JSON
 * files, which may also contain other documents and Lists. Throws UsageError if there are no files, a file cannot be
 * read, or one contains no definition.
 */
export async function typesOfDefinitions(files: readonly string[]): Promise<string> {
  if (files.length === 0 || files.some((file) => file.startsWith("-"))) {
    throw new UsageError("usage: engenho types <file>..., files with CustomResourceDefinitions", 2);
  }
  const definitions: CustomResourceDefinition[] = [];
  for (const file of files) {
    const found = (await parseYaml(await readText(file, file, 2), file, { exitCode: 2 })).flatMap(definitionsIn);
    if (found.length === 0)
      throw new UsageError(`${file} has no CustomResourceDefinition of apiextensions.k8s.io/v1`, 2);
    definitions.push(...found);
  }
  return customResourceModule(definitions);
}

function definitionsIn(document: unknown): readonly CustomResourceDefinition[] {
  const { apiVersion, kind, items, spec } = (document ?? {}) as Partial<CustomResourceDefinition> & { items?: unknown };
  if (Array.isArray(items)) return items.flatMap(definitionsIn);
  const isDefinition = apiVersion === "apiextensions.k8s.io/v1" && kind === "CustomResourceDefinition";
  return isDefinition && spec !== undefined ? [document as CustomResourceDefinition] : [];
}
