import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** `V1PodSpec`, `CoreV1Event`: the part before the kind in the name of a model class. */
const classPrefix = /^(?:[A-Z][a-z]+)?V\d+(?:(?:alpha|beta)\d+)?(?=[A-Z])/;

/** The kind of a model class. */
export function kindOfModel(model) {
  return model.replace(classPrefix, "");
}

/** Candidate class names of a definition, starting with the one that includes the group. */
export function modelNames(definitionName) {
  const [group, version, kind] = definitionName.split(".").slice(-3);
  const upper = (word) => word[0].toUpperCase() + word.slice(1);
  return [`${upper(group)}${upper(version)}${kind}`, `${upper(version)}${kind}`];
}

/** Reverts the code generator's changes to a doc comment. */
function docText(comment) {
  return comment
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, ""))
    .join("\n")
    .trim()
    .replaceAll("\\'", "'")
    .replaceAll('\\"', '"')
    .replaceAll("*_/", "*/")
    .replaceAll("\\\\", "\\");
}

/**
 * Reads one model class of @kubernetes/client-node: its fields with type, format, whether required, and the content of their
 * doc comments. Undefined if the class does not exist.
 */
export function readModel(directory, model) {
  const path = join(directory, `${model}.js`);
  if (!existsSync(path)) return undefined;
  const source = readFileSync(path, "utf8");
  const table = /attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(source);
  if (table === null) return undefined;
  const declaration = readFileSync(join(directory, `${model}.d.ts`), "utf8");
  const description = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export declare class/.exec(declaration)?.[1];
  const members = new Map();
  const member = /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?'([^']+)'(\??):/g;
  for (const [, comment, name, optional] of declaration.matchAll(member)) {
    members.set(name, { required: optional === "", description: comment === undefined ? undefined : docText(comment) });
  }
  const fields = JSON.parse(table[1]).map(({ name, baseName, type, format }) => {
    const { required, description: text } = members.get(name) ?? {};
    return { name: baseName, type, format, required: required ?? false, description: text };
  });
  return { description: description === undefined ? undefined : docText(description), fields };
}

/**
 * Reads the doc comments of one kubernetes-types file: interface -> field -> text. They include upstream's descriptions of
 * fields that are references, which the other two sources omit.
 */
export function readFieldComments(path) {
  const comments = new Map();
  if (!existsSync(path)) return comments;
  const source = readFileSync(path, "utf8");
  for (const [, name, body] of source.matchAll(/export (?:interface|type) (\w+)[^{\n]*\{([\s\S]*?)\n\}/g)) {
    const fields = new Map();
    for (const [, comment, quoted, bare] of body.matchAll(
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:readonly )?(?:"([^"]+)"|(\w+))\??:/g,
    )) {
      fields.set(quoted ?? bare, docText(comment));
    }
    comments.set(name, fields);
  }
  return comments;
}
