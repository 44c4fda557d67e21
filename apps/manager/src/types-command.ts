import { readFile } from "node:fs/promises";
import { type CustomResourceDefinition, errorMessage } from "@engenho/core";
import { customResourceModule } from "@engenho/kinds/typescript";
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
    const found = (await documentsOf(file)).flatMap(definitionsIn);
    if (found.length === 0)
      throw new UsageError(`${file} has no CustomResourceDefinition of apiextensions.k8s.io/v1`, 2);
    definitions.push(...found);
  }
  return customResourceModule(definitions);
}

async function documentsOf(file: string): Promise<readonly unknown[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${errorMessage(error)}`, 2);
  }
  const { CORE_SCHEMA, loadAll } = await import("js-yaml");
  try {
    return loadAll(text, { schema: CORE_SCHEMA });
  } catch (error) {
    throw new UsageError(`${file} is not YAML: ${errorMessage(error).split("\n")[0]}`, 2);
  }
}

function definitionsIn(document: unknown): readonly CustomResourceDefinition[] {
  const { apiVersion, kind, items, spec } = (document ?? {}) as Partial<CustomResourceDefinition> & { items?: unknown };
  if (Array.isArray(items)) return items.flatMap(definitionsIn);
  const isDefinition = apiVersion === "apiextensions.k8s.io/v1" && kind === "CustomResourceDefinition";
  return isDefinition && spec !== undefined ? [document as CustomResourceDefinition] : [];
}
