import { errorMessage, TimeSlice } from "@engenho/core";
import type { KindDefinition } from "@engenho/registry";
import type { GroupVersion, KindTable } from "../catalogue/kind-table.js";
import { type DeflatedPart, etagOf } from "../encoding/deflated-part.js";
import type { DescribeDefinition } from "../options.js";
import type { RemoteDocument } from "../remote/remote-documents.js";
import type { ServerContext } from "../server-context.js";
import { customDefinitions } from "./custom-definitions.js";
import { collectDefinitions, type Definitions, sharedDefinitions, tagOf } from "./definitions.js";
import { followed, jsonSchemas, map, prefixed, protobufSchemas, separated } from "./members.js";
import { pathsOf } from "./operations.js";
import { PartStore } from "./part-store.js";
import type { PathItem } from "./path-item.js";
import { plainText, type SpecVersion } from "./references.js";
import { type RemoteAdditions, RemoteMerge } from "./remote/merge.js";
import { ownNames } from "./remote/own-names.js";
import {
  remoteDefinitions,
  remoteParameters,
  remotePaths,
  remoteProtobufPath,
  remoteSchemas,
  sharedWith,
  withKinds,
} from "./remote/remote-parts.js";
import { renderDefinition } from "./render-schema.js";
import type { Rendered, RenderedSchema } from "./rendered-schema.js";
import { groupPath, groupVersionPath, rootPaths, type TaggedPath } from "./root-paths.js";
import { type DiscoverySubject, type Subject3, subjectsOf } from "./subjects3.js";
import { pathItem2, pathItem2Json, securityDefinitions2, sharedParameters2 } from "./v2.js";
import { documentFields, documentHead2, documentTail2, fieldHead, pathProtobuf } from "./v2-protobuf.js";
import { pathItem3, securitySchemes3 } from "./v3.js";

/** A document with its ETag. */
export interface OpenApiDocument {
  readonly parts: readonly DeflatedPart[];
  readonly etag: string;
}

type Parts = readonly DeflatedPart[];
type DocumentContext = Pick<ServerContext, "clock" | "version" | "logger">;

interface Merged {
  readonly table: KindTable;
  readonly remote: readonly RemoteDocument[];
  readonly additions: Promise<RemoteAdditions>;
}

const title = "Kubernetes";
const scale = "io.k8s.api.autoscaling.v1.Scale";
const rootDefinitions = ["APIGroup", "APIGroupList", "APIResourceList", "APIVersions"].map(
  (name) => `io.k8s.apimachinery.pkg.apis.meta.v1.${name}`,
);
/** Definitions that a document contains whichever kinds there are. */
const alwaysDefined = [
  ...Object.values(sharedDefinitions),
  ...rootDefinitions,
  "io.k8s.apimachinery.pkg.version.Info",
  scale,
];

/**
 * The OpenAPI documents, composed of parts: one for the built-in kinds, rendered once, and some for each custom resource,
 * rendered once per definition. So a change costs only what changed, however many kinds there are.
 */
export class Documents {
  readonly #context: DocumentContext;
  readonly #describe: DescribeDefinition;
  readonly #served: ReadonlySet<string>;
  readonly #parts: PartStore;
  /** The owner of the parts of the built-in kinds; replaced when the kinds change. */
  #builtIn: { readonly kinds: readonly KindDefinition[] } = { kinds: [] };
  /** The owner of the parts that the documents of all group versions share. */
  readonly #shared = {};
  readonly #subjects = new WeakMap<KindTable, ReadonlyMap<string, Subject3>>();
  /** What remote services add to the latest kinds. */
  #merged: Merged | undefined;
  readonly #composed = new WeakMap<object, Map<string, Promise<OpenApiDocument>>>();

  /** `served`: the paths of additional routes, some of which are documented. Default: there are none. */
  constructor(context: DocumentContext, describe: DescribeDefinition, served: ReadonlySet<string> = new Set()) {
    this.#context = context;
    this.#describe = describe;
    this.#served = served;
    this.#parts = new PartStore(context.clock);
  }

  /** How many parts have been rendered so far. */
  get partsMade(): number {
    return this.#parts.made;
  }

  /** `/openapi/v2`, with what remote services add to it. */
  version2(
    table: KindTable,
    form: "json" | "protobuf",
    remote: readonly RemoteDocument[] = [],
  ): Promise<OpenApiDocument> {
    const compose = (additions?: RemoteAdditions) =>
      form === "json" ? this.#json2(table, additions) : this.#protobuf2(table, additions);
    if (remote.length === 0) return this.#once(table, form, () => compose());
    if (this.#merged?.table !== table || this.#merged.remote !== remote) {
      const additions = this.#additions(table, remote);
      this.#merged = { table, remote, additions };
      additions.catch(() => {
        if (this.#merged?.additions === additions) this.#merged = undefined;
      });
    }
    const { additions } = this.#merged;
    return this.#once(additions, form, async () => compose(await additions));
  }

  async #additions(table: KindTable, remote: readonly RemoteDocument[]): Promise<RemoteAdditions> {
    const { builtIn, custom } = this.#kindsOf(table);
    const definitions = await this.#collect(builtIn.kinds, alwaysDefined);
    const merge = new RemoteMerge(ownNames({ table, definitions, custom, describe: this.#describe }));
    for (const document of remote) {
      await this.#context.clock.turn();
      try {
        merge.add(document);
      } catch (error) {
        const { name } = document;
        this.#context.logger.warn(
          { name, reason: errorMessage(error) },
          "the OpenAPI document of an APIService is wrong",
        );
      }
    }
    return merge;
  }

  /** The topics with a document below `/openapi/v3/`, by name in alphabetical order. */
  subjects3(table: KindTable): ReadonlyMap<string, Subject3> {
    let subjects = this.#subjects.get(table);
    if (subjects === undefined) {
      subjects = subjectsOf(table, this.#served);
      this.#subjects.set(table, subjects);
    }
    return subjects;
  }

  /** `/openapi/v3/apis/apps/v1`. */
  version3(subject: Subject3): Promise<OpenApiDocument> {
    if (!("path" in subject)) return this.#once(subject, "v3", () => this.#json3(subject));
    const name = `v3 ${subject.path}`;
    return this.#once(this.#shared, name, () => this.#parts.of(this.#shared, name, () => this.#discovery3(subject)));
  }

  #once(owner: object, name: string, compose: () => Promise<Parts>): Promise<OpenApiDocument> {
    let known = this.#composed.get(owner);
    if (known === undefined) {
      known = new Map();
      this.#composed.set(owner, known);
    }
    let document = known.get(name);
    if (document === undefined) {
      document = compose().then((parts) => ({ parts, etag: etagOf(parts) }));
      known.set(name, document);
      document.catch(() => known.delete(name));
    }
    return document;
  }

  async #json2(table: KindTable, additions?: RemoteAdditions): Promise<Parts> {
    const { builtIn, custom } = this.#kindsOf(table);
    const info = JSON.stringify({ title, version: this.#context.version });
    const head = `{"swagger":"2.0","info":${info},"paths":{`;
    const between = '},"definitions":{';
    const shared = JSON.stringify({
      parameters: Object.fromEntries([...sharedParameters2(), ...(additions?.parameters ?? [])]),
      security: [{ BearerToken: [] }],
      securityDefinitions: securityDefinitions2,
    });
    const { owner, kinds } = sharedWith(builtIn, additions);
    return this.#all([
      () =>
        this.#parts.of(builtIn, "v2.paths", () =>
          prefixed(head, separated(map(builtInPaths(table, this.#served), jsonPath2))),
        ),
      ...custom.map((kind) => () => this.#parts.of(kind, "v2.paths", () => followed(kindPaths(kind), jsonPath2))),
      ...(additions === undefined ? [] : [() => this.#parts.of(additions, "v2.paths", () => remotePaths(additions))]),
      () =>
        this.#parts.of(owner, "v2.definitions", async () =>
          prefixed(between, jsonSchemas(withKinds(await this.#rendered2(builtIn), kinds), "first")),
        ),
      ...custom.map(
        (kind) => () =>
          this.#parts.of(kind, "v2.definitions", () =>
            jsonSchemas(customDefinitions(kind, "v2", this.#describe), "behind others"),
          ),
      ),
      ...(additions === undefined
        ? []
        : [() => this.#parts.of(additions, "v2.remote-definitions", () => remoteDefinitions(additions))]),
      () => this.#parts.of(additions ?? builtIn, "v2.shared", () => [`},${shared.slice(1)}`]),
    ]);
  }

  async #protobuf2(table: KindTable, additions?: RemoteAdditions): Promise<Parts> {
    const { builtIn, custom } = this.#kindsOf(table);
    const { owner, kinds } = sharedWith(builtIn, additions);
    const pathsOfAll = await this.#all([
      () => this.#parts.of(builtIn, "pb.paths", () => map(builtInPaths(table, this.#served), protobufPath2)),
      ...custom.map((kind) => () => this.#parts.of(kind, "pb.paths", () => map(kindPaths(kind), protobufPath2))),
      ...(additions === undefined
        ? []
        : [() => this.#parts.of(additions, "pb.paths", () => map(additions.paths, remoteProtobufPath))]),
    ]);
    const definitions = await this.#all([
      () =>
        this.#parts.of(owner, "pb.definitions", async () =>
          protobufSchemas(withKinds(await this.#rendered2(builtIn), kinds)),
        ),
      ...custom.map(
        (kind) => () =>
          this.#parts.of(kind, "pb.definitions", () => protobufSchemas(customDefinitions(kind, "v2", this.#describe))),
      ),
      ...(additions === undefined
        ? []
        : [() => this.#parts.of(additions, "pb.remote-definitions", () => protobufSchemas(remoteSchemas(additions)))]),
    ]);
    return this.#all([
      () => this.#parts.of(builtIn, "pb.head", () => [documentHead2(title, this.#context.version)]),
      () => this.#head(documentFields.paths, pathsOfAll),
      () => pathsOfAll,
      () => this.#head(documentFields.definitions, definitions),
      () => definitions,
      () => this.#parts.of(additions ?? builtIn, "pb.tail", () => [documentTail2(remoteParameters(additions))]),
    ]);
  }

  /** The header of a field that consists of several parts. */
  #head(field: number, parts: Parts): Promise<Parts> {
    const length = parts.reduce((sum, { size }) => sum + size, 0);
    return this.#parts.of({}, "head", () => [fieldHead(field, length)]);
  }

  async #json3(version: GroupVersion): Promise<Parts> {
    const builtIn = version.kinds.filter(({ schemaName }) => schemaName !== undefined);
    const custom = version.kinds.filter(({ schemaName }) => schemaName === undefined);
    const isCustom = builtIn.length === 0;
    const place = groupVersionPath(version);
    const start = `${this.#head3()}${isCustom ? "" : jsonPath3(place)}`;
    // Custom resources all refer to the same definitions, so their documents share these parts.
    const owner = isCustom ? this.#shared : version;
    const scaled = custom.some(({ subresources }) => subresources.some(({ schemaName }) => schemaName === scale));
    const names = () => [
      ...(isCustom ? [] : referencesOf([place.item, ...builtIn.flatMap(pathsOf)])),
      ...(custom.length === 0 ? [] : customReferences),
      ...(scaled ? [scale] : []),
    ];
    return this.#all([
      () => this.#parts.of(version, "v3.head", () => [start]),
      ...version.kinds.map((kind, index) => () => {
        const first = isCustom && index === 0;
        const paths = () => (first ? separated(map(kindPaths(kind), jsonPath3)) : followed(kindPaths(kind), jsonPath3));
        return this.#parts.of(kind, first ? "v3.first" : "v3.paths", paths);
      }),
      () =>
        this.#parts.of(owner, scaled ? "v3.schemas.scale" : "v3.schemas", async () =>
          prefixed(schemas3, jsonSchemas(rendered(await this.#collect([], names()), "v3"), "first")),
        ),
      ...custom.map(
        (kind) => () =>
          this.#parts.of(kind, "v3.schemas", () =>
            jsonSchemas(customDefinitions(kind, "v3", this.#describe), "behind others"),
          ),
      ),
      () => this.#parts.of(this.#shared, "v3.end", () => [end3]),
    ]);
  }

  /** The definitions of the built-in kinds in OpenAPI v2. */
  async #rendered2(builtIn: { readonly kinds: readonly KindDefinition[] }): Promise<Rendered> {
    return rendered(await this.#collect(builtIn.kinds, alwaysDefined), "v2");
  }

  #collect(kinds: readonly KindDefinition[], names: readonly string[]): Promise<Definitions> {
    return collectDefinitions(kinds, names, { describe: this.#describe, slice: new TimeSlice(this.#context.clock) });
  }

  /** The document of a discovery path above group versions. */
  async #discovery3({ place }: DiscoverySubject): Promise<readonly string[]> {
    const definitions = await this.#collect([], referencesOf([place.item]));
    const start = `${this.#head3()}${jsonPath3(place)}`;
    if (definitions.size === 0) return [`${start}${end3WithoutSchemas}`];
    return [start, schemas3, ...jsonSchemas(rendered(definitions, "v3"), "first"), end3];
  }

  #head3(): string {
    return `{"openapi":"3.0.0","info":${JSON.stringify({ title, version: this.#context.version })},"paths":{`;
  }

  /** Parts are rendered one after the other: started together, they would all produce their first pieces in one turn. */
  async #all(wanted: readonly (() => Promise<Parts> | Parts)[]): Promise<Parts> {
    const parts: DeflatedPart[] = [];
    for (const each of wanted) parts.push(...(await each()));
    return parts;
  }

  #kindsOf(table: KindTable): {
    readonly builtIn: { readonly kinds: readonly KindDefinition[] };
    readonly custom: readonly KindDefinition[];
  } {
    const kinds = table.groups.flatMap(({ versions }) => versions.flatMap((version) => version.kinds));
    const builtIn = kinds.filter(({ schemaName }) => schemaName !== undefined);
    const known = this.#builtIn.kinds;
    const isSame = known.length === builtIn.length && known.every((kind, index) => kind === builtIn[index]);
    if (!isSame) this.#builtIn = { kinds: builtIn };
    return { builtIn: this.#builtIn, custom: kinds.filter(({ schemaName }) => schemaName === undefined) };
  }
}

/** The definitions that the paths and definitions of every custom resource refer to. */
const customReferences = [
  sharedDefinitions.deleteOptions,
  sharedDefinitions.listMeta,
  sharedDefinitions.objectMeta,
  sharedDefinitions.patch,
  sharedDefinitions.status,
];
const schemas3 = '},"components":{"schemas":{';
const security3 = `"securitySchemes":${JSON.stringify(securitySchemes3)}}}`;
const end3 = `},${security3}`;
const end3WithoutSchemas = `},"components":{${security3}`;

/** The definitions of the operations' request and response bodies. */
function referencesOf(items: readonly PathItem[]): readonly string[] {
  const names = new Set<string>();
  for (const { operations } of items) {
    for (const { answer, parameters } of operations) {
      if (answer !== plainText) names.add(answer);
      for (const { definition } of parameters) if (definition !== undefined) names.add(definition);
    }
  }
  return [...names];
}

function* builtInPaths(table: KindTable, served: ReadonlySet<string>): Generator<TaggedPath> {
  yield* rootPaths(served);
  for (const group of table.groups) {
    const versions = group.versions.filter(({ kinds }) => kinds.some(({ schemaName }) => schemaName !== undefined));
    if (versions.length === 0) continue;
    const path = groupPath(group);
    if (path !== undefined) yield path;
    for (const version of versions) {
      yield groupVersionPath(version);
      for (const kind of version.kinds) if (kind.schemaName !== undefined) yield* kindPaths(kind);
    }
  }
}

function* kindPaths(kind: KindDefinition): Generator<TaggedPath> {
  const tag = tagOf(kind);
  for (const item of pathsOf(kind)) yield { item, tag };
}

function jsonPath2({ item, tag }: TaggedPath): string {
  return `${JSON.stringify(item.path)}:${pathItem2Json(pathItem2(item, tag))}`;
}

function jsonPath3({ item, tag }: TaggedPath): string {
  return `${JSON.stringify(item.path)}:${JSON.stringify(pathItem3(item, tag))}`;
}

function protobufPath2({ item, tag }: TaggedPath): Buffer {
  return pathProtobuf(item.path, pathItem2(item, tag));
}

function* rendered(definitions: Definitions, version: SpecVersion): Generator<readonly [string, RenderedSchema]> {
  for (const [name, node] of definitions) yield [name, renderDefinition(name, node, version)];
}
