import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Structs of other packages that fields contain by value. */
const foreignStructs = /^(?:metav1|resource|runtime)\.(?:Time|MicroTime|Quantity|RawExtension|ObjectMeta|ListMeta)$/;

/**
 * Reads the Go types of API packages: which fields are omitted when they are zero, and which are structs that are always there.
 * `directory` is a checkout of k8s.io/api.
 */
export function goStructs(directory) {
  const packages = new Map();

  /** Name of a type -> {imports, body} of a struct, or {imports, type} of any other. */
  function typesOf(path) {
    const known = packages.get(path);
    if (known !== undefined) return known;
    const types = new Map();
    packages.set(path, types);
    if (!existsSync(join(directory, path))) return types;
    for (const file of readdirSync(join(directory, path))) {
      if (!file.endsWith(".go") || /_test\.go$|^(?:zz_)?generated/.test(file)) continue;
      const source = readFileSync(join(directory, path, file), "utf8").replace(/^\s*\/\/.*$/gm, "");
      const imports = new Map();
      for (const [, alias, from] of source.matchAll(/^\s+(\w+)?\s*"k8s\.io\/api\/([^"]+)"$/gm)) {
        imports.set(alias ?? from.split("/").at(-1), from);
      }
      for (const [, name, body] of source.matchAll(/^type (\w+) struct \{\n([\s\S]*?)^\}/gm)) {
        types.set(name, { imports, body });
      }
      for (const [, name, type] of source.matchAll(/^type (\w+) (?:= )?([[\]\w.]+)$/gm)) {
        types.set(name, { imports, type });
      }
    }
    return types;
  }

  function find(path, text) {
    const found = text.includes(".") ? undefined : typesOf(path).get(text);
    if (found?.body !== undefined) return { ...found, path };
    const qualified = found?.type?.includes(".") ? found.type : text.includes(".") ? text : undefined;
    if (qualified === undefined) return undefined;
    const [alias, name] = qualified.split(".");
    const from = (found?.imports ?? new Map()).get(alias) ?? importOf(path, alias);
    const target = from === undefined ? undefined : typesOf(from).get(name);
    return target?.body === undefined ? undefined : { ...target, path: from };
  }

  function importOf(path, alias) {
    for (const { imports } of typesOf(path).values()) if (imports.has(alias)) return imports.get(alias);
    return undefined;
  }

  /** {omitted, structs}: names of fields. Undefined for a type that is no struct of the package. */
  return function factsOf(path, name) {
    const struct = find(path, name);
    if (struct === undefined) return undefined;
    const facts = { omitted: [], structs: [] };
    const field = /^\t(?:(\w+)\s+)?(\S+)\s+`json:"([^",]*)((?:,\w+)*)"/gm;
    for (const [, , type, json, options] of struct.body.matchAll(field)) {
      if (options.includes(",inline")) {
        const inner = /TypeMeta$/.test(type) ? undefined : factsOf(struct.path, type);
        facts.omitted.push(...(inner?.omitted ?? []));
        facts.structs.push(...(inner?.structs ?? []));
        continue;
      }
      const isStruct = foreignStructs.test(type) || find(struct.path, type) !== undefined;
      if (isStruct && !foreignStructs.test(type)) facts.structs.push(json);
      if (options.includes(",omitempty") && !type.startsWith("*") && !isStruct) facts.omitted.push(json);
    }
    return facts;
  };
}
