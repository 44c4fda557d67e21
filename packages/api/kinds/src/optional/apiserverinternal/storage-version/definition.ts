import type { BuiltInEntry } from "../../../definition/define-kind.js";
import { storageVersionPrinter } from "./printer.js";
import { storageVersionStrategy } from "./strategy.js";

/** internal.apiserver.k8s.io/v1alpha1 StorageVersion. */
export const storageVersion: BuiltInEntry = {
  group: "internal.apiserver.k8s.io",
  version: "v1alpha1",
  kind: "StorageVersion",
  schemaName: "io.k8s.api.apiserverinternal.v1alpha1.StorageVersion",
  namespaced: false,
  subresources: ["status"],
  printer: () => storageVersionPrinter,
  strategy: () => storageVersionStrategy,
};
