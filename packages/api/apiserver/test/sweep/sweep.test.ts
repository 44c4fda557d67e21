import { isStored, type KindDefinition } from "@engenho/registry";
import { standardKinds } from "@engenho/standard-registry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";
import { acceptedObject } from "./accepted-object.js";
import { changedLeaves } from "./changed-leaves.js";
import { content, lost, versionOf, writableParts } from "./compare.js";
import { leftOut } from "./field-values.js";
import { filledObject, possibleFields, setFields } from "./filled-object.js";
import { type Fields, formats, KindClient } from "./kind-client.js";
import { ownedFields } from "./owned-fields.js";
import { zeroFields } from "./zero-fields.js";

/** How many variants of each kind are swept: one in `npm test`; 24 cover every field of every union. */
const variants = Number(process.env.ENGENHO_SWEEP_VARIANTS ?? 1);
const everyUnion = 24;

const kinds = standardKinds()
  .filter(isStored)
  .map((definition) => ({
    definition,
    name: `${definition.group || "core"}/${definition.version} ${definition.kind}`,
  }));
const swept = kinds.flatMap(({ definition, name }) =>
  Array.from({ length: variants }, (_, variant) => ({ definition, variant, title: `${name} (variant ${variant})` })),
);

describe("every kind with every field", () => {
  let server: TestServer;
  const accepted = new Map<string, Record<string, unknown>>();
  beforeAll(async () => {
    // There can be one default PriorityClass only, and every variant is one.
    server = await startServer({ disableAdmissionPlugins: ["Priority"] });
    for (const { definition } of kinds) {
      await server.send("POST", "/api/v1/namespaces", { body: { metadata: { name: namespaceOf(definition) } } });
    }
  });
  afterAll(() => server.close());

  const clientOf = (definition: KindDefinition) => new KindClient(server, definition, namespaceOf(definition));

  /** The accepted part of a variant's filled object, without its status. */
  const objectOf = async (definition: KindDefinition, variant: number) => {
    const key = `${definition.group}/${definition.version}/${definition.kind} ${variant}`;
    const known = accepted.get(key);
    if (known !== undefined) return known;
    const { status: _, ...filled } = filledObject(definition, variant);
    const client = clientOf(definition);
    const { object, refusals } = await acceptedObject(filled, (sent) =>
      client.create(named(definition, sent, "dry-run"), "json", "&dryRun=All"),
    );
    if (object === undefined) throw new Error(`nothing of ${key} was accepted: ${refusals.join("; ")}`);
    accepted.set(key, object);
    return object;
  };

  it.each(swept)("$title: is returned as it was sent, as JSON, YAML and protobuf", async ({ definition, variant }) => {
    const client = clientOf(definition);
    const created: Fields[] = [];
    for (const format of formats) {
      const name = nameOf(`${format}-${variant}`);
      const sent = named(definition, await objectOf(definition, variant), name);
      const key = keyOf(sent);
      const answer = await client.create(sent, format);
      expect([answer.code, answer.code === 201 ? "" : answer.text]).toEqual([201, ""]);
      expect(lost(sent, answer.json)).toEqual([]);
      const object = await settled(client, key);
      expect(zeroFields(definition.schemaName ?? "", object)).toEqual([]);
      expect(await client.read(key, "yaml")).toEqual(object);
      const read = await client.read(key, "protobuf");
      expect(lost(object, read)).toEqual([]);
      expect(client.encoded(read).equals(client.encoded(object))).toBe(true);
      created.push(object);
    }
    const [first, ...others] = created.map(content);
    for (const other of others) expect(other).toEqual(first);
  });

  it.each(swept)("$title: is unchanged by writes of its current state", async ({ definition, variant }) => {
    const client = clientOf(definition);
    const sent = named(definition, await objectOf(definition, variant), nameOf(`same-${variant}`));
    const key = keyOf(sent);
    await client.create(sent, "json");
    const object = await settled(client, key);
    for (const format of formats) {
      const updated = await client.update(key, object, { format });
      expect([format, updated.code, updated.code === 200 ? lost(object, updated.json) : updated.text]).toEqual([
        format,
        200,
        [],
      ]);
    }
    // Raw JSON has no strategic merge: upstream responds with 500.
    const types = definition.kind === "ControllerRevision" ? (["merge"] as const) : (["merge", "strategic"] as const);
    for (const type of types) {
      const patched = await client.patch(key, type, object);
      expect([type, patched.code, patched.code === 200 ? lost(object, patched.json) : patched.text]).toEqual([
        type,
        200,
        [],
      ]);
    }
    const operations = writableParts(object).flatMap(([path, value]) => [
      { op: "test", path, value },
      { op: "replace", path, value },
    ]);
    const patched = await client.patch(key, "json", operations);
    expect([patched.code, patched.code === 200 ? "" : patched.text]).toEqual([200, ""]);
    expect(versionOf(await client.read(key))).toBe(versionOf(object));
  });

  it.each(swept)("$title: each field is owned by the manager that applied it", async ({ definition, variant }) => {
    const client = clientOf(definition);
    const object = applicable(await objectOf(definition, variant));
    const sent = named(definition, object, nameOf(`apply-${variant}`));
    const key = keyOf(sent);
    const applied = await client.patch(key, "apply", sent, "fieldManager=one&fieldValidation=Strict");
    expect([applied.code, applied.code === 201 ? "" : applied.text]).toEqual([201, ""]);
    expect(lost(sent, applied.json)).toEqual([]);
    const owned = ownedFields(definition.schemaName ?? "", ownable(definition, sent));
    expect(fieldsOf(applied.json as Fields, "one")).toEqual(owned);

    const again = await client.patch(key, "apply", sent, "fieldManager=two");
    expect(fieldsOf(again.json as Fields, "one")).toEqual(owned);
    expect(fieldsOf(again.json as Fields, "two")).toEqual(owned);

    const changed = withNote(sent, "changed");
    const conflict = await client.patch(key, "apply", changed, "fieldManager=two");
    expect(conflict.json).toMatchObject({
      code: 409,
      details: { causes: [{ reason: "FieldManagerConflict", field: ".metadata.annotations.example.com/note" }] },
    });
    const forced = await client.patch(key, "apply", changed, "fieldManager=two&force=true");
    expect([forced.code, forced.code === 200 ? "" : forced.text]).toEqual([200, ""]);
    const ones = fieldsOf(forced.json as Fields, "one") as { "f:metadata": Fields };
    expect(ones["f:metadata"]).not.toHaveProperty("f:annotations");

    const released = await client.patch(key, "apply", withNote(sent, undefined), "fieldManager=two");
    expect([released.code, released.code === 200 ? "" : released.text]).toEqual([200, ""]);
    const { annotations = {} } = (released.json as { metadata: { annotations?: object } }).metadata;
    expect(annotations).not.toHaveProperty(["example.com/note"]);
  });

  it.each(swept)(
    "$title: changing a field that another manager has applied is a conflict, field by field",
    async ({ definition, variant }) => {
      const client = clientOf(definition);
      const object = applicable(await objectOf(definition, variant));
      const sent = named(definition, object, nameOf(`conflict-${variant}`));
      const key = keyOf(sent);
      await client.patch(key, "apply", sent, "fieldManager=one");
      const changes = changedLeaves(definition.schemaName ?? "", sent);
      const reset = resetFields(definition);
      const all = changes.filter(({ path }) => !reset.some((field) => path.startsWith(`.${field}.`)));
      // Only some of them in `npm test`.
      const step = variants >= everyUnion ? 1 : Math.ceil(all.length / 8);
      for (const { path, changed } of all.filter((_, index) => index % step === 0)) {
        const answer = await client.patch(key, "apply", changed, "fieldManager=two&dryRun=All");
        const { causes = [] } = (answer.json as { details?: { causes?: { field: string }[] } }).details ?? {};
        expect([answer.code, causes.map(({ field }) => field)]).toEqual([409, [path]]);
      }
    },
  );

  it.runIf(variants >= everyUnion)("covers all fields except those listed here", async () => {
    const set = new Set<string>();
    const possible = new Set<string>();
    for (const { definition, variant } of swept) {
      const { schemaName = "" } = definition;
      for (const field of possibleFields(schemaName)) possible.add(field);
      for (const field of setFields(schemaName, await objectOf(definition, variant))) set.add(field);
      for (const field of setFields(schemaName, { status: filledObject(definition, variant).status })) set.add(field);
    }
    const names = Object.values(leftOut).flat();
    const isNamed = (field: string) => names.includes(field) || names.includes(field.slice(0, field.indexOf(".") + 1));
    expect([...possible].filter((field) => !set.has(field) && !isNamed(field)).sort()).toEqual([]);
    // And none is listed that an object has.
    expect([...set].filter(isNamed).sort()).toEqual([]);
  });

  // The Store itself writes the status of CustomResourceDefinitions.
  const statuses = swept.filter(
    ({ definition: { kind, subresources } }) =>
      kind !== "CustomResourceDefinition" && subresources.some(({ name }) => name === "status"),
  );
  it.each(statuses)("$title: its status is written through its subresource", async ({ definition, variant }) => {
    const client = clientOf(definition);
    const sent = named(definition, await objectOf(definition, variant), nameOf(`status-${variant}`));
    const key = keyOf(sent);
    await client.create(sent, "json");
    const before = await settled(client, key);
    const { status: filled } = filledObject(definition, variant);
    const { object, refusals } = await acceptedObject({ ...before, status: filled }, (next) =>
      client.update(`${key}/status`, next, { query: "&dryRun=All" }),
    );
    expect([definition.kind, object === undefined ? refusals : []]).toEqual([definition.kind, []]);
    const { status } = object as Fields;
    for (const format of formats) {
      const updated = await client.update(`${key}/status`, { ...(await client.read(key)), status }, { format });
      expect([format, updated.code, updated.code === 200 ? "" : updated.text]).toEqual([format, 200, ""]);
      expect(lost(status, (updated.json as Fields).status)).toEqual([]);
    }
    const written = await client.read(key);
    for (const type of ["merge", "strategic"] as const) await client.patch(`${key}/status`, type, { status });
    expect(await client.read(key)).toEqual(written);
  });
});

/** The top fields that no write of the main resource changes, so that nobody owns them: the spec of a CertificateSigningRequest. */
function resetFields(definition: KindDefinition): readonly string[] {
  return definition.strategy?.().resetFields?.[""] ?? [];
}

function ownable(definition: KindDefinition, object: Fields): Fields {
  const reset = resetFields(definition);
  return Object.fromEntries(Object.entries(object).filter(([field]) => !reset.includes(field)));
}

/** The object when it is no longer written: the Store still processes what a definition defines. */
async function settled(client: KindClient, key: string): Promise<Fields> {
  let object = await client.read(key);
  for (let look = 0; look < 20; look++) {
    const next = await client.read(key);
    if (versionOf(next) === versionOf(object)) return next;
    object = next;
  }
  return object;
}

/**
 * What two managers can apply one after the other: equal zero values or empty lists, and atomic lists that the server adds to,
 * are changes for the second one.
 */
function applicable(object: Fields): Fields {
  return JSON.parse(
    JSON.stringify(object, (key, value: unknown) =>
      key === "tolerations" ||
      value === "" ||
      value === 0 ||
      value === false ||
      (Array.isArray(value) && value.length === 0)
        ? undefined
        : value,
    ),
  ) as Fields;
}

function namespaceOf({ version, plural, storedAs }: KindDefinition): string {
  return `sweep-${plural}${storedAs === undefined ? "" : `-as-${version}`}`;
}

function nameOf(part: string): string {
  return `sweep-${part}`;
}

/** The object with a name of its own; that of some kinds depends on what they are about. */
function named(definition: KindDefinition, object: Fields, name: string): Record<string, unknown> {
  const { metadata, spec } = object as { metadata: Fields; spec?: Fields };
  const group = `${name}.example.com`;
  switch (definition.kind) {
    case "CustomResourceDefinition":
      return { ...object, metadata: { ...metadata, name: `things.${group}` }, spec: { ...spec, group } };
    case "APIService":
      return { ...object, metadata: { ...metadata, name: `v1.${group}` }, spec: { ...spec, group } };
    case "IPAddress":
      return { ...object, metadata: { ...metadata, name: addressOf(name) } };
    default:
      return { ...object, metadata: { ...metadata, name } };
  }
}

/** An address that differs for each name of the sweep. */
function addressOf(name: string): string {
  const hash = [...name].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 65_521, 7);
  return `192.168.${hash >> 8}.${hash & 255}`;
}

function keyOf(object: Fields): string {
  return (object.metadata as { name: string }).name;
}

function fieldsOf(object: Fields, manager: string): unknown {
  const { managedFields = [] } = object.metadata as { managedFields?: { manager: string; fieldsV1: unknown }[] };
  return managedFields.find((entry) => entry.manager === manager)?.fieldsV1;
}

function withNote(object: Fields, note: string | undefined): Fields {
  const { annotations: _, ...metadata } = object.metadata as Fields;
  return {
    ...object,
    metadata: note === undefined ? metadata : { ...metadata, annotations: { "example.com/note": note } },
  };
}
