import { expect } from "vitest";
import type { AnyObject, ApiClient } from "./api-client.js";
import { definitionInProtobuf } from "./protobuf-body.js";
import { eventually } from "./use-cluster.js";

export const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** A definition, and what its versions have. */
export interface Defined {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope?: "Namespaced" | "Cluster";
  readonly versions: readonly object[];
  readonly conversion?: object;
}

/** A version with a schema; the first of several is stored. */
export function version(name: string, schema: object, more: object = {}): object {
  return { name, served: true, storage: true, schema: { openAPIV3Schema: schema }, ...more };
}

/** Creates a definition as client-go does, in protobuf, and waits until all its versions are served. Returns its path. */
export async function define(client: ApiClient, defined: Defined): Promise<string> {
  const { group, kind, plural, scope = "Namespaced", versions, conversion } = defined;
  const body = definitionInProtobuf({
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions,
      ...(conversion === undefined ? {} : { conversion }),
    },
  });
  const answer = await client.sendText("POST", definitions, body, {
    "content-type": "application/vnd.kubernetes.protobuf",
    accept: "application/json",
  });
  expect(answer.code, answer.text).toBe(201);
  for (const { name } of versions as readonly AnyObject[]) {
    await eventually(
      () => client.send("GET", `/apis/${group}/${name}`),
      ({ code, text }) => code === 200 && text.includes(`"${plural}"`),
    );
  }
  return `${definitions}/${plural}.${group}`;
}
