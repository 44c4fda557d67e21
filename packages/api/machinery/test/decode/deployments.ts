import { isStoreError, type KubernetesObject, type StoreError } from "@engenho/core";
import { schemas } from "@engenho/kinds";
import type { SchemaNode } from "@engenho/machinery";
import { decode } from "../../src/decode/decode.js";

export const deploymentSchema = schemas.definition("io.k8s.api.apps.v1.Deployment") as SchemaNode;
export const podSchema = schemas.definition("io.k8s.api.core.v1.Pod") as SchemaNode;

export const deployment = (spec: object, more: object = {}): unknown => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec,
  ...more,
});

export function decodeDeployment(
  value: unknown,
  fieldValidation: "Ignore" | "Warn" | "Strict" = "Strict",
  warnings: string[] = [],
) {
  return decode(value, deploymentSchema, {
    fieldValidation,
    onWarning: (text) => warnings.push(text),
    kind: "Deployment",
  }) as KubernetesObject & { readonly spec: { readonly template: object } & Readonly<Record<string, unknown>> };
}

export function refusalOf(action: () => unknown): StoreError {
  try {
    action();
  } catch (error) {
    if (isStoreError(error)) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

export const prefix = 'Deployment in version "v1" cannot be handled as a Deployment: ';
export const container = (fields: object): object => ({
  template: {
    spec: {
      containers: [
        { name: "a", image: "i" },
        { name: "b", ...fields },
      ],
    },
  },
});
