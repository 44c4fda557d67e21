import type { KindDefinition } from "@engenho/registry";
import type { KindTable } from "../../catalogue/kind-table.js";
import type { DescribeDefinition } from "../../options.js";
import { customDefinitions } from "../custom-definitions.js";
import { type Definitions, definitionName, listDefinitionName, rootPath } from "../definitions.js";
import { pathsOf } from "../operations.js";
import { renderDefinition } from "../render-schema.js";
import { type RenderedSchema, schemaJson } from "../rendered-schema.js";
import { sharedParameters2 } from "../v2.js";
import type { JsonObject } from "./json-value.js";
import type { OwnNames } from "./merge.js";

/** The names in the OpenAPI v2 document of this server's own kinds; what they stand for is rendered when it is wanted. */
export function ownNames({
  table,
  definitions,
  custom,
  describe,
}: {
  readonly table: KindTable;
  readonly definitions: Definitions;
  readonly custom: readonly KindDefinition[];
  readonly describe: DescribeDefinition;
}): OwnNames {
  const known = new Map<string, JsonObject>();
  const parameters = new Map(sharedParameters2().map(([name, parameter]) => [name, asJson(parameter)] as const));
  const kindNamed = new Map(
    custom.flatMap((kind) => [definitionName(kind), listDefinitionName(kind)].map((name) => [name, kind] as const)),
  );

  function render(name: string): RenderedSchema | undefined {
    const node = definitions.get(name);
    if (node !== undefined) return renderDefinition(name, node, "v2");
    const kind = kindNamed.get(name);
    if (kind === undefined) return undefined;
    return customDefinitions(kind, "v2", describe).find(([each]) => each === name)?.[1];
  }

  return {
    hasPath: (path) => pathsOfVersion(table, path).has(path),
    definition(name) {
      const found = known.get(name);
      if (found !== undefined) return found;
      const schema = render(name);
      if (schema === undefined) return undefined;
      const json = JSON.parse([...schemaJson(schema)].join("")) as JsonObject;
      known.set(name, json);
      return json;
    },
    parameter: (name) => parameters.get(name),
  };
}

/** The paths of this server in the group version that a path belongs to. */
function pathsOfVersion(table: KindTable, path: string): ReadonlySet<string> {
  const version = table.groupVersion(path.split("/").slice(2, 4).join("/"));
  if (version === undefined) return new Set();
  return new Set([`${rootPath(version)}/`, ...version.kinds.flatMap((kind) => pathsOf(kind).map((item) => item.path))]);
}

function asJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject;
}
