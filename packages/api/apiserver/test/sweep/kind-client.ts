import type { KindDefinition } from "@engenho/registry";
import { parse, stringify } from "yaml";
import { encodeMessage } from "../../src/protobuf/encode-message.js";
import { envelope } from "../../src/protobuf/envelope.js";
import { type MessageType, messageOfDefinition } from "../../src/protobuf/message-type.js";
import { MessageWriter } from "../../src/protobuf/message-writer.js";
import { protobuf, readProtobuf } from "../support/protobuf-client.js";
import type { TestAnswer, TestServer } from "../support/test-server.js";

export type Fields = Readonly<Record<string, unknown>>;
export type Format = "json" | "yaml" | "protobuf";
export const formats: readonly Format[] = ["json", "yaml", "protobuf"];

const mediaTypes: Readonly<Record<Format, string>> = {
  json: "application/json",
  yaml: "application/yaml",
  protobuf,
};

const patchTypes = {
  merge: "application/merge-patch+json",
  json: "application/json-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
} as const;

const manager = "fieldManager=sweep";
const writer = new MessageWriter();

/** Reads and writes the objects of one kind, in any format. */
export class KindClient {
  readonly #server: TestServer;
  readonly #collection: string;
  readonly message: MessageType;

  constructor(server: TestServer, definition: KindDefinition, namespace: string) {
    const { group, version, namespaced, plural, schemaName = "" } = definition;
    const prefix = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
    this.#server = server;
    this.#collection = namespaced ? `${prefix}/namespaces/${namespace}/${plural}` : `${prefix}/${plural}`;
    const message = messageOfDefinition(schemaName);
    if (message === undefined) throw new Error(`no message ${schemaName}`);
    this.message = message;
  }

  create(object: Fields, format: Format, query = ""): Promise<TestAnswer> {
    return this.#write("POST", this.#collection, { object, format, query });
  }

  /** `name` may be followed by a subresource. */
  update(
    name: string,
    object: Fields,
    { format = "json", query = "" }: { format?: Format; query?: string } = {},
  ): Promise<TestAnswer> {
    return this.#write("PUT", `${this.#collection}/${name}`, { object, format, query });
  }

  patch(name: string, type: keyof typeof patchTypes, patch: unknown, query = manager): Promise<TestAnswer> {
    const headers = { "content-type": patchTypes[type] };
    return this.#server.send("PATCH", `${this.#collection}/${name}?${query}`, { headers, body: JSON.stringify(patch) });
  }

  /** An object as returned in a format. */
  async read(name: string, format: Format = "json"): Promise<Record<string, unknown>> {
    const answer = await this.#server.send("GET", `${this.#collection}/${name}`, {
      headers: { accept: mediaTypes[format] },
    });
    if (format === "protobuf") return readProtobuf(answer.bytes, this.message.name);
    return (format === "yaml" ? parse(answer.text) : answer.json) as Record<string, unknown>;
  }

  /** An object encoded as protobuf. */
  encoded(object: Fields): Buffer {
    return encodeMessage(object, this.message, writer);
  }

  #write(
    method: string,
    path: string,
    { object, format, query }: { readonly object: Fields; readonly format: Format; readonly query: string },
  ): Promise<TestAnswer> {
    const type = { apiVersion: String(object.apiVersion), kind: String(object.kind) };
    const body =
      format === "json"
        ? JSON.stringify(object)
        : format === "yaml"
          ? stringify(object, { version: "1.1" })
          : envelope(type, this.encoded(object));
    return this.#server.send(method, `${path}?${manager}&fieldValidation=Strict${query}`, {
      headers: { "content-type": mediaTypes[format] },
      body,
    });
  }
}
