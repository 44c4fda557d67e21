import type { KindDefinition } from "@engenho/registry";
import { defineKinds } from "./define-kind.js";

const createOnly: readonly string[] = Object.freeze(["create"]);

/** Kinds that are only created, answered and never stored. */
export const requestKinds: readonly KindDefinition[] = [
  ...defineKinds("", "v1", {
    schemaPrefix: "io.k8s.api.core.v1.",
    kinds: [{ kind: "Binding", verbs: createOnly }],
  }),
  ...defineKinds("authentication.k8s.io", "v1", {
    schemaPrefix: "io.k8s.api.authentication.v1.",
    kinds: [
      { kind: "SelfSubjectReview", namespaced: false, verbs: createOnly },
      { kind: "TokenReview", namespaced: false, verbs: createOnly },
    ],
  }),
  ...defineKinds("authorization.k8s.io", "v1", {
    schemaPrefix: "io.k8s.api.authorization.v1.",
    kinds: [
      { kind: "LocalSubjectAccessReview", verbs: createOnly },
      { kind: "SelfSubjectAccessReview", namespaced: false, verbs: createOnly },
      { kind: "SelfSubjectRulesReview", plural: "selfsubjectrulesreviews", namespaced: false, verbs: createOnly },
      { kind: "SubjectAccessReview", namespaced: false, verbs: createOnly },
    ],
  }),
];
