import { schemas } from "@engenho/kinds";
import { describe, expect, it } from "vitest";
import { type MessageField, type MessageType, messageOfDefinition } from "../../src/protobuf/message-type.js";

/** Definitions without a protobuf message upstream. */
const noMessages = new Set(["io.k8s.apimachinery.pkg.version.Info"]);

const messages = schemas.names().flatMap((name) => {
  const node = schemas.definition(name);
  const type = messageOfDefinition(name);
  return node?.properties === undefined || noMessages.has(name) ? [] : [{ name, node, type }];
});

describe("messages of the served kinds", () => {
  it("every definition with fields has one", () => {
    expect(messages.filter(({ type }) => type === undefined).map(({ name }) => name)).toEqual([]);
    expect(messages.length).toBeGreaterThan(300);
  });

  it.each(messages)("$name has exactly the fields of its definition", ({ node, type }) => {
    const own = [...fieldsOf(type as MessageType).keys()].sort();
    const described = Object.keys(node.properties ?? {}).filter((field) => field !== "kind" && field !== "apiVersion");
    expect(own.filter((field) => field !== "kind" && field !== "apiVersion")).toEqual(described.sort());
  });

  it.each(messages)("$name: the fields whose zero value Go omits are those that the schema marks", ({ node, type }) => {
    const zeroIsAbsent = new Set(node["x-engenho-zero-is-absent"] ?? []);
    for (const [name, field] of fieldsOf(type as MessageType)) {
      const leavesOut = !field.pointer && field.zeroIsAbsent && hasZero(field);
      // The default may also apply to the zero value.
      const defaulted = zeroIsAbsent.has(name) && node.properties?.[name]?.default !== undefined;
      expect([name, zeroIsAbsent.has(name)]).toEqual([name, leavesOut || defaulted]);
    }
  });
});

/** Go omits empty lists and maps and zero scalars, but not structs. */
function hasZero({ shape, value }: MessageField): boolean {
  if (shape !== "one") return true;
  return typeof value === "string" ? !value.includes(".") : value.message.isList;
}

function fieldsOf(type: MessageType): Map<string, MessageField> {
  const fields = new Map<string, MessageField>();
  for (const field of type.fields) {
    if (!field.inline) fields.set(field.name, field);
    else if (typeof field.value === "object")
      for (const [name, inner] of fieldsOf(field.value.message)) fields.set(name, inner);
  }
  return fields;
}
